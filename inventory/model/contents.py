"""Media types to whether their contents are read, and how much of one content is."""

from functools import lru_cache

KEPT_LIMIT = 262_144  # bytes of one content that are kept while it is read

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
FORMS = frozenset({URLENCODED, MULTIPART})

_SEQUENCES = frozenset({"application/stream+json"})  # several values one after the other


@lru_cache(1_024)
def is_json(media_type: str) -> bool:
    """Tell whether content of a media type, in lower case without parameters, is one JSON value."""
    if media_type in ("application/json", "text/json"):
        return True
    return media_type.endswith("+json") and media_type not in _SEQUENCES


def is_read(media_type: str, *, request: bool) -> bool:
    """Tell whether somebody reads the content of a request or response: JSON, and forms that are sent."""
    return is_json(media_type) or (request and media_type in FORMS)


def base_type(field: str) -> str:
    """Return the media type of a Content-Type field without its parameters, in lower case."""
    return field.partition(";")[0].strip(" \t").lower()
