"""Where a request ends and where its response begins to how long the answer took."""

from collections.abc import Sequence
from operator import sub

from inventory.model.exchanges import Place
from inventory.model.streams import Run
from inventory.model.traffic import UNKNOWN


def latency(asked: Place, answered: Place) -> int:
    """Return the nanoseconds between the last byte of a request and the first one of its final response.

    UNKNOWN where either has no time, where the response came first, and where the clock of the capture ran backwards.
    """
    taken = answered.time - asked.time
    later = taken > 0 or (taken == 0 and answered.frame > asked.frame)
    return taken if later and asked.time and answered.time else UNKNOWN


def later(one: Place, other: Place) -> Place:
    """Return the packet of two that came last, whatever their order in the stream."""
    return other if other.time > one.time else one


def latencies(asked: Run, ends: Sequence[int], answered: Run, begins: Sequence[int]) -> list[int]:
    """Return the same for many exchanges, by the segments in which the requests end and the responses begin."""
    sent, begun = taken_from(asked.times, ends), taken_from(answered.times, begins)
    taken = list(map(sub, begun, sent))
    if min(taken) > 0 and 0 not in sent:
        return taken
    frames, later_frames = taken_from(asked.frames, ends), taken_from(answered.frames, begins)
    return [
        latency(Place(frame, time=time), Place(later_frame, time=later))
        for frame, time, later_frame, later in zip(frames, sent, later_frames, begun, strict=True)
    ]


def taken_from(column: Sequence[int], segments: Sequence[int]) -> Sequence[int]:
    """Return what a column says of segments; a range is of the first ones."""
    return column[: len(segments)] if isinstance(segments, range) else [column[segment] for segment in segments]
