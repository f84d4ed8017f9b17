"""Text of unknown origin to text that may be shown."""

import unicodedata

SHOWN_LIMIT = 2_000  # characters of one text

# Controls, formatting signs (bidirectional ones among them), surrogates, private use, line and paragraph separators.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MARKS_LIMIT = 4  # combining marks in a row


def printable(text: str, limit: int = SHOWN_LIMIT) -> str:
    r"""Return text that no terminal, log or CI system acts on: what is unsafe is written as `\x1b` or `\u202e`.

    What is beyond `limit` characters is left out.
    """
    if text.isascii() and text.isprintable() and len(text) <= limit:
        return text
    shown: list[str] = []
    marks = 0
    for sign in text[:limit]:
        category = unicodedata.category(sign)
        marks = marks + 1 if category[0] == "M" else 0
        if category in _UNSAFE or (sign != " " and category == "Zs"):
            shown.append(sign.encode("unicode_escape", "surrogatepass").decode("ascii"))
        elif marks <= _MARKS_LIMIT:
            shown.append(sign)
    return "".join(shown) + ("…" if len(text) > limit else "")
