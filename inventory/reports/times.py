"""Times to how they are published."""

from datetime import UTC, datetime


def moment(nanoseconds: int) -> str | None:
    """Write a time as RFC 3339 says, in UTC, with microseconds; None where it is unknown."""
    if not nanoseconds:
        return None
    seconds, rest = divmod(nanoseconds, 10**9)
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S") + f".{rest // 1000:06}Z"
