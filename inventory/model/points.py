"""Points in time as users write them to points."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from inventory.errors import UsageError
from inventory.model.captures import CaptureSummary
from inventory.model.periods import Point
from inventory.model.traffic import DAY, HOUR, WEEK

DIGEST_LEAST = 4  # hexadecimal digits of the beginning of a digest
CAPTURES_SHOWN = 3
TOLD_DIGITS = 6  # of a second, as reports tell times: what they cut off is meant as well when one is asked for

_UNITS = {"m": HOUR // 60, "h": HOUR, "d": DAY, "w": WEEK}
_BACK = re.compile(r"([0-9]{1,6})([mhdw])")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?P<fraction>\.[0-9]{1,9})?)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})?)?"
)
_DIGEST = re.compile(rf"[0-9a-f]{{{DIGEST_LEAST},64}}")
_HINT = "write 7d (24h, 2w, 90m), 2026-11-14, 2026-11-14T06:00Z, or a capture as `inventory db info` names it"


def point(text: str, captures: Sequence[CaptureSummary], now: int, option: str) -> Point:
    """Return the point that a user means: so long before now, a time (RFC 3339), or the end of a capture.

    A date is its beginning; times without an offset are UTC. `now` is in nanoseconds since 1970. Raises UsageError,
    which names `option`, for what is none of these, in the future, or fits several captures.
    """
    back = duration(text)
    if back is not None:
        if back >= now:
            raise UsageError(f"{option} {text} is before 1970", hint=_HINT)
        return Point(text, now - back)
    if _TIME.fullmatch(text):
        return _time(text, now, option)
    found = _captures(text, captures)
    if not found:
        raise UsageError(f"{option} {text} is neither a time nor a capture of this inventory", hint=_HINT)
    if len(found) > 1:
        told = ", ".join(f"{one.digest[:12]} ({one.name})" for one in found[:CAPTURES_SHOWN])
        more = f" and {len(found) - CAPTURES_SHOWN:,} more" if len(found) > CAPTURES_SHOWN else ""
        raise UsageError(f"{option} {text} may be several captures", hint=f"take one of {told}{more}")
    if not found[0].last_seen:
        raise UsageError(f"{option} {text}: no time is known of that capture", hint=_HINT)
    return Point(text, found[0].last_seen, is_last=True)


def duration(text: str) -> int | None:
    """Return the nanoseconds that "90m", "24h", "7d" or "2w" stand for; None for any other text."""
    found = _BACK.fullmatch(text)
    return int(found[1]) * _UNITS[found[2]] if found else None


def _time(text: str, now: int, option: str) -> Point:
    found = _TIME.fullmatch(text)
    digits = (found["fraction"] or ".")[1:] if found else ""
    is_last = len(digits) >= TOLD_DIGITS
    try:
        read = datetime.fromisoformat(text.upper().replace(f".{digits}", ""))
        read = read.replace(tzinfo=UTC) if read.tzinfo is None else read
        time = int(read.timestamp()) * 10**9 + int(digits.ljust(9, "9" if is_last else "0"))
    except (ValueError, OverflowError) as problem:
        raise UsageError(f"{option} {text} is no time: {problem}", hint=_HINT) from problem
    if time <= 0:
        raise UsageError(f"{option} {text} is before 1970", hint=_HINT)
    if time > now:
        raise UsageError(f"{option} {text} is in the future", hint="times without an offset are UTC")
    return Point(text, time, is_last=is_last)


def _captures(text: str, captures: Sequence[CaptureSummary]) -> list[CaptureSummary]:
    """Return the captures of a name, with or without a folder, or else those whose digest begins so."""
    for name in (text, text.replace("\\", "/").rpartition("/")[2]):
        named = [one for one in captures if one.name == name]
        if named:
            return named
    return [one for one in captures if one.digest.startswith(text)] if _DIGEST.fullmatch(text) else []
