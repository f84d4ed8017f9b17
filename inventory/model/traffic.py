"""When exchanges were seen and how long their answers took, in steps that add up in any order.

Hours are counted in UTC. Where a sum has more steps than a limit, all of it is told in longer ones: days, then weeks
(from Monday), then 52 weeks, so that years of traffic take no more room than a month of it.
"""

from collections import Counter
from collections.abc import Iterable

HOUR = 3_600 * 10**9  # nanoseconds
DAY = 24 * HOUR
WEEK = 7 * DAY
STEPS = (HOUR, DAY, WEEK, 52 * WEEK)  # lengths of steps that are known, in nanoseconds
STEPS_LIMIT = 100  # of one sum
_MONDAY = 4 * DAY  # 1970-01-05, from where weeks are counted: 1970-01-01 was a Thursday

Step = tuple[int, int, int]  # its length (of STEPS), its beginning in nanoseconds since 1970 (UTC), exchanges
Times = tuple[Step, ...]  # by beginning; exchanges of which no time is known are in none

# Upper ends of the steps of latencies in nanoseconds: eight for each factor of four, from 1 µs to about 20 minutes,
# each 19 % above the one before.
LATENCIES = tuple(round(1_000 * 2 ** (step / 4)) for step in range(121))
UNKNOWN = -1  # a latency that nobody can tell
Latencies = tuple[tuple[int, int], ...]  # number of the step (of LATENCIES), and how many took as long; by step


def step_of(time: int, length: int) -> int:
    """Return the beginning of the step of a length that a time is in."""
    return (time - _MONDAY) // length * length + _MONDAY if length >= WEEK else time // length * length


def merge_times(several: Iterable[Times]) -> Times:
    """Add up counts; the order of the input, and what was added up before, do not matter."""
    sums: Counter[tuple[int, int]] = Counter()
    for one in several:
        for length, begin, count in one:
            sums[length, begin] += count
    return _bounded(sums)


def _bounded(sums: dict[tuple[int, int], int]) -> Times:
    """Return counts in steps of one length: the longest there is, or the next one that makes few enough of them."""
    longest = max((length for length, _ in sums), default=HOUR)
    for length in STEPS[STEPS.index(longest) :]:
        told: Counter[int] = Counter()
        for (_, begin), count in sums.items():
            told[step_of(begin, length)] += count
        if len(told) <= STEPS_LIMIT:
            break
    return tuple((length, begin, told[begin]) for begin in sorted(told))


def merge_latencies(several: Iterable[Latencies]) -> Latencies:
    """Add up counts; the order of the input does not matter."""
    sums: Counter[int] = Counter()
    for one in several:
        for step, count in one:
            sums[step] += count
    return tuple(sorted(sums.items()))
