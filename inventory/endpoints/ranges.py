"""Sightings of one endpoint to how short and how long the values of its parameters were.

Only what was served counts: scanners send values of any length.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from inventory.endpoints.folding import segments_of
from inventory.endpoints.tree import PLACEHOLDER, TEMPLATE_PARAMETER
from inventory.model.endpoints import PathParameter
from inventory.model.lengths import UNKNOWN, Lengths, Range, by_segment, merge_lengths, whole
from inventory.model.observations import Sighting
from inventory.model.segments import ANY_FORMAT, split

# Types that tell themselves how long their values are, and whose values would say more than that.
_FIXED = frozenset({"date", "date-time", "ip", "ulid", "uuid"})


def with_lengths(
    parameters: Sequence[PathParameter], sightings: Iterable[tuple[tuple[str, ...], Sighting]]
) -> tuple[PathParameter, ...]:
    """Return the parameters of a template with their lengths; `sightings` come with their template segments."""
    found = merge_lengths(_of_parameters(*one) for one in sightings)
    if not found:
        return tuple(parameters)
    return tuple(_told(one, length) for one, length in zip(parameters, found, strict=True))


def _told(one: PathParameter, length: Range) -> PathParameter:
    if length == UNKNOWN or one.type in _FIXED:
        return one
    return msgspec.structs.replace(one, min_length=length.least, max_length=length.greatest)


def _of_parameters(template: tuple[str, ...], sighting: Sighting) -> Lengths:
    """Return a range for each parameter of a template, of the values on one redacted path; () where none is known."""
    segments = segments_of(sighting.path)
    parts = by_segment(segments, sighting.lengths) if sighting.served else None
    if parts is None:
        return ()
    shown = zip(template, segments, parts, strict=False)  # a parameter for the rest of the path stands for several
    return tuple(length for target, segment, own in shown for length in _of_segment(target, segment, own))


def _of_segment(target: str, segment: str, own: Lengths) -> Iterator[Range]:
    """Yield a range for each parameter of a template segment."""
    names = TEMPLATE_PARAMETER.findall(target)
    form = TEMPLATE_PARAMETER.sub("{}", target)
    before, _, behind = form.partition("{}")
    if any(name in ("rest", "path") or name.endswith("*") for name in names):
        yield from (UNKNOWN for _ in names)
    elif PLACEHOLDER.sub("{}", segment) == form:
        yield from own
    elif form.endswith(ANY_FORMAT) and len(names) > 1:
        yield from _of_segment(target.removesuffix(ANY_FORMAT), split(segment).stem, own)
        yield UNKNOWN
    elif len(names) == 1 and len(segment) > len(before + behind):
        yield whole(segment[len(before) : len(segment) - len(behind)], own)
    else:
        yield from (UNKNOWN for _ in names)
