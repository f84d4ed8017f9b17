"""Untyped JSON values to the types that a description should have at a place."""

from inventory.model.values import JsonObject, JsonValue, Place

__all__ = ["JsonObject", "JsonValue", "Place", "as_list", "as_object", "as_text", "at", "pointer", "shown", "steps"]

SHOWN_LIMIT = 200  # characters of a description that a message quotes at most


def as_object(value: JsonValue) -> JsonObject:
    """Return an object as it is, anything else as an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: JsonValue) -> list[JsonValue]:
    """Return a list as it is, anything else as an empty one."""
    return value if isinstance(value, list) else []


def as_text(value: JsonValue) -> str:
    """Return text as it is, anything else as empty text."""
    return value if isinstance(value, str) else ""


def shown(text: str) -> str:
    """Return what a message may quote: one line, nothing that a terminal acts on, cut at `SHOWN_LIMIT`."""
    line = text[: SHOWN_LIMIT + 1]
    line = line if len(line) <= SHOWN_LIMIT else line[:SHOWN_LIMIT] + "…"
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape", "surrogatepass").decode() for sign in line
    )


def pointer(place: Place) -> str:
    """Return a place as the fragment that a `$ref` would name it by (RFC 6901 section 6), without percent-encoding."""
    return "#" + "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in place)


def steps(fragment: str) -> Place:
    """Return the place that a JSON pointer names (RFC 6901 section 4); the fragment is already percent-decoded."""
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in fragment.split("/")[1:])


def at(value: JsonValue, place: Place) -> JsonValue:
    """Return what stands at a place.

    Raises LookupError where there is nothing.
    """
    for step in place:
        if isinstance(value, dict):
            value = value[step]
        elif isinstance(value, list) and step.isascii() and step.isdigit() and len(step) < 10:
            value = value[int(step)]
        else:
            raise KeyError(step)
    return value
