"""Patterns as users write them to whether a service, a path template or a location fits."""

from collections.abc import Callable, Sequence

from inventory.model.corrections import shape


def text_fits(pattern: str, text: str) -> bool:
    """Tell whether a text fits a pattern, in which `*` is any text and `?` any character."""
    return _fits(pattern, text, "*", lambda wanted, sign: wanted in ("?", sign))


def path_fits(pattern: str, template: str) -> bool:
    """Tell whether a path template fits a pattern, segment by segment.

    `**` is any number of segments, none among them; `*` and `?` stay within one. Names of parameters do not matter,
    nor does a slash at the end.
    """
    return _fits(_segments(pattern), _segments(template), "**", text_fits)


def _segments(path: str) -> list[str]:
    return shape(path).rstrip("/").split("/")


def _fits(pattern: Sequence[str], text: Sequence[str], star: str, one: Callable[[str, str], bool]) -> bool:
    """Match greedily, and let only the last star take more: at most len(pattern) * len(text) steps."""
    at, star_at, taken = 0, -1, 0
    index = 0
    while index < len(text):
        if at < len(pattern) and pattern[at] == star:
            star_at, taken = at, index
            at += 1
        elif at < len(pattern) and one(pattern[at], text[index]):
            at += 1
            index += 1
        elif star_at >= 0:
            taken += 1
            at, index = star_at + 1, taken
        else:
            return False
    return all(item == star for item in pattern[at:])
