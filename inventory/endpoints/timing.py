"""When exchanges were seen and how long their answers took to steps, while they are counted."""

from array import array
from collections import Counter
from collections.abc import Sequence

import numpy as np

from inventory.model.traffic import (
    HOUR,
    LATENCIES,
    STEPS_LIMIT,
    UNKNOWN,
    Latencies,
    Times,
    merge_times,
)

HOURS_LIMIT = 4 * STEPS_LIMIT  # counted one by one before they are added up
WAITING_LIMIT = 256  # latencies that wait to be put into steps together

_ENDS = np.array(LATENCIES[:-1], np.int64)  # what is longer is in the last step


class Timing:
    """Hours and latencies of exchanges that are counted together; it takes a few kilobytes, whatever comes."""

    __slots__ = ("_hours", "_steps", "_times", "_waiting")

    def __init__(self) -> None:
        self._hours: dict[int, int] = {}  # exchanges by the hour, counted from 1970
        self._times: Times = ()  # of hours that were added up
        self._waiting = array("q")
        self._steps: dict[int, int] = {}  # of those that wait no longer

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
        for step, count in other.latencies:
            self._steps[step] = self._steps.get(step, 0) + count

    @property
    def times(self) -> Times:
        """When the exchanges were."""
        self._add_up()
        return self._times

    @property
    def latencies(self) -> Latencies:
        """How long the answers took that are known."""
        self._put_into_steps()
        return tuple(sorted(self._steps.items()))

    def _add_up(self) -> None:
        if not self._hours:
            return
        counted = tuple([(HOUR, hour * HOUR, count) for hour, count in self._hours.items()])
        self._times = merge_times((self._times, counted))
        self._hours.clear()

    def _put_into_steps(self) -> None:
        waiting, self._waiting = np.array(self._waiting, np.int64), array("q")
        counts = np.bincount(np.searchsorted(_ENDS, waiting[waiting != UNKNOWN]))
        for step in np.flatnonzero(counts).tolist():
            self._steps[step] = self._steps.get(step, 0) + int(counts[step])
