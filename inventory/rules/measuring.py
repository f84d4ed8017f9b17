"""A comparison to figures of how much of what is declared the traffic shows."""

import msgspec

from inventory.model.comparisons import Comparison, Figures, Match, Ratio
from inventory.model.operations import Operation, Parameter
from inventory.rules.parameters import accepted
from inventory.rules.readings import Readers
from inventory.rules.rule import used
from inventory.rules.sums import named


def measured(comparison: Comparison) -> Comparison:
    """Return the comparison with its figures."""
    groups: dict[tuple[int, int], list[Match]] = {}
    for match in comparison.matches:
        groups.setdefault((id(match.description), id(match.operation)), []).append(match)
    operations = [group for group in groups.values() if any(_is_used(match) for match in group)]
    readers = Readers()
    parameters = [(group, one) for group in operations for one in _optional_to_see(group[0].operation)]
    statuses = [
        (group, one.status) for group in operations for one in group[0].operation.responses if one.status != "default"
    ]
    figures = Figures(
        operations=Ratio(len(operations), len(groups)),
        parameters=Ratio(sum(_is_sent(group, one, readers) for group, one in parameters), len(parameters)),
        statuses=Ratio(sum(_is_answered(group, status) for group, status in statuses), len(statuses)),
    )
    return msgspec.structs.replace(comparison, figures=figures)


def _is_used(match: Match) -> bool:
    return match.endpoint is not None and bool(used(match.endpoint.tallies))


def _optional_to_see(operation: Operation) -> list[Parameter]:
    """Return the parameters that a request may be without: all but those of the path."""
    return [one for one in operation.parameters if one.location in ("query", "header", "cookie")]


def _is_sent(group: list[Match], parameter: Parameter, readers: Readers) -> bool:
    names = {
        name for match in group if match.endpoint is not None for name in named(match.endpoint, parameter.location)
    }
    if parameter.location == "header":
        return parameter.name.lower() in names
    wanted = accepted(parameter, readers.of(group[0].description))
    return any(map(wanted.has, names)) if not wanted.any_name else bool(names)


def _is_answered(group: list[Match], status: str) -> bool:
    return any(
        found is not None and found.status == status
        for match in group
        if match.endpoint is not None
        for tally in match.endpoint.tallies
        for found in [group[0].operation.response_for(tally.status)]
    )
