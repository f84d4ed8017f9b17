"""What a capture shows to what it shows until a time, and after it, as far as that is known.

Exchanges are counted by the hour or in longer steps. Of the step that a time falls into, each side gets as much as it
has of the time between the first exchange and the last. Both sides together are always the whole.
"""

from collections.abc import Iterable, Iterator

import msgspec

from inventory.model.observations import Name, Sighting, Tally
from inventory.model.traffic import Step

Parts = tuple[Tally | None, Tally | None]  # None where there is nothing


def divided(tally: Tally, time: int) -> Parts:
    """Return the exchanges until a time (in nanoseconds, inclusive), and those after it.

    The first part has the latest end, the second the earliest beginning that is possible. What has no time is in the
    first part. Latencies are in neither.
    """
    if tally.last_seen <= time:
        return tally, None
    if tally.first_seen > time:
        return None, tally
    steps = tally.dated
    counts = [_until(step, tally, time) for step in steps]
    rest = _share(tally.count - sum(step[2] for step in steps), tally.first_seen, tally.last_seen, time)
    if steps and sum(counts) + rest == 0:
        counts[0] = 1  # the first exchange
    if steps and sum(counts) + rest == tally.count:
        counts[-1] -= 1  # the last one
    count = min(max(sum(counts) + rest, 1), tally.count - 1)
    ends = [min(begin + length - 1, time) for length, begin, _ in steps if begin <= time]
    starts = [max(begin, time + 1) for length, begin, _ in steps if begin + length - 1 > time]
    later = [step[2] - own for step, own in zip(steps, counts, strict=True)]
    before = _part(tally, count, (tally.first_seen, max(ends, default=time)), zip(steps, counts, strict=True))
    return before, _part(
        tally,
        tally.count - count,
        (min(starts, default=time + 1), tally.last_seen),
        zip(steps, later, strict=True),
    )


def until(shown: Iterable[Sighting], time: int) -> Iterator[Sighting]:
    """Yield what a capture showed until a time, with the names that it had shown by then, and without shapes."""
    for one in shown:
        tallies = [part for part, _ in (divided(tally, time) for tally in one.tallies) if part is not None]
        if tallies:
            names = tuple(_name_until(name, time) for name in one.names if _began(name) <= time)
            yield Sighting(one.service, one.method, one.path, tuple(tallies), names, one.lengths)


def tallies_between(one: Sighting, after: int, end: int) -> tuple[tuple[Tally, ...], tuple[Tally, ...]]:
    """Return the tallies of what a capture shows until a time, and of what is after that and until an end."""
    before, within = list[Tally](), list[Tally]()
    for tally in one.tallies:
        first, rest = divided(tally, after)
        before += [first] if first is not None else []
        kept = divided(rest, end)[0] if rest is not None else None
        within += [kept] if kept is not None else []
    return tuple(before), tuple(within)


def _until(step: Step, tally: Tally, time: int) -> int:
    """Return how many of the exchanges of a step were until a time."""
    length, begin, count = step
    return _share(count, max(begin, tally.first_seen), min(begin + length - 1, tally.last_seen), time)


def _share(count: int, first: int, last: int, time: int) -> int:
    """Spread exchanges evenly between two times, and return how many of them were until another one."""
    if time >= last:
        return count
    return 0 if time < first else count * (time - first + 1) // (last - first + 1)


def _part(tally: Tally, count: int, ends: tuple[int, int], steps: Iterable[tuple[Step, int]]) -> Tally:
    first, last = ends
    return msgspec.structs.replace(
        tally,
        count=count,
        first_seen=first,
        last_seen=last,
        evidence=tuple(one for one in tally.evidence if first <= one.time <= last),
        times=tuple((length, begin, own) for (length, begin, _), own in steps if own),
        latencies=(),
    )


def _began(name: Name) -> int:
    """Return when a name was seen first in a capture; it has the evidence of one capture alone."""
    return name.evidence[0].time if name.evidence else name.last_seen


def _name_until(name: Name, time: int) -> Name:
    """Return a name that was seen by a time; how often is only known where it was not seen later."""
    if name.last_seen <= time:
        return name
    count = max(_share(name.count, _began(name), name.last_seen, time), 1)
    return msgspec.structs.replace(name, count=count, last_seen=time)
