"""Days at which something ends to nanoseconds since 1970, and back."""

from datetime import UTC, date, datetime, time, timedelta

NANOSECONDS = 10**9


def end_of_day(day: str) -> int | None:
    """Return the end of an ISO date (UTC) in nanoseconds since 1970; None for what is none."""
    try:
        following = date.fromisoformat(day[:10]) + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return int(datetime.combine(following, time(), UTC).timestamp()) * NANOSECONDS


def day_of(nanoseconds: int) -> str:
    """Return the ISO date (UTC) of a time."""
    return datetime.fromtimestamp(nanoseconds // NANOSECONDS, UTC).date().isoformat()
