"""Header fields of requests to whether it is recorded that they were there."""

# Fields that say how a message is sent, or that every client sends: their names tell nothing about an API.
_UNTOLD = frozenset(
    {"accept", "accept-charset", "accept-encoding", "connection", "content-encoding", "content-length",
     "content-type", "date", "dnt", "expect", "host", "http2-settings", "keep-alive", "max-forwards", "origin",
     "priority", "proxy-connection", "referer", "te", "trailer", "transfer-encoding", "upgrade",
     "upgrade-insecure-requests", "user-agent", "via"}
)  # fmt: skip


def is_told(name: str) -> bool:
    """Tell whether the name of a field, in lower case, is recorded; `sec-` is what browsers add by themselves."""
    return name not in _UNTOLD and not name.startswith(("sec-", ":"))
