"""What traffic shows and descriptions lack to changes of the files, as a unified diff.

Paths, methods, query parameters and statuses are proposed; whether they are right, and what they mean, is for the
owners to say. Only what is added to a file changes in it.
"""

import difflib
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

import msgspec

from inventory.drift.mounts import fits
from inventory.model.comparisons import Comparison, Match, Undocumented
from inventory.model.endpoints import Endpoint, PathParameter
from inventory.model.findings import Finding
from inventory.model.operations import Description, Server, SourceLine
from inventory.model.values import JsonObject, JsonValue
from inventory.openapi.editing import Addition, NotEditableError, edit, place_of
from inventory.openapi.folder import Folder, RefusedReferenceError
from inventory.openapi.operations import METHODS
from inventory.openapi.reader import decode
from inventory.openapi.values import Place, as_list, as_object, as_text, at
from inventory.rules.rule import times

_WITHOUT_CONTENT = frozenset({204, 205, 304})
_TYPES = {"integer": ("integer", ""), "number": ("number", ""), "uuid": ("string", "uuid"), "date": ("string", "date"),
          "date-time": ("string", "date-time"), "email": ("string", "email")}  # fmt: skip


class Proposal(msgspec.Struct, frozen=True):
    """Changes to the descriptions."""

    diff: str  # unified, for all files; "" where nothing can be proposed
    left_out: tuple[str, ...]  # what could not be proposed, each with why, in one line


class _Wanted(NamedTuple):
    """One addition to a file, and what it is in plain words."""

    file: str
    addition: Addition
    what: str


class _Refused(NamedTuple):
    what: str
    why: str


def propose(
    findings: Iterable[Finding],
    comparison: Comparison,
    descriptions: Sequence[Description],
    override: tuple[Server, ...] = (),
) -> Proposal:
    """Return what would have to be added to the descriptions for some findings to go."""
    texts = _Texts()
    wanted: dict[str, list[_Wanted]] = defaultdict(list)
    left_out = list[str]()
    maker = _Maker(comparison, descriptions, override, texts)
    for finding in findings:
        for one in maker.additions(finding) if not finding.waiver else ():
            if isinstance(one, _Refused):
                left_out.append(f"{one.what}: {one.why}")
            else:
                wanted[one.file].append(one)
    parts = list[str]()
    for file, own in sorted(wanted.items()):
        text, refused = _edited(texts.of(file), own)
        left_out += refused
        parts += _diff(file, texts.of(file), text)
    return Proposal("".join(parts), tuple(dict.fromkeys(left_out)))


def _edited(text: str, wanted: Sequence[_Wanted]) -> tuple[str, list[str]]:
    """Return the text with all additions, or else with as many as there is a place for, one after the other."""
    try:
        return edit(text, [one.addition for one in wanted]), []
    except NotEditableError:
        pass
    refused = list[str]()
    for one in wanted:
        try:
            text = edit(text, [one.addition])
        except NotEditableError as problem:
            refused.append(f"{one.what}: {problem}")
    return text, refused


def _diff(file: str, old: str, new: str) -> Iterator[str]:
    name = os.path.relpath(file) if Path(file).resolve().is_relative_to(Path.cwd()) else file.lstrip("/")
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for line in difflib.unified_diff(before, after, f"a/{name}", f"b/{name}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


class _Texts:
    """The files of descriptions, each read once; they were read as descriptions before."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def of(self, file: str) -> str:
        if file not in self._texts:
            self._texts[file] = decode(Path(file).read_bytes())
        return self._texts[file]


class _Maker:
    """Makes additions for findings."""

    def __init__(
        self, comparison: Comparison, descriptions: Sequence[Description], override: tuple[Server, ...], texts: _Texts
    ) -> None:
        self._descriptions = {description.source.file or description.file: description for description in descriptions}
        self._override = override
        self._texts = texts
        self._undocumented = {one.endpoint.key: one for one in comparison.undocumented}
        self._matches: dict[tuple[str, str, str], Match] = {}
        for match in comparison.matches:
            self._matches.setdefault((match.service, match.operation.method, match.operation.path), match)

    def additions(self, finding: Finding) -> Iterator[_Wanted | _Refused]:
        """Yield what would make a finding go."""
        key = (finding.service, finding.method, finding.path)
        role, _, name = (finding.location or "").partition(".")
        if finding.rule in {"undocumented-endpoint", "undocumented-method"}:
            if (undocumented := self._undocumented.get(key)) is not None:
                yield self._operation(undocumented)
        elif (match := self._matches.get(key)) is not None:
            if finding.rule == "undocumented-query-parameter" and role == "query":
                yield self._query_parameter(match, name)
            elif finding.rule == "undocumented-status" and role == "response":
                yield self._status(match, name)

    def _operation(self, undocumented: Undocumented) -> _Wanted | _Refused:
        endpoint, source = undocumented.endpoint, undocumented.source
        what = f"{endpoint.method} {endpoint.template}"
        place = self._place(source) if source is not None else None
        if source is None or place is None:
            return _Refused(what, "no place for it was found in the descriptions")
        if endpoint.method.lower() not in METHODS:
            return _Refused(what, "OpenAPI has no field for this method")
        dialect = self._dialect(source.file)
        if undocumented.siblings:
            names = _unsaid_names(endpoint.template, source.file, place[:-1])
            shown = operation(endpoint, dialect, names)
            return _Wanted(source.file, Addition(place[:-1], endpoint.method.lower(), shown), what)
        path = self._path(endpoint, source.file)
        if path is None or "*}" in path:
            why = "OpenAPI has no parameter for several segments" if path else "no server of the description has it"
            return _Refused(what, why)
        shown = operation(endpoint, dialect, _names_in(path))
        return _Wanted(source.file, Addition((*place, path), endpoint.method.lower(), shown), what)

    def _query_parameter(self, match: Match, name: str) -> _Wanted | _Refused:
        what = f"query parameter {name} of {match.operation.method} {match.operation.path}"
        place = self._place(match.operation.source)
        if place is None:
            return _Refused(what, f"the place of the operation in {match.operation.source.file} was not found")
        one = _parameter(name, "query", "string", "", match.description.dialect, required=False)
        return _Wanted(match.operation.source.file, Addition((*place, "parameters"), None, one), what)

    def _status(self, match: Match, status: str) -> _Wanted | _Refused:
        what = f"status {status} of {match.operation.method} {match.operation.path}"
        place = self._place(match.operation.source)
        if place is None or match.endpoint is None:
            return _Refused(what, f"the place of the operation in {match.operation.source.file} was not found")
        told = _response(match.endpoint, int(status), match.description.dialect)
        return _Wanted(match.operation.source.file, Addition((*place, "responses"), status, told), what)

    def _place(self, source: SourceLine) -> Place | None:
        return place_of(self._texts.of(source.file), source.line, source.column)

    def _dialect(self, file: str) -> str:
        own = self._descriptions.get(file)
        return own.dialect if own is not None else next(iter(self._descriptions.values())).dialect

    def _path(self, endpoint: Endpoint, file: str) -> str | None:
        """Return the template as a description has it, without the longest base path of its servers that fits."""
        own = self._descriptions.get(file)
        servers = self._override or (own.servers if own is not None else ())
        bases = sorted(
            {server.base_path for server in servers if any(fits(server, name) for name in endpoint.authorities)},
            key=len,
            reverse=True,
        )
        base = next((base for base in bases if endpoint.template.startswith(f"{base}/") or not base), None)
        return endpoint.template[len(base) :] if base is not None else None


def operation(endpoint: Endpoint, dialect: str, names: Sequence[str]) -> JsonObject:
    """Return an Operation Object for what was observed, with parameters of these names in the path."""
    known = {one.name: one for one in endpoint.parameters}
    parameters: list[JsonValue] = [_path_parameter(name, known.get(name), dialect) for name in names]
    parameters += [
        _parameter(name, "query", "string", "", dialect, required=False) for name in _names(endpoint, "query")
    ]
    shown: JsonObject = {"description": f"Seen in traffic ({times(endpoint.count)}); what it does is to be described."}
    if parameters:
        shown["parameters"] = parameters
    request_types = _names(endpoint, "request-media-type")
    if request_types and dialect == "2.0":
        shown["consumes"] = list[JsonValue](request_types)
    elif request_types:
        shown["requestBody"] = {"content": _any_content(request_types)}
    answered = (tally for tally in endpoint.tallies if tally.kind not in ("preflight", "tunnel", "ambiguous"))
    statuses = sorted({tally.status for tally in answered if tally.status >= 200})
    shown["responses"] = {str(status): _response(endpoint, status, dialect) for status in statuses}
    return shown


def _names_in(path: str) -> list[str]:
    return re.findall(r"\{([^{}]*)\}", path)


def _unsaid_names(path: str, file: str, place: Place) -> list[str]:
    """Return the parameters of a path that the Path Item at a place does not declare for all its operations."""
    folder = Folder(Path(file))
    listed = as_list(as_object(at(folder.root.value, place)).get("parameters"))
    said = set[str]()
    for number in range(len(listed)):
        with suppress(RefusedReferenceError):
            _, _, found = folder.follow(folder.root, (*place, "parameters", str(number)))
            said.add(as_text(found.get("name")))
    return [name for name in _names_in(path) if name not in said]


def _names(endpoint: Endpoint, role: str, status: int = 0) -> list[str]:
    """Return the names in a role that were served, or that came with a status; none that stands for others."""
    served = {tally.status for tally in endpoint.tallies if tally.outcome == "served"}
    statuses = {status} if status else served
    return sorted(
        {one.name for one in endpoint.names if one.role == role and one.status in statuses and "{" not in one.name}
    )


def _path_parameter(name: str, known: PathParameter | None, dialect: str) -> JsonObject:
    kind, form = _TYPES.get(known.type if known is not None else "", ("string", ""))
    return _parameter(name, "path", kind, form, dialect, required=True)


def _parameter(name: str, location: str, kind: str, form: str, dialect: str, *, required: bool) -> JsonObject:
    schema: JsonObject = {"type": kind}
    if form:
        schema["format"] = form
    shown: JsonObject = {"name": name, "in": location}
    if required:
        shown["required"] = True
    return shown | (schema if dialect == "2.0" else {"schema": schema})


def _response(endpoint: Endpoint, status: int, dialect: str) -> JsonObject:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = f"Status {status}"
    shown: JsonObject = {"description": phrase}
    media_types = _names(endpoint, "response-media-type", status)
    if media_types and dialect != "2.0" and status not in _WITHOUT_CONTENT:
        shown["content"] = _any_content(media_types)
    return shown


def _any_content(media_types: Iterable[str]) -> JsonObject:
    return {media_type: dict[str, JsonValue]() for media_type in media_types}
