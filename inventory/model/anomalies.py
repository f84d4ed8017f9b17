"""Traffic that cannot be read as the RFCs say: recorded, counted, explained."""

import msgspec


class Anomaly(msgspec.Struct, frozen=True):
    """One thing in a capture that could not be read, or had to be read with care.

    `kind` is a short constant word such as "truncated-packet"; `message` explains it without quoting
    anything of the capture. `count` and `size` add up over everything of the same kind.
    """

    kind: str
    message: str
    count: int = 1
    size: int = 0  # bytes of traffic concerned; 0 where that cannot be known
    frame: int = 0  # of the first example: packet or HAR entry number, from 1; 0 where there is none
    stream: int = -1  # of the first example: connection number; -1 where there is none


def count(known: dict[str, Anomaly], one: Anomaly) -> None:
    """Add an anomaly to those that are known, by kind; the earlier example stays."""
    before = known.get(one.kind)
    known[one.kind] = _merge(before, one) if before is not None else one


def _merge(one: Anomaly, other: Anomaly) -> Anomaly:
    first, second = sorted(
        (one, other), key=lambda anomaly: (anomaly.frame or 1 << 62, anomaly.stream, anomaly.message)
    )
    return msgspec.structs.replace(first, count=first.count + second.count, size=first.size + second.size)
