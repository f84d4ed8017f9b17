"""Status codes to what they say about the endpoint."""

SERVED = "served"  # there is something here, and it did its work or told what was wrong with the request
REJECTED = "rejected"  # the message made no sense, which many servers say before they look at the path
REFUSED = "refused"  # the client may not; many servers answer so for any path
ABSENT = "absent"  # there is nothing here, or not with this method
MOVED = "moved"  # somewhere else for good
FAILED = "failed"  # a gateway or the server gave up
UNANSWERED = "unanswered"  # no response was seen

_REJECTED = frozenset({400})
_REFUSED = frozenset({401, 403, 407})
_ABSENT = frozenset({404, 405, 410, 501})
_MOVED = frozenset({301, 308})
# Refusals of the message as such: they come before any routing, so they say nothing about the path.
_FAILED = frozenset({408, 414, 421, 431, 499, 502, 503, 504, 520, 521, 522, 523, 524})


def outcome(status: int) -> str:
    """Sort a final status (RFC 9110 section 15) into one of the outcomes above; 0 stands for no response."""
    if not status:
        return UNANSWERED
    sorted_out = ((_REJECTED, REJECTED), (_REFUSED, REFUSED), (_ABSENT, ABSENT), (_MOVED, MOVED), (_FAILED, FAILED))
    return next((name for codes, name in sorted_out if status in codes), SERVED)
