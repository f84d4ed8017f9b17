"""When a service was used to how much it tells that one of its endpoints was not."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from inventory.changes.sides import Side, Sides
from inventory.changes.telling import LEAST_EXPECTED
from inventory.model.observations import Tally
from inventory.model.traffic import HOUR, step_of

MOST_CHANCE = 0.01  # that an endpoint is not used in so many hours, or longer steps: exchanges come in bursts


class Amount(NamedTuple):
    """How much a service was used."""

    exchanges: int
    steps: int  # hours, or longer steps, in which it was

    def without(self, other: "Amount") -> "Amount":
        """Return what is left."""
        return Amount(self.exchanges - other.exchanges, self.steps - other.steps)

    def joined(self, other: "Amount") -> "Amount":
        """Return the sum."""
        return Amount(self.exchanges + other.exchanges, self.steps + other.steps)


class Expected(NamedTuple):
    """What was to be expected of an endpoint, had it been used as before."""

    exchanges: float
    chance: float  # that it was not used in any of the steps in which its service was
    others: int  # exchanges with its service meanwhile

    @property
    def is_enough(self) -> bool:
        """Whether it tells something that there was nothing."""
        return self.exchanges >= LEAST_EXPECTED and self.chance <= MOST_CHANCE


class Activity:
    """When one service was used before a period, and in it."""

    def __init__(self, own: Iterable[Sides]) -> None:
        own = list(own)
        before = [tally for one in own for tally in one.before.tallies]
        after = [tally for one in own for tally in one.after.tallies]
        self._length = max((length for tally in (*before, *after) for length, _, _ in tally.dated), default=HOUR)
        self._before, self._after = _Used(before, self._length), _Used(after, self._length)
        self._has_whole = int(any(one.after.exchanges for one in own))
        self._both = _Used([*before, *after], self._length)

    @property
    def is_used(self) -> bool:
        """Whether the service was used in the period."""
        return self._after.all.exchanges > 0

    def before_period(self, side: Side) -> Expected:
        """Return what was to be expected of an endpoint from when it was last seen until the period began."""
        return self._expected(side, self._unseen_before(side))

    def until_end(self, side: Side) -> Expected:
        """Return what was to be expected of an endpoint from when it was last seen until the period ended."""
        ended = self._after.until(side.last_seen - self._length)
        # Within one hour of one capture it tells little what comes when; that of another capture is another time.
        steps = max(self._after.all.without(self._after.until(side.last_seen)).steps, self._has_whole)
        within = Amount(self._after.all.exchanges - ended.exchanges, steps)
        return self._expected(side, self._unseen_before(side).joined(within))

    def between(self, side: Side, end: int) -> Expected:
        """Return what was to be expected of an endpoint from when it was last seen until a time."""
        return self._expected(side, self._both.until(end - self._length).without(self._both.until(side.last_seen)))

    def _unseen_before(self, side: Side) -> Amount:
        """Return how much the service was used before the period, and after an endpoint was seen last."""
        return self._before.dated.without(self._before.until(side.last_seen))

    def _expected(self, side: Side, meanwhile: Amount) -> Expected:
        """Apply the share that an endpoint had until it was last seen; where nobody knows hours, exchanges alone."""
        until = self._before.all.without(self._unseen_before(side))
        own = _Used(side.tallies, self._length).dated.steps
        exchanges = side.count / until.exchanges * meanwhile.exchanges if until.exchanges else 0.0
        chance = (1 - min(own / until.steps, 1)) ** meanwhile.steps if until.steps and own else 0.0
        return Expected(exchanges, chance, meanwhile.exchanges)


class _Used:
    """How often something was used, by the time."""

    def __init__(self, tallies: Iterable[Tally], length: int) -> None:
        counts, total = Counter[int](), 0
        for tally in tallies:
            total += tally.count
            for _, begin, count in tally.dated:
                counts[step_of(begin, length)] += count
        self._begins = sorted(counts)
        self._sums = list(accumulate((counts[begin] for begin in self._begins), initial=0))
        self.dated = Amount(self._sums[-1], len(self._begins))  # what has a time
        self.all = Amount(total, len(self._begins))

    def until(self, time: int) -> Amount:
        """Return how much it was used in steps that began by a time."""
        steps = bisect_right(self._begins, time)
        return Amount(self._sums[steps], steps)


def activities(found: Iterable[Sides]) -> dict[str, Activity]:
    """Return when each service was used."""
    groups: dict[str, list[Sides]] = defaultdict(list)
    for one in found:
        groups[one.endpoint.service].append(one)
    return {service: Activity(own) for service, own in groups.items()}
