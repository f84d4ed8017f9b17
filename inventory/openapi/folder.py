"""A description and the files that it refers to: each read once, and none outside its folder unless that is allowed."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from inventory.errors import DescriptionError
from inventory.model.operations import SourceLine
from inventory.openapi import positions, reader, remote
from inventory.openapi.values import JsonObject, JsonValue, Place, as_object, as_text, at, pointer, shown, steps
from inventory.openapi.yaml_reader import UnreadableError

SIZE_LIMIT = 32 * 1024 * 1024  # bytes of a description and all the files it refers to
FILES_LIMIT = 1_000
REFERENCE_LIMIT = 100  # references in a row, each leading straight to the next

REMOTE_LIMIT = 100  # files of other hosts

CONFINED = "references are followed only to files in the description's own folder and below; bundle it into one file"


class RefusedReferenceError(Exception):
    """A reference that is not followed; the text says which and why, without what stands behind it."""


class Document:
    """One file of a description; `name` is how messages call it, `uri` is what references in it are relative to."""

    def __init__(self, name: str, uri: str, text: str, value: JsonValue) -> None:
        self.name = name
        self.uri = uri
        self.text = text
        self.value = value

    def lines(self, places: Iterable[Place]) -> dict[Place, SourceLine]:
        """Return where in the file each place stands."""
        found = positions.locate(self.text, places)
        return {place: SourceLine(self.name, line, column) for place, (line, column) in found.items()}

    def problem(self, place: Place, reason: str, *, hint: str) -> DescriptionError:
        """Return the error to raise about a place in this file."""
        return problem_at(self.lines([place])[place], place, reason, hint=hint)


def problem_at(line: SourceLine, place: Place, reason: str, *, hint: str) -> DescriptionError:
    """Return an error in one line: file, line and column where known, JSON pointer, reason."""
    where = f"{shown(line.file)}:{line.line}:{line.column}" if line.line else shown(line.file)
    at_place = f" {shown(pointer(place))}" if place else ""
    return DescriptionError(f"{where}:{at_place} {reason}", hint=hint)


class Folder:
    """The files that one description may consist of.

    The folder is that of the description as the user named it; links that lead out of it are not followed. Files of
    other hosts belong to it only where that is allowed; these then refer to such files alone.
    """

    def __init__(self, path: Path, *, allow_remote: bool = False) -> None:
        """Read the description at `path`; raises DescriptionError."""
        self._allow_remote = allow_remote
        self._given = path.parent
        self._folder = path.parent.resolve()
        self._documents: dict[str, Document] = {}
        self._size = 0
        self.root = self._read(path, str(path), (self._folder / path.name).as_uri())
        self.alias = as_text(as_object(self.root.value).get("$self"))  # OpenAPI 3.2; "" where there is none

    def document(self, uri: str) -> Document:
        """Return the file that an absolute URI without fragment names.

        Raises RefusedReferenceError for anything but a file in the folder, and DescriptionError where the file is there
        but cannot be read.
        """
        if uri == self.root.uri or (uri and uri == self.alias):
            return self.root
        if uri not in self._documents:
            if len(self._documents) >= FILES_LIMIT:
                raise RefusedReferenceError(f"refers to more than {FILES_LIMIT:,} files")
            if remote.is_remote(uri):
                self._documents[uri] = self._fetched(uri)
            else:
                target = self._confined(uri)
                name = os.path.normpath(self._given / target.relative_to(self._folder))
                self._documents[uri] = self._read(target, name, uri)
        return self._documents[uri]

    def documents(self) -> tuple[Document, ...]:
        """Return the files that have been read so far, the description itself first."""
        return (self.root, *self._documents.values())

    def follow(self, document: Document, place: Place) -> tuple[Document, Place, JsonObject]:
        """Return the document, the place and the object that a `$ref` at a place leads to in the end.

        Raises RefusedReferenceError: out of the folder, to nothing, in a circle, or over more than `REFERENCE_LIMIT`
        others.
        """
        for _ in range(REFERENCE_LIMIT):
            found = as_object(at(document.value, place))
            reference = found.get("$ref")
            if not isinstance(reference, str):
                return document, place, found
            document, place = self.target(document, reference)
        raise RefusedReferenceError(f"leads in a circle, or over more than {REFERENCE_LIMIT} other references")

    def target(self, document: Document, reference: str) -> tuple[Document, Place]:
        """Return the document and the place that one reference names; raises RefusedReferenceError."""
        try:
            uri, _, fragment = urljoin(document.uri, reference).partition("#")
        except ValueError:
            raise RefusedReferenceError(f"{shown(reference)} is no URI reference") from None
        if remote.is_remote(document.uri) and not remote.is_remote(uri):
            raise RefusedReferenceError(f"{shown(reference)} leads from another host to this one")
        reached = self.document(uri)
        place = steps(unquote(fragment))
        if fragment and not fragment.startswith("/"):
            raise RefusedReferenceError(f"{shown(reference)} names no place by its path")
        try:
            at(reached.value, place)
        except LookupError:
            raise RefusedReferenceError(f"{shown(reference)} leads to nothing") from None
        return reached, place

    def _confined(self, uri: str) -> Path:
        try:
            parts = urlsplit(uri)
        except ValueError:
            raise RefusedReferenceError(f"{shown(uri)} is no URI") from None
        if parts.scheme != "file" or parts.netloc or parts.query:
            raise RefusedReferenceError(f"{shown(uri)} is not a file beside the description")
        name = unquote(parts.path)
        if "\0" in name:
            raise RefusedReferenceError("the file name holds a NUL")
        target = Path(name).resolve()
        if not target.is_relative_to(self._folder):
            raise RefusedReferenceError(f"{shown(name)} is outside the description's folder")
        if not target.is_file():
            raise RefusedReferenceError(f"there is no file {shown(str(target.relative_to(self._folder)))}")
        return target

    def _fetched(self, uri: str) -> Document:
        if not self._allow_remote:
            raise RefusedReferenceError(f"{shown(uri)} is not fetched without --allow-remote-refs")
        if sum(map(remote.is_remote, self._documents)) >= REMOTE_LIMIT:
            raise RefusedReferenceError(f"refers to more than {REMOTE_LIMIT:,} files of other hosts")
        try:
            data = remote.fetch(uri, SIZE_LIMIT - self._size)
        except remote.UnfetchedError as problem:
            raise RefusedReferenceError(f"{shown(uri)} cannot be fetched: {problem}") from None
        return self._parsed(uri, uri, data)

    def _read(self, path: Path, name: str, uri: str) -> Document:
        try:
            with path.open("rb") as file:
                data = file.read(SIZE_LIMIT - self._size + 1)
        except (OSError, ValueError) as problem:
            reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else "no usable file name"
            raise DescriptionError(f"{shown(name)}: cannot be read: {reason}", hint="check the file name") from None
        return self._parsed(name, uri, data)

    def _parsed(self, name: str, uri: str, data: bytes) -> Document:
        self._size += len(data)
        if self._size > SIZE_LIMIT:
            reason = f"the description and what it refers to have more than {SIZE_LIMIT:,} bytes"
            raise DescriptionError(f"{shown(name)}: {reason}", hint="split the description, or leave out examples")
        return _parsed(name, uri, data)


def _parsed(name: str, uri: str, data: bytes) -> Document:
    try:
        text = reader.decode(data)
        if not text.strip():
            raise UnreadableError("the file is empty")
        return Document(name, uri, text, reader.parse(text))
    except UnreadableError as problem:
        line = SourceLine(name, problem.line, problem.column)
        hint = "a description is one JSON or YAML document in UTF-8"
        raise problem_at(line, (), re.sub(r"\s+", " ", shown(problem.reason)), hint=hint) from None
