"""Texts to what they look like, and whether they are words that may be kept."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address

from inventory.model import words
from inventory.model.masks import MASK
from inventory.observe.redaction import redact_segment

TEXT_LIMIT = 2_048  # characters of a text that is looked at
FEW_OF = 4  # texts on average that are the same, for these to be looked at once
WORD_LIMIT = 32  # characters of a word that may be kept

_DATE = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,9})?"
_ZONE = r"(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
_INTEGER = r"[+-]?\d+"  # as people write them, with zeros in front
_FRACTION = r"[+-]?(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][+-]?\d+)?"
_NUMBER = rf"(?:{_INTEGER}|{_FRACTION})"
_UUID = r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
# Most telling first; the names are those of JSON Schema's "format" where it has one.
_FORMATS = (
    ("integer", _INTEGER),
    ("number", _FRACTION),
    ("boolean", r"true|false"),
    ("uuid", _UUID),
    ("date-time", rf"{_DATE}[Tt ]{_TIME}{_ZONE}"),
    ("date", _DATE),
    ("time", rf"{_TIME}{_ZONE}?"),
    ("ipv4", rf"{_OCTET}(?:\.{_OCTET}){{3}}"),
    ("ipv6", r"(?=[^:]*:[^:]*:)[0-9A-Fa-f:]{2,39}(?:\.\d{1,3}){0,3}"),
    ("integers", rf"{_INTEGER}(?:,{_INTEGER})+"),
    ("numbers", rf"{_NUMBER}(?:,{_NUMBER})+"),
    ("masked", MASK),
    ("email", r"[^@\s\"<>(),:;\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]{1,63})+"),
    ("uri", r"[A-Za-z][A-Za-z0-9+.-]*:(?://[^\s/]|[^\s/])[^\s]*"),
)
_names = tuple(name for name, _ in _FORMATS)
_FORMAT = re.compile("|".join(f"({pattern})" for _, pattern in _FORMATS))
# What fits none of those before it either, so that many texts can be asked about one format at once. A text without
# any is one that does not begin as numbers or masks do, and holds neither an at sign nor a colon.
_ALONE = frozenset({"integer", "number", "boolean", "uuid", "date-time", "date", "time", "ipv4", "email"})
_ALIKE = {name: re.compile(pattern).fullmatch for name, pattern in _FORMATS if name in _ALONE} | {
    "uri": re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/][^\s]*").fullmatch,
    "": re.compile(rf"(?!(?:true|false|{_UUID})\Z)(?:[^0-9@:+.*<{{(\[-][^@:]*)?").fullmatch,
}
_BETWEEN = re.compile(r"[^A-Za-z0-9]+")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[_.-][A-Za-z0-9]+)*\Z")

# Words of names at which what stands may be about somebody, or is written by somebody.
_OWN = frozenset(
    {"account", "address", "alias", "auth", "author", "bank", "bio", "birth", "birthday", "body", "brand", "card",
     "caption", "city", "code", "comment", "company", "contact", "content", "cookie", "county", "credential",
     "credentials", "csrf", "customer", "description", "device", "disease", "diagnosis", "domain", "email", "employer",
     "family", "file", "filename", "first", "from", "full", "gender", "given", "hash", "headline", "host", "hostname",
     "iban", "id", "identifier", "ids", "ip", "key", "keyword", "keywords", "label", "labels", "last", "latitude",
     "location", "login", "longitude", "mail", "maiden", "message", "middle", "mobile", "name", "names", "nationality",
     "nick", "nickname", "nonce", "note", "notes", "number", "occupation", "organization", "otp", "owner", "passcode",
     "passphrase", "passport", "passwd", "password", "patient", "path", "person", "phone", "pin", "place", "postal",
     "postcode", "pwd", "q", "query", "race", "reason", "recipient", "ref", "reference", "religion", "remark",
     "sender", "search", "secret", "seed", "serial", "session", "sex", "sid", "signature", "slug", "ssn", "street",
     "subject", "summary", "surname", "tag", "tags", "tel", "telephone", "text", "title", "to", "token", "town",
     "url", "uri", "user", "username", "value", "village", "zip"}
)  # fmt: skip
# … and those below which everything may be.
_OWNED = frozenset(
    {"address", "contact", "credential", "credentials", "diagnosis", "name", "names", "patient", "person", "secret"}
)
# Secrets that may be numbers, and what such a number is called.
_SECRET = frozenset(
    {"account", "auth", "bank", "card", "csc", "cvc", "cvv", "iban", "key", "mobile", "nonce", "otp", "passcode",
     "passport", "password", "phone", "pin", "secret", "security", "session", "sid", "ssn", "tan", "telephone",
     "token", "verification"}
)  # fmt: skip

_NUMBERS = frozenset({"code", "digits", "hash", "id", "no", "number", "value"})


@lru_cache(4_096)
def may_hold_words(pointer: str) -> bool:
    """Tell whether the words at a place may be kept: not where its name speaks of a person, a secret or free text."""
    named = [name for name in pointer.split("/")[1:] if name != "*"]
    if not named or "{" in pointer:
        return False
    last = _parts(named[-1])
    return bool(last) and _OWN.isdisjoint(last) and all(_OWNED.isdisjoint(_parts(name)) for name in named[:-1])


@lru_cache(4_096)
def is_secret(pointer: str) -> bool:
    """Tell whether numbers at a place are somebody's secret, of which even the range would tell something."""
    named = [word for name in pointer.split("/")[1:] for word in _words(name)]
    if not named or named[-1] in _SECRET:
        return bool(named)
    return named[-1] in _NUMBERS and not _SECRET.isdisjoint(named)


def _parts(name: str) -> set[str]:
    """Return the words of a name, and what they are of several: `firstNames` gives `first`, `names` and `name`."""
    found = _words(name)
    return {*found, *(words.singular([part]) for part in found), *([name.lower()] if name.isalpha() else [])}


def _words(name: str) -> list[str]:
    return [word for piece in _BETWEEN.split(name) for word in words.words_of(piece)]


def are_words(texts: Iterable[str]) -> bool:
    """Tell whether all texts are words as programs use them, `in_progress` or `EUR`, and none is a value."""
    return all(map(_is_word, texts))


@lru_cache(4_096)
def _is_known_word(text: str) -> bool:
    return bool(_WORD.match(text)) and redact_segment(text) == text


def _is_word(text: str) -> bool:
    return len(text) <= WORD_LIMIT and _is_known_word(text)


def formats_of(texts: Sequence[str], distinct: Collection[str]) -> Mapping[str, int]:
    """Count texts, of which some are the same, by what they look like."""
    if len(distinct) * FEW_OF > len(texts):
        name = format_of(texts[0])
        alike = _ALIKE.get(name)
        if alike is not None and max(map(len, distinct)) <= TEXT_LIMIT and all(map(alike, texts)):
            return {name: len(texts)}
    found: Counter[str] = Counter()
    for text, count in Counter(texts).items():
        found[format_of(text)] += count
    return found


def format_of(text: str) -> str:
    """Name what a text looks like; "" for anything else, and for texts that are too long."""
    if text.isalpha() and text not in ("true", "false"):
        return ""
    found = _FORMAT.fullmatch(text) if len(text) <= TEXT_LIMIT else None
    if found is None or found.lastindex is None:
        return ""
    name = _names[found.lastindex - 1]
    return name if name != "ipv6" or _is_ipv6(text) else ""


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True
