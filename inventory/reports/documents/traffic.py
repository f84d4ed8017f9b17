"""What is published of traffic over time, of its statuses and of how long answers took."""

import msgspec


class LatencyDocument(msgspec.Struct, frozen=True):
    """How long it took from the end of a request to the beginning of its response, in milliseconds.

    Quantiles are the upper ends of the steps of `histogram` that they fall in, which are at most 19 % wide.
    """

    count: int  # responses of which it is known
    p50: float
    p90: float
    p99: float
    histogram: tuple[tuple[float, int], ...]  # upper end of a step, and how many took as long; empty steps left out


class TrafficDocument(msgspec.Struct, frozen=True):
    """Exchanges over time: every column has one number for each of `starts`."""

    unit: str  # how long one step is: "hour", "day", "week" (from Monday, UTC) or "52 weeks"
    starts: tuple[str, ...]  # RFC 3339, without gaps, oldest first
    exchanges: tuple[int, ...]
    client_errors: tuple[int, ...]  # of them, those answered with 4xx
    server_errors: tuple[int, ...]  # … and with 5xx
    new_endpoints: tuple[int, ...]  # endpoints whose first exchange falls into the step
    undated: int = 0  # exchanges of which no time is known


class CountDocument(msgspec.Struct, frozen=True):
    """How often something was seen."""

    name: str
    count: int  # exchanges
    last_seen: str | None = None
