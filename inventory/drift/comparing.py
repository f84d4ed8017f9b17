"""Claims and the endpoints inferred from what nobody claims to one comparison."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from inventory.drift.claims import Claims, Declared
from inventory.drift.path_shapes import path_shapes
from inventory.drift.watching import Watched
from inventory.model.comparisons import Comparison, Elsewhere, Match, Removed, Undocumented
from inventory.model.coverage import Fate
from inventory.model.endpoints import Endpoint, PathParameter, state_of
from inventory.model.observations import Sighting, merge_names, merge_tallies
from inventory.model.outcomes import Outcome, merge_outcomes
from inventory.model.shape_sums import merge_shapes


def compare(
    claims: Claims,
    endpoints: Sequence[Endpoint],
    elsewhere: Iterable[Elsewhere] = (),
    coverage: Iterable[Fate] = (),
) -> Comparison:
    """Put operations and endpoints side by side; `endpoints` are those of `claims.undeclared`."""
    watched = Watched(claims.override, claims.covered, coverage)
    matches = [
        Match(declared.operation, declared.description, service, _endpoint(declared, service, sightings),
              *watched.of(declared, [sighting.service for sighting in sightings]))
        for declared, service, sightings in claims.claimed
    ]  # fmt: skip
    matches += [Match(one.operation, one.description, "", None, *watched.of(one)) for one in claims.unclaimed]
    undocumented = [Undocumented(endpoint, (), claims.sources.get(endpoint.service)) for endpoint in endpoints]
    undocumented += _other_methods(claims)
    return Comparison(
        tuple(matches),
        tuple(undocumented),
        claims.covered,
        claims.foreign,
        claims.older,
        tuple(_removed(claims)),
        tuple(elsewhere),
    )


def _removed(claims: Claims) -> Iterator[Removed]:
    newer = {id(one.description): one.newer for one in claims.older}
    for declared, service, sightings in claims.removed:
        description = declared.description
        endpoint = _endpoint(declared, service, sightings)
        yield Removed(declared.operation, description, newer[id(description)], endpoint)


def _other_methods(claims: Claims) -> list[Undocumented]:
    groups: dict[tuple[str, str, str], list[tuple[Sighting, tuple[Declared, ...]]]] = defaultdict(list)
    for sighting, path in claims.other_methods:
        service = claims.stands_for.get(sighting.service, sighting.service)
        groups[service, path[0].operation.path, sighting.method].append((sighting, path))
    return [
        Undocumented(
            _endpoint(found[0][1][0], service, [sighting for sighting, _ in found], method),
            tuple(declared.operation for declared in found[0][1]),
            found[0][1][0].operation.source,
        )
        for (service, _, method), found in sorted(groups.items())
    ]


def _endpoint(declared: Declared, service: str, sightings: Sequence[Sighting], method: str = "") -> Endpoint:
    """Sum up the sightings on a declared path."""
    tallies = merge_tallies(tally for sighting in sightings for tally in sighting.tallies)
    return Endpoint(
        service=service,
        method=method or declared.operation.method,
        template=declared.operation.path,
        state=state_of(tallies),
        parameters=_parameters(declared),
        paths=tuple(sorted({sighting.path for sighting in sightings})),
        tallies=tallies,
        names=merge_names(name for sighting in sightings for name in sighting.names),
        hosts=tuple(sorted({sighting.service for sighting in sightings} - {service})),
        shapes=merge_shapes(
            chain(path_shapes(declared.operation.path, sightings), *(sighting.shapes for sighting in sightings))
        ),
        outcomes=_outcomes(declared, sightings) if not method else (),
    )


def _outcomes(declared: Declared, sightings: Sequence[Sighting]) -> tuple[Outcome, ...]:
    """Add up what came of judging by an operation as its description has it now."""
    operation = declared.operation
    key = declared.description.digest, f"{operation.method} {operation.path}"
    found = (one for sighting in sightings for one in sighting.outcomes)
    return merge_outcomes(one for one in found if (one.description, one.operation) == key)


def _parameters(declared: Declared) -> tuple[PathParameter, ...]:
    where = f"declared in {declared.description.file}"
    return tuple(
        PathParameter(segment.strip("{}"), index, "string", "declared", where)
        for index, segment in enumerate(declared.operation.path.strip("/").split("/"))
        if "{" in segment
    )
