"""A description to all the files that its references lead to."""

from collections.abc import Iterator

from inventory.errors import DescriptionError
from inventory.openapi.folder import Document, Folder, RefusedReferenceError
from inventory.openapi.values import JsonValue, shown

NOTES_LIMIT = 20


def documents_of(folder: Folder) -> tuple[dict[str, JsonValue], tuple[str, ...]]:
    """Return all files by absolute URI, the description itself first; those not read yet are read now.

    With them come notes on files that could not be read, at most `NOTES_LIMIT`, one line each.
    """
    looked_through: set[str] = set()
    notes: dict[str, None] = {}
    while waiting := [one for one in folder.documents() if one.uri not in looked_through]:
        for document in waiting:
            looked_through.add(document.uri)
            for uri in dict.fromkeys(_other_files(document)):
                if problem := _read(folder, document, uri):
                    notes[problem] = None
    found = {document.uri: document.value for document in folder.documents()}
    also = {folder.alias: folder.root.value} if folder.alias else {}
    return found | also, tuple(notes)[:NOTES_LIMIT]


def _read(folder: Folder, document: Document, reference: str) -> str:
    """Read what a reference leads to; return why that cannot be."""
    try:
        folder.target(document, reference)
    except RefusedReferenceError as problem:
        return f"{shown(document.name)}: left out: the reference {problem}"
    except DescriptionError as problem:
        return f"left out: {problem.message}"
    return ""


def _other_files(document: Document) -> Iterator[str]:
    """Yield the references in a file, without their fragments, that name another one."""
    waiting: list[JsonValue] = [document.value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            reference = current.get("$ref")
            if isinstance(reference, str) and not reference.startswith("#"):
                yield reference.partition("#")[0]
            waiting.extend(inner for inner in current.values() if isinstance(inner, dict | list))
        elif isinstance(current, list):
            waiting.extend(inner for inner in current if isinstance(inner, dict | list))
