"""When exchanges were seen and how long their answers took to steps, while they are counted."""

from array import array
from collections import Counter
from collections.abc import Sequence

import numpy as np

from inventory.model.traffic import (
    HOUR,
    LATENCIES,
    STEPS_LIMIT,
    Latencies,
    Times,
    merge_latencies,
    merge_times,
)

HOURS_LIMIT = 4 * STEPS_LIMIT  # counted one by one before they are added up
WAITING_LIMIT = 256  # latencies that wait to be put into steps together

_ENDS = np.array(LATENCIES, np.int64)


class Timing:
    """Hours and latencies of exchanges that are counted together; it takes a few kilobytes, whatever comes."""

    __slots__ = ("_hours", "_latencies", "_times", "_waiting")

    def __init__(self) -> None:
        self._hours: dict[int, int] = {}  # exchanges by the hour, counted from 1970
        self._times: Times = ()  # of hours that were added up
        self._waiting = array("q")
        self._latencies: Latencies = ()  # of those that wait no longer

    def add_times(self, times: Sequence[int], first: int, last: int) -> None:
        """Count exchanges at times that are all known, of which the first and the last are given too."""
        hour, hours = first // HOUR, self._hours
        if hour == last // HOUR:  # nearly always: they are of one connection
            hours[hour] = hours.get(hour, 0) + len(times)
        else:
            for hour, count in Counter([time // HOUR for time in times]).items():
                hours[hour] = hours.get(hour, 0) + count
        if len(hours) > HOURS_LIMIT:
            self._add_up()

    def add_latencies(self, latencies: Sequence[int]) -> None:
        """Count latencies in nanoseconds, UNKNOWN where one is."""
        self._waiting.extend(latencies)
        if len(self._waiting) > WAITING_LIMIT:
            self._put_into_steps()

    def take(self, other: "Timing") -> None:
        """Take over what was counted elsewhere."""
        self._times = merge_times((self.times, other.times))
        self._hours.clear()
        self._latencies = merge_latencies((self.latencies, other.latencies))

    @property
    def times(self) -> Times:
        """When the exchanges were."""
        self._add_up()
        return self._times

    @property
    def latencies(self) -> Latencies:
        """How long the answers took that are known."""
        self._put_into_steps()
        return self._latencies

    def _add_up(self) -> None:
        if not self._hours:
            return
        counted = tuple([(HOUR, hour * HOUR, count) for hour, count in self._hours.items()])
        self._times = merge_times((self._times, counted))
        self._hours.clear()

    def _put_into_steps(self) -> None:
        if not self._waiting:
            return
        waiting = np.array(self._waiting, np.int64)
        self._waiting = array("q")
        steps = np.searchsorted(_ENDS, waiting[waiting >= 0]).clip(max=len(_ENDS) - 1)
        numbers, counts = np.unique(steps, return_counts=True)
        found = tuple(zip(numbers.tolist(), counts.tolist(), strict=True))
        self._latencies = merge_latencies((self._latencies, found))
