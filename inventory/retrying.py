"""Attempts that failed to the time of the next one."""

import time


class Backoff:
    """Waits longer after each failure, on the monotonic clock: `first` seconds, then twice as long, up to `most`."""

    def __init__(self, first: float, most: float) -> None:
        self._first, self._most = first, most
        self._wait, self._due = 0.0, 0.0

    @property
    def is_due(self) -> bool:
        """Tell whether it is time for an attempt."""
        return time.monotonic() >= self._due

    def failed(self) -> None:
        """Note that an attempt failed."""
        self._wait = min(self._wait * 2 or self._first, self._most)
        self._due = time.monotonic() + self._wait
