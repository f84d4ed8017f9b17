"""The result of a command to standard output and to files, each in a format of its own."""

import os
import re
import secrets
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

import typer

from inventory.cli.output import emit
from inventory.errors import InventoryError, UsageError
from inventory.reports import drifting, form_of, render, require
from inventory.reports.documents import Document, DriftDocument

_FORM = re.compile(r"([A-Za-z0-9-]+)=(.*)", re.DOTALL)
_WIDTH = 10_000  # columns of a table in a file: lines stay whole


class Results:
    """Where the result of a command goes; `with` it, files tell of a failed run as well.

    All that can be known before the work begins is checked when it is made: UsageError is raised where there is no such
    format for this kind of document, or a file cannot be written. `inputs` are files that no result may replace. Where
    it is `wide`, what is printed is not made to fit the terminal.
    """

    def __init__(
        self,
        kind: type[Document],
        form: str,
        outputs: Iterable[str] | None = None,
        inputs: Iterable[Path] = (),
        *,
        wide: bool = False,
    ) -> None:
        require(form, kind)
        self.kind = kind
        self._form = form
        self._wide = wide
        self._files: dict[Path, tuple[str, str]] = {}  # with the format, and the file as it was named
        kept = {path.resolve() for path in inputs}
        for output in outputs or ():
            name, file = _parse(output, kind)
            path = writable(file)
            if path in kept:
                raise UsageError(f"--output {output} would replace what is read", hint="name another file")
            if path in self._files:
                raise UsageError(f"--output {output}: that file is written already", hint="name another file")
            self._files[path] = name, file

    def gives(self, form: str) -> bool:
        """Tell whether the result is to be printed or written in a format."""
        return form in (self._form, *(name for name, _ in self._files.values()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write files that tell of the failure when a run that finds drift fails before it gave a result."""
        status = getattr(problem, "exit_status" if isinstance(problem, InventoryError) else "exit_code", 0)
        if self._files and self.kind is DriftDocument and isinstance(problem, InventoryError | typer.Exit) and status:
            self._write(drifting.unjudged(status))  # what it could not write is not told: the first problem is

    def give(self, document: Document) -> None:
        """Write the files, then print; raises UsageError in the end when a file cannot be written after all."""
        refused = self._write(document)
        emit(document, self._form, wide=self._wide)
        if refused is not None:
            raise refused

    def _write(self, document: Document) -> UsageError | None:
        """Write all files that can be written; return the first problem."""
        refused: UsageError | None = None
        for path, (form, file) in self._files.items():
            try:
                replace(path, render(document, form, width=_WIDTH))
            except OSError as problem:
                refused = refused or _unwritable(file, problem)
        self._files.clear()
        return refused


def _parse(output: str, kind: type[Document]) -> tuple[str, str]:
    """Return the format and the file that an `--output` names."""
    given = _FORM.fullmatch(output)
    form, file = given.groups() if given else ("", output)
    if form:
        require(form, kind)
    elif file:
        form = form_of(file, kind)
    if not file or file == "-":
        raise UsageError(
            f"--output {output} names no file", hint="--format says what is printed; write --output FORMAT=FILE"
        )
    return form, file


def writable(file: str) -> Path:
    """Return where a file is, behind links; raises UsageError where it cannot be written, or is none."""
    path = Path(file).resolve()
    try:
        mode = path.stat().st_mode if path.exists() else stat.S_IFREG
        if not stat.S_ISREG(mode):
            raise UsageError(f"cannot write {file}: it is no regular file", hint="name a file in a folder")
        with tempfile.TemporaryFile(dir=path.parent):
            return path
    except OSError as problem:
        raise _unwritable(file, problem) from problem


def replace(path: Path, text: str, *, durable: bool = True) -> None:
    """Write a file as a whole or not at all; raises OSError. A durable one is there after a loss of power as well."""
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(6)}")
    try:
        with temporary.open("x", encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.write(text)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _unwritable(file: str, problem: OSError) -> UsageError:
    hint = "name a folder that is there and can be written to"
    return UsageError(f"cannot write {file}: {problem.strerror}", hint=hint)
