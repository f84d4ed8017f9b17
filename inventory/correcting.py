"""What users write about path templates to corrections, and corrections to a file and back.

Words are kept as the inventory keeps them: a correction that names a value, which is stored as a placeholder, could
never apply, and is refused.
"""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec

from inventory import capture
from inventory.errors import UsageError
from inventory.model.corrections import (
    CORRECTIONS_LIMIT,
    PARAMETER,
    Correction,
    require_sound,
    segments_of,
    shape,
)
from inventory.model.hosts import every_pattern, is_pattern, require_sound_pattern
from inventory.model.text import printable
from inventory.observe import redact_path, uri

FILE_VERSION = 1
FILE_LIMIT = 8 * 1024 * 1024  # bytes

_AFFIX = re.compile(r"[^0-9A-Za-z]+")
_EDGES = "-_.~,:=+@!*'&$ ()"


class _Entry(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One correction in a file."""

    kind: str
    template: str
    service: str = ""
    method: str = ""
    words: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of corrections."""

    version: int
    corrections: tuple[_Entry, ...]


def correction(kind: str, text: str, service: str = "", words: Iterable[str] = ()) -> Correction:
    """Return the correction that a user writes as 'GET /users/{id}' or '/users/{id}'.

    Raises: UsageError when it contradicts itself, or names what the inventory does not keep.
    """
    method, _, template = text.strip().rpartition(" ")
    return _correction(_Entry(kind, template, service, method.strip(), tuple(words)))


def load(path: Path) -> tuple[Correction, ...]:
    """Read a file of corrections, sorted.

    Raises: UsageError when it cannot be read, is too large, or one of them is refused.
    """
    name = printable(str(path))
    try:
        with sys.stdin.buffer if path == capture.STDIN else path.open("rb") as file:
            content = file.read(FILE_LIMIT + 1)
    except OSError as problem:
        raise UsageError(f"{name}: {problem.strerror}", hint="give a file of `inventory template export`") from problem
    if len(content) > FILE_LIMIT:
        raise UsageError(f"{name}: too large for corrections", hint=f"at most {FILE_LIMIT:,} bytes")
    try:
        found = msgspec.json.decode(content, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        hint = "`inventory template export` shows how it is written"
        raise UsageError(f"{name}: no file of corrections: {problem}", hint=hint) from problem
    if found.version != FILE_VERSION:
        raise UsageError(f"{name}: version {found.version} is not known", hint=f"this program reads {FILE_VERSION}")
    if len(found.corrections) > CORRECTIONS_LIMIT:
        raise UsageError(f"{name}: too many corrections", hint=f"at most {CORRECTIONS_LIMIT:,}")
    return _without_contradiction(name, found.corrections)


def dump(corrections: Iterable[Correction]) -> str:
    """Return the text of a file of corrections, one a line."""
    entries = [_Entry(one.kind, one.template, one.service, one.method, one.words) for one in sorted(corrections)]
    lines = ",\n".join(f"    {msgspec.json.encode(entry).decode()}" for entry in entries)
    listed = f"[\n{lines}\n  ]" if lines else "[]"
    return f'{{\n  "version": {FILE_VERSION},\n  "corrections": {listed}\n}}\n'


def select(corrections: Iterable[Correction], text: str, service: str = "", kind: str = "") -> list[Correction]:
    """Return those of some corrections that a user means by 'GET /users/{id}' or '/users/{id}'.

    Raises: UsageError when there are none.
    """
    method, _, template = text.strip().rpartition(" ")
    found = [
        one
        for one in corrections
        if one.place == shape(template)
        and one.method == method.strip().upper()
        and (not service or shape(one.service) == shape(service).lower())
        and kind in ("", one.kind)
    ]
    if not found:
        raise UsageError(f"there is no correction of {text}", hint="see `inventory template list`")
    return found


def _correction(entry: _Entry) -> Correction:
    if entry.kind == "hosts":
        return _of_hosts(entry)
    service = _service(entry.service)
    template = entry.template.rstrip("/") or entry.template
    words = tuple(sorted(set(entry.words))) if entry.kind == "split" else entry.words
    one = Correction(entry.kind, service, entry.method.upper(), template, words)
    require_sound(one)
    segments = _as_stored(segments_of(template))
    if entry.kind == "split":
        words = tuple(_as_stored((*segments[:-1], word))[-1] for word in words)
    return msgspec.structs.replace(one, template="/" + "/".join(segments), words=words)


def _of_hosts(entry: _Entry) -> Correction:
    pattern = _pattern(entry.template)
    if not pattern:
        raise UsageError(
            f"{entry.template[:80]}: no pattern of hosts, with one label in braces, before the last two",
            hint="write it as '{tenant}.api.example.com'",
        )
    one = Correction("hosts", entry.service, entry.method, pattern, entry.words)
    require_sound_pattern(one)
    return one


def _service(text: str) -> str:
    """Return a service, or a pattern of hosts, as the inventory has it."""
    service = _pattern(text) if is_pattern(text) else uri.normal_authority(text, "") if text else ""
    if text and not service:
        raise UsageError(f"{text} is no service", hint="write it as `inventory endpoints` shows it")
    return service


def _pattern(text: str) -> str:
    """Return a pattern of hosts with everything in lower case but the name of its label; "" where it is none."""
    name = PARAMETER.search(text)
    host = uri.normal_authority(PARAMETER.sub("x", text), "")
    fitting = name is not None and shape(text).lower() in every_pattern(host)
    return shape(text).lower().replace("{}", name[0]) if name is not None and fitting else ""


def _as_stored(segments: tuple[str, ...]) -> tuple[str, ...]:
    """Return the segments of a template with their words as the inventory keeps them."""
    plain = [uri.normal_text(segment) if "{" not in segment else "x" for segment in segments]
    stored = redact_path(plain)
    for segment, kept in zip(segments, stored, strict=True):
        redacted = kept if "{" not in segment else "".join(map(_redacted, PARAMETER.split(segment)[::2]))
        if not segment or "/" in segment or segment in (".", "..") or "{" in redacted:
            raise UsageError(
                f"{segment} is not kept as a word: the inventory stores {_shown(redacted)} for it",
                hint="values are not stored, so only what looks like a word can be told from others",
            )
    return tuple(kept if "{" not in segment else segment for segment, kept in zip(segments, stored, strict=True))


def _redacted(text: str) -> str:
    """Redact what stands around the parameters of a segment, as a whole and in parts."""
    parts = [part for part in (text.strip(_EDGES), *_AFFIX.split(text)) if part]
    return "".join(redact_path(["x", part])[1] for part in parts)


def _shown(redacted: str) -> str:
    return redacted if "{" in redacted else "no such segment"


def _without_contradiction(name: str, entries: Iterable[_Entry]) -> tuple[Correction, ...]:
    found: dict[tuple[str, str, str, str], Correction] = {}
    for number, entry in enumerate(entries, start=1):
        try:
            one = _correction(entry)
        except UsageError as problem:
            raise UsageError(f"{name}: correction {number}: {problem.message}", hint=problem.hint) from problem
        if found.setdefault(one.key, one) != one:
            raise UsageError(
                f"{name}: correction {number} contradicts another one about {one.template}", hint="leave one of them"
            )
    return tuple(sorted(found.values()))
