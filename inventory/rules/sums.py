"""Names and tallies of an endpoint to how many of its exchanges show something.

Names are counted by status alone. When and where one was seen is told by itself, by the first exchange of each capture.
Where something is about names that are missing, only the tallies of a status all of whose exchanges show it can tell.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import msgspec

from inventory.model.endpoints import Endpoint
from inventory.model.observations import Name, Tally
from inventory.model.statuses import is_accepted

NO_NAMES: Mapping[int, Name] = MappingProxyType({})
UNCLEAR = frozenset({"preflight", "tunnel", "ambiguous"})  # kinds of exchanges that are no plain call


class Sum(msgspec.Struct, frozen=True):
    """How many exchanges show something."""

    count: int
    total: int  # exchanges that might have shown it
    tallies: tuple[Tally, ...]  # those all of whose exchanges do, and what names tell of the others


def calls(tallies: Iterable[Tally]) -> tuple[Tally, ...]:
    """Return the observations of plain calls."""
    return tuple(tally for tally in tallies if tally.kind not in UNCLEAR)


def totals(endpoint: Endpoint, wanted: Callable[[int], bool] = is_accepted) -> dict[int, int]:
    """Return how many exchanges there were with each wanted status."""
    found: dict[int, int] = {}
    for tally in endpoint.tallies:
        if wanted(tally.status) and tally.kind not in ("preflight", "tunnel"):
            found[tally.status] = found.get(tally.status, 0) + tally.count
    return found


def named(endpoint: Endpoint, role: str) -> dict[str, dict[int, Name]]:
    """Return the names in a role, each by status."""
    found: dict[str, dict[int, Name]] = {}
    for name in endpoint.names:
        if name.role == role:
            found.setdefault(name.name, {})[name.status] = name
    return found


def at_most(endpoint: Endpoint, role: str, is_it: Callable[[str], bool]) -> dict[int, int]:
    """Return how many exchanges at most had such a name, by status.

    Names that were not kept as they were, `{token}` and `{others}`, may have been such a name.
    """
    found: dict[int, int] = {}
    for name in endpoint.names:
        if name.role == role and (is_hidden(name.name) or is_it(name.name)):
            found[name.status] = found.get(name.status, 0) + name.count
    return found


def is_hidden(name: str) -> bool:
    """Tell whether a name, or a part of it, was a value that was not kept."""
    return "{" in name


def summed(
    endpoint: Endpoint, counts: Mapping[int, int], among: Mapping[int, int], names: Mapping[int, Name] = NO_NAMES
) -> Sum:
    """Sum up exchanges by status; `among` are those that might have shown it, `names` show it by themselves."""
    shown = {status: min(counts.get(status, 0), total) for status, total in among.items()}
    whole = {status for status, count in shown.items() if count and count == among[status]}
    tallies = [tally for tally in calls(endpoint.tallies) if tally.status in whole]
    some = [names[status] for status, count in sorted(shown.items()) if count and status in names.keys() - whole]
    return Sum(sum(shown.values()), sum(among.values()), (*tallies, *(_tally(name) for name in some if name.evidence)))


def with_name(endpoint: Endpoint, names: Mapping[int, Name], among: Mapping[int, int]) -> Sum:
    """Sum up the exchanges that have a name."""
    return summed(endpoint, {status: name.count for status, name in names.items()}, among, names)


def _tally(name: Name) -> Tally:
    return Tally(name.status, "", "", name.count, name.evidence[0].time, name.last_seen, name.evidence)


def share(found: Sum) -> str:
    """Write how many of how many: "142 of 9,310 exchanges"."""
    return f"{found.count:,} of {found.total:,} exchange{'s' * (found.total != 1)}"


def recorded(endpoint: Endpoint, wanted: Callable[[int], bool] = is_accepted) -> dict[int, int]:
    """Return how many exchanges there were, by wanted status, of which the fields of the request are known."""
    found: dict[int, int] = {}
    for name in endpoint.names:
        if name.role == "credentials" and wanted(name.status):
            found[name.status] = found.get(name.status, 0) + name.count
    return found
