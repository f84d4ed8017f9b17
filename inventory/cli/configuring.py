"""The configuration to what options say where the command line and the environment are silent."""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

import typer

from inventory.errors import UsageError

if TYPE_CHECKING:
    from inventory import rules
    from inventory.settings import Settings

T = TypeVar("T")

_KEY = "inventory.settings"


def configured(context: typer.Context, parameter: typer.CallbackParam, value: T) -> T:
    """Return what the configuration says for an option that was not given; for `callback` of an option."""
    source = context.get_parameter_source(parameter.name or "")
    if context.resilient_parsing or source is None or source.name != "DEFAULT":
        return value
    found = getattr(settings(context), parameter.name or "")
    return value if found is None else cast("T", found)


def settings(context: typer.Context) -> "Settings":
    """Return what the configuration of this run says; it is read once, when it is first asked for.

    Raises: UsageError.
    """
    if _KEY not in context.meta:
        context.meta[_KEY] = _settings(context)
    return cast("Settings", context.meta[_KEY])


def acceptance(context: typer.Context, baseline: Path | None) -> "rules.Acceptance":
    """Return what is accepted, and how rules weigh; raises UsageError."""
    from inventory.rules import Acceptance  # noqa: PLC0415 - `--help` needs none of it
    from inventory.settings import load_baseline  # noqa: PLC0415

    own = settings(context)
    known = load_baseline(baseline) if baseline is not None else None
    return Acceptance(today(), own.severities, known, own.waivers)


def today() -> date:
    """Return the day in UTC, see `now`; raises UsageError."""
    return now().date()


def now() -> datetime:
    """Return the time in UTC, or that of SOURCE_DATE_EPOCH, which makes runs repeatable; raises UsageError."""
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError) as problem:
        raise UsageError("SOURCE_DATE_EPOCH is no time", hint="seconds since 1970, as `date +%s` prints") from problem


def _settings(context: typer.Context) -> "Settings":
    from inventory.settings import Settings, find, load  # noqa: PLC0415 - `--help` needs none of it

    if context.params.get("no_config"):
        return Settings()
    named = context.params.get("config") or os.environ.get("INVENTORY_CONFIG")
    path = Path(named) if named else find(Path.cwd())
    return load(path) if path is not None else Settings()
