"""Captures on the command line to scanned captures, one after the other, with progress."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import typer

from inventory import key_files, pipeline
from inventory.capture import STDIN
from inventory.cli import standard_input
from inventory.cli.options import key_logs
from inventory.cli.output import complain, tell
from inventory.decode import KeyLog
from inventory.errors import CaptureError
from inventory.model.coverage import Fate
from inventory.model.observations import Sighting
from inventory.scanning import Progress, Scanned

if TYPE_CHECKING:
    from inventory.validating import Validator

T = TypeVar("T")

SHOWN_FROM = 20_000_000  # bytes of all captures together from which on a bar is worth it


def key_log(given: list[Path] | None, paths: list[Path]) -> KeyLog:
    """Read the key logs for some captures; when a capture comes while it is recorded, they are followed."""
    return (
        growing_key_log(given) if STDIN in paths and not standard_input.is_file() else key_files.read(key_logs(given))
    )


def growing_key_log(given: list[Path] | None) -> KeyLog:
    """Read key logs to which programs write meanwhile."""
    return key_files.follow(
        key_logs(given, awaited=True), lambda path: tell(f"{path} is not there yet: waiting for a key log")
    )


class Seen(NamedTuple):
    """What captures show."""

    sightings: list[Sighting]
    coverage: list[Fate]  # what became of their bytes


class Outcome:
    """Whether everything could be read."""

    def __init__(self, max_loss: float) -> None:
        self._max_loss = max_loss
        self._told = set[str]()
        self.problem: CaptureError | None = None

    def refuse(self, problem: CaptureError) -> None:
        """Tell of a capture that could not be read, and go on."""
        complain(problem.message, problem.hint)
        self.problem = problem

    def weigh(self, path: Path, scanned: Scanned) -> None:
        """Tell of a capture of which too much was lost, and of schemas that nothing in it could be judged by."""
        for one in scanned.unusable:
            if one not in self._told:
                self._told.add(one)
                complain(f"not judged: {one}", "correct the schema; shapes are compared with what of it can be read")
        payload = scanned.summary.payload
        if payload and scanned.lost / payload > self._max_loss:
            share = f"{scanned.lost / payload:.0%} of its bytes were not captured"
            self.refuse(
                CaptureError(
                    f"{path}: {share}, more than --max-loss allows",
                    hint="capture again without loss, or raise --max-loss",
                )
            )

    @property
    def status(self) -> int:
        """The exit status of a capture that could not be read, if there was one, else 0."""
        return self.problem.exit_status if self.problem is not None else 0

    def end(self) -> None:
        """End with the status of a capture that could not be read, if there was one."""
        if self.status:
            raise typer.Exit(self.status)


def each(paths: list[Path], work: Callable[[Path, Progress], T], outcome: Outcome) -> Iterator[tuple[Path, T]]:
    """Yield what `work` makes of each capture; one that cannot be read is told of, and does not end the run."""
    with _bar(paths) as advance:
        for path in paths:
            try:
                made = work(path, advance(path))
            except CaptureError as problem:
                outcome.refuse(problem)
                continue
            yield path, made


def read(
    captures: list[Path],
    keylog: list[Path] | None,
    memory: int,
    outcome: Outcome,
    validator: "Validator | None" = None,
) -> Seen:
    """Read captures and keep nothing, each content once; end where not one could be read."""
    paths = pipeline.find(captures)
    keys = key_log(keylog, paths)
    found = Seen([], [])
    digests: set[str] = set()

    def scan(path: Path, progress: Progress) -> Scanned:
        return pipeline.scan(path, progress, keys, memory, validator=validator)

    for path, scanned in each(paths, scan, outcome):
        outcome.weigh(path, scanned)
        if scanned.summary.digest not in digests:
            digests.add(scanned.summary.digest)
            found.sightings.extend(scanned.sightings)
            found.coverage.extend(scanned.summary.coverage)
    if not digests:
        outcome.end()
    return found


@contextmanager
def _bar(paths: Iterable[Path]) -> Iterator[Callable[[Path], Progress]]:
    """Show a progress bar over the bytes of all files, on a terminal and for long scans alone."""
    sizes = {path: path.stat().st_size for path in paths if path.is_file()}
    total = sum(sizes.values())
    if total < SHOWN_FROM or not sys.stderr.isatty():
        yield lambda _: lambda _: None
        return
    from rich import progress as bars  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415 - only where a bar is shown

    columns = (
        bars.TextColumn("{task.description}", markup=False),
        bars.BarColumn(),
        bars.DownloadColumn(),
        bars.TimeRemainingColumn(),
    )
    with bars.Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading", total=total)
        before = 0

        def advance(path: Path) -> Progress:
            nonlocal before
            start = before
            before += sizes.get(path, 0)
            return lambda done: progress.update(task, completed=start + done)

        yield advance
