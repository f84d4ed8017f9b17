"""Configuration files to settings: what options say by default, how rules weigh, and what is accepted."""

import json
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeVar, get_args, get_origin

import msgspec

from inventory import rules
from inventory.errors import UsageError
from inventory.model.findings import Severity
from inventory.model.suggesting import hint_for
from inventory.model.text import printable
from inventory.rules import baseline
from inventory.rules.waivers import ANY

NAME = "inventory.toml"
SHARED_NAME = "pyproject.toml"  # where the settings stand in `[tool.inventory]`
FILE_LIMIT = 1024 * 1024  # bytes of a configuration
BASELINE_LIMIT = 64 * 1024 * 1024  # bytes
WAIVERS_LIMIT = 1_000
SHOWN_LIMIT = 60  # characters of a value that is wrong
OFF = "off"

T = TypeVar("T", bound=msgspec.Struct)

_Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
_Texts = Annotated[str | list[str] | None, msgspec.Meta(description="a text, or a list of texts")]


class Settings(msgspec.Struct, frozen=True):
    """What a configuration says; None and () where it is silent. Paths are relative to the working directory."""

    spec: tuple[Path, ...] | None = None
    server: tuple[str, ...] | None = None
    corrections: Path | None = None
    keylog: tuple[Path, ...] | None = None
    db: str | None = None
    baseline: Path | None = None
    fail_on: tuple[str, ...] | None = None
    max_loss: float | None = None
    severities: dict[str, Severity | None] = {}  # by rule; None where it is off
    waivers: tuple[rules.Waiver, ...] = ()


class RuleTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[rules.RULE]`: how one rule weighs."""

    severity: Annotated[
        Literal["error", "warning", "note", "off"], msgspec.Meta(description="error, warning, note or off")
    ]


class WaiverTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`[[waivers]]`: findings that are accepted."""

    rule: Annotated[str, msgspec.Meta(description='the id of a rule, a tag, or "*" for all')]
    reason: Annotated[str, msgspec.Meta(description="why it is accepted, in a few words", pattern=r"\S")]
    service: Annotated[str, msgspec.Meta(description='a host, or a pattern such as "*.example.com"')] = ""
    path: Annotated[
        str, msgspec.Meta(description='a template, or a pattern such as "/legacy/**"', pattern=r"^(/|\*\*|$)")
    ] = ""
    method: Annotated[str, msgspec.Meta(description='a method, such as "GET"', pattern=r"^[A-Za-z-]*$")] = ""
    location: Annotated[str, msgspec.Meta(description='a location, or a pattern such as "query.*"')] = ""
    expires: Annotated[date | None, msgspec.Meta(description="the last day on which it holds, such as 2026-12-31")] = (
        None
    )


class ConfigurationFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", omit_defaults=True):
    """`inventory.toml`, and `[tool.inventory]` in `pyproject.toml`."""

    spec: _Texts = None
    server: _Texts = None
    corrections: Annotated[str | None, msgspec.Meta(description="the name of a file")] = None
    keylog: _Texts = None
    db: Annotated[str | None, msgspec.Meta(description="the name of a file, or an SQLAlchemy URL")] = None
    baseline: Annotated[str | None, msgspec.Meta(description="the name of a file")] = None
    fail_on: _Texts = None
    max_loss: Annotated[_Share | None, msgspec.Meta(description="a number from 0 to 1")] = None
    rules: dict[str, RuleTable] = {}
    waivers: list[WaiverTable] = []


def load(path: Path) -> Settings:
    """Read a configuration; raises UsageError when it cannot be read, or a key or value in it is wrong."""
    found = _read(path)
    if path.name == SHARED_NAME:
        found = _tool(found) or {}
    return _settings(path, found)


def find(folder: Path) -> Path | None:
    """Return the configuration of a folder, or of the nearest one above that has one; a repository ends the search.

    The path is relative to the folder. Raises UsageError for a pyproject.toml that cannot be read.
    """
    up = Path()
    for place in (folder, *folder.parents):
        if (place / NAME).is_file():
            return up / NAME
        if (place / SHARED_NAME).is_file() and _tool(_read(place / SHARED_NAME)) is not None:
            return up / SHARED_NAME
        if (place / ".git").exists():
            break
        up /= ".."
    return None


def load_baseline(path: Path) -> tuple[rules.Known, ...]:
    """Read a baseline; raises UsageError when it cannot be read, or is none."""
    return baseline.parse(printable(str(path)), _content(path, BASELINE_LIMIT, baseline.HINT))


def _tool(found: Mapping[str, object]) -> dict[str, object] | None:
    """Return `[tool.inventory]`, if there is one."""
    tool = found.get("tool")
    own = tool.get("inventory") if isinstance(tool, dict) else None
    return own if isinstance(own, dict) else None


def _read(path: Path) -> dict[str, object]:
    name = printable(str(path))
    try:
        return tomllib.loads(_content(path, FILE_LIMIT, "see docs/configuration.md").decode())
    except (ValueError, RecursionError) as problem:  # of TOML, or of UTF-8
        raise UsageError(f"{name}: no TOML: {problem}", hint="--no-config goes without it") from problem


def _content(path: Path, limit: int, hint: str) -> bytes:
    name = printable(str(path))
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError as problem:
        raise UsageError(f"{name}: {problem.strerror}", hint=hint) from problem
    if len(content) > limit:
        raise UsageError(f"{name}: too large", hint=f"at most {limit:,} bytes")
    return content


def _settings(path: Path, found: Mapping[str, object]) -> Settings:
    name, folder = f"{printable(str(path))}: ", path.parent
    table = _table(ConfigurationFile, found, name)
    fail_on = _texts(table.fail_on)
    if fail_on is not None:
        rules.FailOn.of(fail_on, f"{name}fail-on: ")
    if len(table.waivers) > WAIVERS_LIMIT:
        raise UsageError(f"{name}waivers: there are {len(table.waivers):,}", hint=f"at most {WAIVERS_LIMIT:,}")
    for rule in table.rules:
        if rule not in rules.all_rules():
            raise UsageError(f"{name}rules.{rule}: there is no such rule", hint=hint_for(rule, rules.all_rules()))
    return Settings(
        spec=_paths(folder, table.spec),
        server=_texts(table.server),
        corrections=folder / table.corrections if table.corrections is not None else None,
        keylog=_paths(folder, table.keylog),
        db=table.db if table.db is None or "://" in table.db else str(folder / table.db),
        baseline=folder / table.baseline if table.baseline is not None else None,
        fail_on=fail_on,
        max_loss=table.max_loss,
        severities={rule: Severity(one.severity) if one.severity != OFF else None for rule, one in table.rules.items()},
        waivers=tuple(_waiver(one, f"{name}waivers {number}: ") for number, one in enumerate(table.waivers, start=1)),
    )


def _table(kind: type[T], found: object, where: str) -> T:
    """Read a table; `where` is the file and the key path before it."""
    if not isinstance(found, dict):
        raise UsageError(f"{where}{_shown(found)} is no table", hint="see docs/configuration.md")
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for key in found:
        if key not in fields:
            raise UsageError(f"{where}there is no key {key[:80]}", hint=hint_for(key, fields))
    for key, field in fields.items():
        if field.required and key not in found:
            raise UsageError(f"{where}{key} is missing", hint=_possible(field.type))
    return kind(**{fields[key].name: _value(fields[key].type, value, where, key) for key, value in found.items()})


def _value(kind: object, found: object, where: str, key: str) -> object:
    """Read a value, or the tables below a key."""
    if get_origin(kind) is dict and isinstance(found, dict):
        return {name: _table(get_args(kind)[1], one, f"{where}{key}.{name[:80]}: ") for name, one in found.items()}
    if get_origin(kind) is list and isinstance(found, list):
        return [_table(get_args(kind)[0], one, f"{where}{key} {number}: ") for number, one in enumerate(found, start=1)]
    try:
        return msgspec.convert(found, kind)
    except msgspec.ValidationError as problem:
        raise UsageError(f"{where}{key}: {_shown(found)} is not possible", hint=_possible(kind)) from problem


def _possible(kind: object) -> str:
    """Say what a value may be, as its type describes it."""
    described = [one.description for one in get_args(kind)[1:] if isinstance(one, msgspec.Meta) and one.description]
    return described[0] if described else "see docs/configuration.md"


def _shown(found: object) -> str:
    text = json.dumps(found, default=str, ensure_ascii=False)
    return text if len(text) <= SHOWN_LIMIT else text[:SHOWN_LIMIT] + "…"


def _waiver(table: WaiverTable, where: str) -> rules.Waiver:
    possible = (ANY, *rules.rules_and_tags())
    if table.rule not in possible:
        raise UsageError(f"{where}rule: {table.rule[:80]} is no rule or tag", hint=hint_for(table.rule, possible))
    return rules.Waiver(**msgspec.structs.asdict(table))


def _texts(found: str | list[str] | None) -> tuple[str, ...] | None:
    return None if found is None else (found,) if isinstance(found, str) else tuple(found)


def _paths(folder: Path, found: str | list[str] | None) -> tuple[Path, ...] | None:
    texts = _texts(found)
    return None if texts is None else tuple(folder / text for text in texts)
