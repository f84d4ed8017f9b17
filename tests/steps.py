"""Times and latencies to steps, one at a time: what the program, which counts many at once, is held against."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable

from inventory.model.traffic import HOUR, LATENCIES, Times, merge_times


def times_of(times: Iterable[int]) -> Times:
    """Count exchanges by the hour; 0 is a time that is not known."""
    hours = Counter(time // HOUR for time in times if time)
    return merge_times([tuple((HOUR, hour * HOUR, count) for hour, count in hours.items())])


def latency_step(nanoseconds: int) -> int:
    """Return the number of the step of a latency; what is longer than all of them is in the last one."""
    return min(bisect_left(LATENCIES, nanoseconds), len(LATENCIES) - 1)
