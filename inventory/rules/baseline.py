"""Findings to the text of a baseline, that to what is known, and findings next to what is known."""

import json
from collections.abc import Iterable, Sequence

import msgspec

from inventory.errors import UsageError
from inventory.model.corrections import shape
from inventory.model.findings import Finding

VERSION = 1
HINT = "`inventory baseline write` makes one"

Key = tuple[str, str, str, str, str]


class Known(msgspec.Struct, frozen=True, omit_defaults=True):
    """One finding of a baseline, as it stands in the file.

    The fingerprint is there to be searched for; what a finding is told by are the other fields, without the names of
    parameters, as those of an inferred template may change with more traffic.
    """

    service: str
    path: str
    method: str
    rule: str
    fingerprint: str
    location: str = ""

    @property
    def key(self) -> Key:
        """What makes it the same finding."""
        return (shape(self.service), shape(self.path), self.method, self.rule, self.location)


class Marked(msgspec.Struct, frozen=True):
    """Findings next to a baseline."""

    findings: tuple[Finding, ...]  # in the same order, each "known" or "new"
    gone: tuple[Known, ...]  # known ones that are no more


class _Header(msgspec.Struct, frozen=True):
    version: int


class _File(msgspec.Struct, frozen=True):
    version: int
    findings: tuple[Known, ...]


def dump(findings: Iterable[Finding]) -> str:
    """Return the text of a baseline, one finding a line, sorted, in ASCII."""
    known = {one.key: one for one in map(_known, findings)}
    lines = ",\n".join(f"    {_line(known[key])}" for key in sorted(known))
    listed = f"[\n{lines}\n  ]" if lines else "[]"
    return f'{{\n  "version": {VERSION},\n  "findings": {listed}\n}}\n'


def parse(name: str, content: bytes) -> tuple[Known, ...]:
    """Read the text of a baseline; `name` is that of its file. Raises UsageError when it is none, or a newer one."""
    try:
        found = json.loads(content)
        version = msgspec.convert(found, _Header).version
        if version != VERSION:
            raise UsageError(
                f"{name}: baseline of version {version}, this program reads {VERSION}",
                hint="use the `inventory` that wrote it, or write it again",
            )
        return msgspec.convert(found, _File).findings
    except (ValueError, RecursionError) as problem:  # of JSON, of its text, or of what stands in it
        raise UsageError(f"{name}: no baseline: {problem}", hint=HINT) from problem


def mark(findings: Sequence[Finding], baseline: Iterable[Known], services: frozenset[str]) -> Marked:
    """Tell known findings from new ones; gone are those of `services` alone, as nothing is known of others."""
    left = {one.key: one for one in baseline}
    known = [_known(one).key for one in findings]
    marked = tuple(
        msgspec.structs.replace(one, state="known" if key in left else "new")
        for one, key in zip(findings, known, strict=True)
    )
    watched = {"", *map(shape, services)}
    gone = (left[key] for key in sorted(left.keys() - set(known)))
    return Marked(marked, tuple(one for one in gone if shape(one.service) in watched))


def _known(one: Finding) -> Known:
    return Known(one.service, one.path, one.method, one.rule, one.fingerprint, one.location or "")


def _line(one: Known) -> str:
    return json.dumps(msgspec.to_builtins(one))  # what is not printable in ASCII is escaped
