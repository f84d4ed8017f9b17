"""Times and latencies of endpoints to what is published of traffic over time."""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from inventory.model.endpoints import Endpoint
from inventory.model.observations import Tally
from inventory.model.traffic import DAY, HOUR, LATENCIES, STEPS, STEPS_LIMIT, WEEK, Latencies, step_of
from inventory.reports.documents import LatencyDocument, TrafficDocument
from inventory.reports.publishing import moment

_UNITS = {HOUR: "hour", DAY: "day", WEEK: "week", 52 * WEEK: "52 weeks"}
_EPOCH = "1970-01-01T00:00:00.000000Z"
_MILLISECOND = 10**6  # nanoseconds


class Grid(msgspec.Struct, frozen=True):
    """Steps of one length without gaps, in which all traffic of a report is told."""

    length: int  # of `STEPS`, in nanoseconds
    starts: range  # nanoseconds since 1970 (UTC)

    def place(self, time: int) -> int:
        """Return the number of the step that a time is in."""
        return (step_of(time, self.length) - self.starts.start) // self.length


def grid(endpoints: Sequence[Endpoint]) -> Grid:
    """Return the steps for some endpoints: as long as the longest that any has, and about `STEPS_LIMIT` at most."""
    steps = [step for endpoint in endpoints for tally in endpoint.tallies for step in tally.dated]
    times = [begin for _, begin, _ in steps] + [one.first_seen for one in endpoints if one.first_seen]
    longest = max((length for length, _, _ in steps), default=HOUR)
    if not times:
        return Grid(longest, range(0))
    first, last = min(times), max(times)
    spans = [Grid(one, range(step_of(first, one), step_of(last, one) + 1, one)) for one in STEPS if one >= longest]
    return next((one for one in spans if len(one.starts) <= STEPS_LIMIT), spans[-1])


def trend(tallies: Iterable[Tally], steps: Grid) -> tuple[int, ...]:
    """Count exchanges in each step."""
    counts: Counter[int] = Counter()
    for tally in tallies:
        for _, begin, count in tally.dated:
            counts[steps.place(begin)] += count
    return tuple(counts[number] for number in range(len(steps.starts)))


def traffic(endpoints: Sequence[Endpoint], steps: Grid) -> TrafficDocument:
    """Publish how exchanges with endpoints spread over time."""
    tallies = [tally for endpoint in endpoints for tally in endpoint.tallies]
    exchanges = trend(tallies, steps)
    appeared = Counter(steps.place(one.first_seen) for one in endpoints if one.first_seen)
    return TrafficDocument(
        unit=_UNITS[steps.length],
        starts=tuple(moment(start) or _EPOCH for start in steps.starts),
        exchanges=exchanges,
        client_errors=trend((one for one in tallies if one.status // 100 == 4), steps),
        server_errors=trend((one for one in tallies if one.status // 100 == 5), steps),
        new_endpoints=tuple(appeared[number] for number in range(len(steps.starts))),
        undated=sum(tally.count for tally in tallies) - sum(exchanges),
    )


def latency(latencies: Latencies) -> LatencyDocument | None:
    """Publish how long answers took; None where that is not known of any."""
    total = sum(count for _, count in latencies)
    if not total:
        return None
    p50, p90, p99 = (_quantile(latencies, -(-total * percent // 100)) for percent in (50, 90, 99))
    return LatencyDocument(total, p50, p90, p99, tuple((_milliseconds(step), count) for step, count in latencies))


def _quantile(latencies: Latencies, rank: int) -> float:
    """Return the upper end of the step in which the answer is that has a rank, counted from 1."""
    for step, count in latencies:
        rank -= count
        if rank <= 0:
            return _milliseconds(step)
    raise ValueError("there are fewer answers than that")


def _milliseconds(step: int) -> float:
    return LATENCIES[step] / _MILLISECOND
