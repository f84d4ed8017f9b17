"""Path segments to what may be kept of them: words stay, values become placeholders of their type.

A placeholder is a type name in braces, as in `/users/{integer}`. Parts of a segment are told apart, so `42.json` is
`{integer}.json` and `cus_9s6XKzkNRiz8i3` is `{token}`. Nothing that could identify anyone stays, as far as its look
tells it. Of a value that goes its length is told, which tells nobody's name.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

import msgspec

from inventory.model import segments, words
from inventory.model.caching import remember
from inventory.model.lengths import UNKNOWN, Lengths, Range
from inventory.observe import uri

LITERAL_LIMIT = 64  # characters of a segment that may be a word
KEY_LENGTH = 20  # characters of a part of a name that may be a key
SLUG_PARTS = 12  # parts of a hyphenated text that may still be words

_HEX = r"[0-9a-fA-F]"
# Whole values, most telling first.
_TYPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern + r"\Z"))
    for name, pattern in (
        ("integer", r"[+-]?\d+"),
        ("uuid", rf"\{{?{_HEX}{{8}}-(?:{_HEX}{{4}}-){{3}}{_HEX}{{12}}\}}?"),
        ("date", r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"),
        ("date-time", r"(?:19|20)\d\d-?\d\d-?\d\d[T ]\d\d:?\d\d(?::?\d\d)?(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?"),
        ("number", r"[+-]?\d+\.\d+(?:[eE][+-]?\d+)?"),
        ("version", r"\d{1,5}(?:\.\d{1,5}){2}(?:-[0-9A-Za-z.]{1,20})?"),
        ("jwt", r"eyJ[\w-]{4,}\.[\w-]{4,}\.[\w-]*"),
        ("email", r"[^@\s/]+@[^@\s/]+\.[^@\s/.]{2,}"),
        ("ip", r"(?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}"),
        ("ulid", r"[0-7][0-9A-HJKMNP-TV-Z]{25}"),
        ("hex", rf"(?=.*\d)(?:0x)?{_HEX}{{8,}}|{_HEX}{{16,}}"),
    )
)
_VERSION = re.compile(r"[vV]\d{1,3}(?:[._]\d{1,3}){0,2}(?:(?:alpha|beta|rc|a|b|p)\d{0,3}(?:[a-z]+\d{0,2})?)?\Z")
_FRONT_VERSION = re.compile(r"\d{1,2}(?:\.\d{1,3}){0,2}\Z|20[012]\d-\d\d-\d\d\Z")
_MOUNTED_VERSION = re.compile(r"20[012]\d-\d\d-\d\d\Z|\d{1,2}\.\d{1,2}\Z")
_FRONT = re.compile(r"(?:api|apis|api[._-][a-z]+|rest|services?|public|internal|gateway|[vV]\d.*)\Z")
_CALL = re.compile(r"([A-Za-z_][\w.]{0,63})\((.*)\)\Z")  # OData: Products(1), Orders(key='a')
_MATRIX = re.compile(r";([^=;]*)(=[^;]*)?")  # RFC 3986 section 3.3: parameters of a segment
_KEYED = re.compile(r"([A-Za-z][A-Za-z_-]{1,31})=([^=]+)\Z")  # a name and its value: `region=eu`
_SESSION = re.compile(r"(?:jsessionid|phpsessid|aspsessionid.*|session_?id|sid)\Z", re.IGNORECASE)
_ENDING = re.compile(r"(.+)\.([A-Za-z][A-Za-z0-9]{0,9}|7z)\Z", re.DOTALL)
_SEPARATOR = re.compile(r"([-_.~,:=+@!*'&$ ]+)")
_BRACKETS = re.compile(r"([\[\]])")
_COMMA = re.compile(r"(,)")
_RUNS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_WORD_AND_DIGITS = re.compile(r"[A-Za-z]+\d{1,3}|\d{1,3}[A-Za-z]{1,12}|[A-Za-z]{1,8}\d{1,2}[A-Za-z]{1,8}")
_VOWEL = re.compile(r"[aeiouyAEIOUY]")


class Redacted(msgspec.Struct, frozen=True, gc=False):
    """A text without its values, and how long these were: one range for each placeholder."""

    text: str
    lengths: Lengths = ()

    def __add__(self, other: "Redacted | str") -> "Redacted":
        """Put another text behind this one."""
        if isinstance(other, str):
            return Redacted(self.text + other, self.lengths)
        return Redacted(self.text + other.text, self.lengths + other.lengths)


def redact_path(segments: list[str]) -> list[str]:
    """Redact the segments (in normal form) of a whole path; where a segment stands matters for versions."""
    return [one.text for one in measure_path(segments)]


def measure_path(segments: list[str]) -> list[Redacted]:
    """Redact the segments of a whole path, as `redact_path` does, and tell how long the values were."""
    if len(segments) > uri.SEGMENT_COUNT_LIMIT:
        return [*measure_path(segments[: uri.SEGMENT_COUNT_LIMIT]), Redacted("{rest}", (UNKNOWN,))]
    ahead = int(len(segments) > 2 and _is_mounted(*segments[:3]))
    while ahead < len(segments) - 1 and _FRONT.match(segments[ahead]):
        ahead += 1  # where APIs put versions, only others of that kind are before them
    front = min(ahead + 1, len(segments) - 1)
    return [_segment(segment, front=True) for segment in segments[:front]] + [
        _segment(segment) for segment in segments[front:]
    ]


def _is_mounted(first: str, second: str, third: str) -> bool:
    """Tell whether a path begins with the name of an API, as behind a gateway: `/payments/2021-06-01/…`."""
    ahead = _FRONT.match(second) or (_MOUNTED_VERSION.match(second) and "{" not in redact_segment(third))
    return bool(ahead) and not words.is_plural(first) and "{" not in redact_segment(first)


def redact_segment(segment: str, *, front: bool = False) -> str:
    """Redact one segment in normal form; `front` says that it stands where APIs put versions."""
    return _segment(segment, front=front).text


@remember(65_536)
def _segment(segment: str, *, front: bool = False) -> Redacted:
    if segment.isdecimal() and segment.isascii() and not front:
        return _value("integer", segment)
    if segment.isalpha() and segment.isascii() and len(segment) <= LITERAL_LIMIT and not _looks_random(segment):
        return Redacted(segment)
    if ";" in segment:
        return _with_matrix(segment, front=front)
    text = uri.plain_text(segment)
    if _VERSION.match(text) or (front and _FRONT_VERSION.match(text)):
        return Redacted(segment)
    if call := _CALL.match(text):
        return Redacted(f"{call[1]}(") + _arguments(call[2]) + ")"
    return _redact(text, segment)


def redact_name(name: str) -> str:
    """Redact a parameter name: a value that someone sent as a name, or in its brackets, becomes a placeholder.

    So does what has spaces, as people and streets have them, and names that programmers give don't.
    """
    if len(name) > LITERAL_LIMIT * 2 or not name.isprintable() or " " in name:
        return "{string}"
    return "".join(
        f"{{{kind}}}" if (kind := _whole(part) or _number_like(part) or _key_like(part)) else part
        for part in _BRACKETS.split(name)
    )


def _value(kind: str, value: str) -> Redacted:
    """Leave out a value of a type; a sign is no digit of an integer."""
    length = len(value.lstrip("+-") if kind == "integer" else value)
    return Redacted(f"{{{kind}}}", _exactly(length))


@lru_cache(1_024)
def _exactly(length: int) -> Lengths:
    return (Range(length, length),)


def _joined(parts: Iterable[Redacted], separator: str = "") -> Redacted:
    parts = list(parts)
    lengths = tuple([length for part in parts for length in part.lengths])
    return Redacted(separator.join([part.text for part in parts]), lengths)


def _redact(text: str, segment: str) -> Redacted:
    stem, attached = segments.split(text)
    if attached:
        return _redact(stem, uri.normal_text(stem)) + attached
    if keyed := _KEYED.match(text):
        return Redacted(f"{keyed[1]}=") + _value(_whole(keyed[2]) or "string", keyed[2])
    kind = _whole(text)
    if kind:
        return _value(kind, text)
    ending = _ENDING.match(text)
    if ending and not _looks_random(ending[2]):
        before = _redact(ending[1], uri.normal_text(ending[1]))
        return before + f".{ending[2]}" if len(before.lengths) <= 1 else _value("string", text)
    if not _SEPARATOR.search(text):
        return Redacted(segment) if _is_word(text) else _value("string", text)
    return _piecewise(text, segment)


def _whole(text: str) -> str:
    """Name the type of a text that is one value; "" for anything that may be words."""
    for kind, pattern in _TYPES:
        if pattern.match(text):
            return kind
    if any(_looks_random(part) for part in _SEPARATOR.split(text)[::2]) or _is_code(text):
        return "token"
    if len(text) > LITERAL_LIMIT or not text.isprintable():
        return "string"
    return ""


def _piecewise(text: str, segment: str) -> Redacted:
    """Redact the parts between separators: `12-34` is `{integer}-{integer}`, `iphone-15` stays."""
    parts = (_COMMA if "," in text else _SEPARATOR).split(text)
    values, separators = parts[::2], parts[1::2]
    kinds = [_whole(value) if value else "" for value in values]
    if not all(kinds) and ":" not in text:  # a small number among words is part of a name; `42:cancel` is a call
        kinds = ["" if len(value) <= 2 else kind for value, kind in zip(values, kinds, strict=True)]
    words = all(
        kind or not value or _is_word(value) or value.isdigit() for value, kind in zip(values, kinds, strict=True)
    )
    if not words or " " in text:
        return _value("string", text)
    if not any(kinds):
        return Redacted(segment) if len(values) <= SLUG_PARTS else _value("string", text)
    if len(values) > 3 or kinds.count("token") > 1:
        return _value("string", text)
    shown = [
        _value(kind, value) if kind else Redacted(uri.normal_text(value))
        for value, kind in zip(values, kinds, strict=True)
    ]
    return _joined(part + uri.normal_text(separator) for part, separator in zip(shown, [*separators, ""], strict=True))


def _number_like(text: str) -> str:
    """Return "string" for a text of digits and signs alone, such as a telephone number; "" for any other."""
    digits = sum(sign.isdigit() for sign in text)
    return "string" if digits > 2 and not any(sign.isalpha() for sign in text) else ""


def _key_like(text: str) -> str:
    """Return "token" for a text with a long part in which letter case changes as in no name; "" for any other."""
    for part in _SEPARATOR.split(text)[::2]:
        runs = len(_RUNS.findall(part)) if len(part) >= KEY_LENGTH else 0
        if runs > 1 and (runs * 7 > len(part) * 2 or len(_VOWEL.findall(part)) * 5 < len(part)):
            return "token"
    return ""


def _arguments(text: str) -> Redacted:
    """Redact what stands in parentheses: `ID=1,Name='x'` is `ID={integer},Name={string}`."""
    shown: list[Redacted] = []
    for argument in text.split(",")[:4]:
        name, equals, value = argument.rpartition("=")
        value = value.strip("'\" ")
        found = _value(_whole(value) or "string", value)
        usable = equals and _is_word(name) and not _whole(name)
        shown.append(Redacted(f"{name}=") + found if usable else found if argument else Redacted(""))
    return _joined(shown, ",")


def _with_matrix(segment: str, *, front: bool) -> Redacted:
    """Redact the values of matrix parameters; session ids go altogether, as they are no part of a name."""
    base, _, _ = segment.partition(";")
    parts = [_segment(base, front=front)] if base else []
    for name, value in _MATRIX.findall(segment):
        plain, told = uri.plain_text(name), uri.plain_text(value[1:])
        if not _SESSION.match(plain):
            usable = _is_word(plain) and not _whole(plain)
            parts += [Redacted(";"), Redacted(uri.normal_text(plain)) if usable else _value("string", plain)]
            parts += [Redacted("="), _value(_whole(told) or "string", told)] if value else []
    return _joined(parts)


def _is_word(text: str) -> bool:
    """Tell whether a text without separators may be a word: letters of any script, perhaps with a few digits."""
    if not text or len(text) > LITERAL_LIMIT:
        return False
    return text.isalpha() or bool(_WORD_AND_DIGITS.fullmatch(text)) or (len(text) <= 2 and text.isalnum())


def _is_code(text: str) -> bool:
    """Tell whether letters and digits are mixed as in no word: `a1b2c3d4`, `X7KQ29`."""
    if not text.isalnum() or text.isalpha() or _is_word(text):
        return False
    return len(text) >= 4


def _looks_random(part: str) -> bool:
    """Tell whether a text of letters and digits looks generated: many short runs, or letters nobody can say."""
    if len(part) < 10 or not part.isascii() or not part.isalnum():
        return len(part) >= 16 and "=" in part
    runs = _RUNS.findall(part)
    if not part.isalpha():
        return len(runs) >= 4 and len(part) < 3 * len(runs)
    single = sum(len(run) == 1 for run in runs)
    unsayable = part.islower() and len(part) >= 20 and len(_VOWEL.findall(part)) * 6 < len(part)
    return unsayable or (len(runs) >= 4 and single * 5 > len(runs))
