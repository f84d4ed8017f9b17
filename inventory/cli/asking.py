"""What a user asks a report about: points in time on the command line, and the report that was made last."""

from typing import TYPE_CHECKING, Annotated

import typer

from inventory.cli.configuring import now
from inventory.errors import UsageError
from inventory.model.text import printable

if TYPE_CHECKING:
    from inventory.model.growth import ToldFinding
    from inventory.model.periods import Period
    from inventory.reporting import Answer
    from inventory.store import Store

LAST = "last"
DEFAULT_NAME = "default"
NAME_LIMIT = 100  # characters

Since = Annotated[
    str,
    typer.Option(
        help="Tell what changed after this: 7d (24h, 2w, 90m) back from now, 2026-11-14, 2026-11-14T06:00Z, a "
        "capture (after its end), or last (since the last report of this --name).",
        metavar="POINT",
    ),
]
Between = Annotated[
    tuple[str, str] | None,
    typer.Option(help="Tell what changed after the first and until the second.", metavar="POINT POINT"),
]
At = Annotated[str, typer.Option(help="Tell what there was at that time.", metavar="POINT")]
Name = Annotated[str, typer.Option(help="Whose report it is, for --since last: each name has its own last one.")]
Peek = Annotated[
    bool, typer.Option("--peek", help="Do not remember that --since last was told: the next one tells it again.")
]
Silence = Annotated[str, typer.Option(help="How long an endpoint must have been silent to wake up.", metavar="TIME")]


class Asked:
    """The options that say about when a report is; raises UsageError where they do not go together."""

    def __init__(self, since: str, between: tuple[str, str] | None, at: str, name: str, *, peek: bool) -> None:
        if between is not None and (since or at):
            raise UsageError("--between says both since and until when", hint="leave out --since and --at")
        if since == LAST and at:
            raise UsageError("--since last goes until now", hint="leave out --at")
        if since != LAST and (peek or name != DEFAULT_NAME):
            raise UsageError("--name and --peek are for --since last", hint="leave them out, or add it")
        if not 0 < len(name) <= NAME_LIMIT or printable(name) != name:
            raise UsageError("that is no --name", hint=f"take 1 to {NAME_LIMIT} printable characters")
        self._since, self._until = between or (since, at)
        self._options = ("--between", "--between") if between is not None else ("--since", "--at")
        self._name, self._peek = name, peek
        self._now = int(now().timestamp()) * 10**9
        self._findings: tuple[ToldFinding, ...] = ()  # of the last report

    def period(self, store: "Store") -> "Period":
        """Return what a report is to tell about; raises UsageError."""
        from inventory.model.periods import Period, Point  # noqa: PLC0415 - `--help` needs none of it
        from inventory.model.points import point  # noqa: PLC0415

        if self._since == LAST:
            last = store.report(self._name)
            if last is None:
                return Period(Point(LAST, known={}))
            self._findings = last.findings
            return Period(Point(LAST, known=last.known, made_at=last.made_at))
        captures = store.captures() if self._since or self._until else ()
        since, until = (
            point(text, captures, self._now, option) if text else None
            for text, option in zip((self._since, self._until), self._options, strict=True)
        )
        if since is not None and until is not None and since.end > until.end:
            raise UsageError(f"{self._since} is later than {self._until}", hint="give the earlier one first")
        return Period(since, until)

    @property
    def told(self) -> "tuple[ToldFinding, ...] | None":
        """The findings of the last report of that name, where the user asks what came after it; after `period`."""
        return self._findings if self._since == LAST else None

    def remember(self, store: "Store", answer: "Answer") -> None:
        """Keep what was told, now that it was given."""
        from inventory.cli.output import complain  # noqa: PLC0415 - `--help` needs none of it

        if self._since != LAST or self._peek:
            return
        told = answer.told if answer.told is not None else self._findings
        for name in store.remember(self._name, self._now, answer.inventory.captures, told):
            complain(f"too many reports are remembered: {name} is forgotten, which was made longest ago")


def period_until(at: str, store: "Store") -> "Period":
    """Return the period that ends at a point, or now where none is given; raises UsageError."""
    return Asked("", None, at, DEFAULT_NAME, peek=False).period(store)


def duration_of(text: str) -> int:
    """Return the nanoseconds of `--silence`; raises UsageError."""
    from inventory.model.points import duration  # noqa: PLC0415 - `--help` needs none of it

    silence = duration(text)
    if not silence:
        raise UsageError(f"--silence {text} is no time", hint="write it as 30d, 2w or 36h")
    return silence
