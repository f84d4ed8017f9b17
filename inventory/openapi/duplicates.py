"""Descriptions to the operations that are declared more than once; what is given first counts."""

import re
from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec

from inventory.model.operations import Description, Operation, SourceLine
from inventory.openapi.values import shown

_PARAMETER = re.compile(r"\{[^{}]*\}")

Key = tuple[str, str]  # method, and path without the names of its parameters


def told(descriptions: Sequence[Description], among: Collection[Description]) -> tuple[Description, ...]:
    """Return the descriptions, with a note in each of some that declares what one of these before it declares already.

    Names of path parameters play no part.
    """
    first: dict[tuple[Key, str], tuple[Description, Operation]] = {}  # with the authority that it is mounted on
    counting = {id(one) for one in among}
    return tuple(_next_to(one, first) if id(one) in counting else one for one in descriptions)


def without_repeated(description: Description) -> Description:
    """Return a description with only the first of operations that it repeats, and a note on the others."""
    kept: dict[Key, Operation] = {}
    notes = []
    for operation in description.operations:
        before = kept.setdefault(_key("", operation), operation)
        if before is not operation:
            notes.append(
                f"{_where(operation.source)}: left out: {_named(operation)} is the same operation as"
                f" {_named(before)} in line {before.source.line}"
            )
    if not notes:
        return description
    return msgspec.structs.replace(
        description, operations=tuple(kept.values()), notes=(*description.notes, *_few(notes, description.file))
    )


def _next_to(description: Description, first: dict[tuple[Key, str], tuple[Description, Operation]]) -> Description:
    shared: dict[str, list[Operation]] = {}  # by the file that has them already
    for operation in description.operations:
        for server in operation.servers or description.servers:
            key = _key(server.base_path, operation)
            other, _ = first.setdefault((key, server.authority), (description, operation))
            if other is not description and operation not in shared.setdefault(other.file, [])[-1:]:
                shared[other.file].append(operation)
    notes = [_note(description.file, file, operations) for file, operations in shared.items()]
    return msgspec.structs.replace(description, notes=(*description.notes, *notes)) if notes else description


def _note(file: str, other: str, operations: list[Operation]) -> str:
    count = f"{len(operations):,} operations" if len(operations) > 1 else "an operation"
    return (
        f"{_where(operations[0].source)}: {shown(Path(file).name)} declares {count} that {shown(Path(other).name)}"
        f" declares too, such as {_named(operations[0])}: what {shown(Path(other).name)} says counts, as it is given"
        " first"
    )


def _few(notes: list[str], file: str) -> list[str]:
    more = len(notes) - 3
    return [*notes[:3], *([f"{shown(file)}: {more:,} more operations are there twice"] if more > 0 else [])]


def _key(base_path: str, operation: Operation) -> Key:
    return operation.method, _PARAMETER.sub("{}", base_path + operation.path)


def _named(operation: Operation) -> str:
    return f"{shown(operation.method)} {shown(operation.path)}"


def _where(source: SourceLine) -> str:
    return f"{shown(source.file)}:{source.line}:{source.column}"
