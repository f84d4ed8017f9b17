"""Status codes to what they say about the endpoint."""

SERVED = "served"  # there is something here, and it did its work or told what was wrong with the request
REFUSED = "refused"  # the client may not; many servers answer so for any path
ABSENT = "absent"  # there is nothing here, or not with this method
MOVED = "moved"  # somewhere else for good
FAILED = "failed"  # a gateway or the server gave up
UNANSWERED = "unanswered"  # no response was seen

_REFUSED = frozenset({401, 403, 407})
_ABSENT = frozenset({404, 405, 410, 501})
_MOVED = frozenset({301, 308})
# Refusals of the message as such: they come before any routing, so they say nothing about the path.
_FAILED = frozenset({408, 414, 421, 431, 499, 502, 503, 504, 520, 521, 522, 523, 524})


def outcome(status: int) -> str:
    """Sort a final status (RFC 9110 section 15) into one of the outcomes above; 0 stands for no response."""
    if not status:
        return UNANSWERED
    for codes, name in ((_REFUSED, REFUSED), (_ABSENT, ABSENT), (_MOVED, MOVED), (_FAILED, FAILED)):
        if status in codes:
            return name
    return SERVED
