"""What `x-sunset` says to a date."""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from inventory.openapi.values import JsonValue

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def sunset_of(value: JsonValue) -> str:
    """Return the ISO date, in UTC, of ISO dates and times and of an HTTP-date (RFC 9110 section 5.6.7); else ""."""
    if not isinstance(value, str) or len(value) > 64:
        return ""
    text = value.strip()
    try:
        if _ISO.fullmatch(text):
            return date.fromisoformat(text).isoformat()
        moment = datetime.fromisoformat(text) if _ISO.match(text) else parsedate_to_datetime(text)
        return (moment.astimezone(UTC) if moment.tzinfo else moment).date().isoformat()
    except (ValueError, OverflowError):
        return ""
