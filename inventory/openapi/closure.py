"""A description to all the files that its references lead to."""

from collections.abc import Iterator

from inventory.errors import DescriptionError
from inventory.openapi.folder import Document, Folder, RefusedReferenceError
from inventory.openapi.values import JsonValue


def documents_of(folder: Folder) -> dict[str, JsonValue]:
    """Return all files by absolute URI, the description itself first; those not read yet are read now.

    References that lead nowhere stay as they are: whoever needs what they stand for finds out.
    """
    looked_through: set[str] = set()
    while waiting := [one for one in folder.documents() if one.uri not in looked_through]:
        for document in waiting:
            looked_through.add(document.uri)
            for uri in dict.fromkeys(_other_files(document)):
                _read(folder, document, uri)
    found = {document.uri: document.value for document in folder.documents()}
    return found | ({folder.alias: folder.root.value} if folder.alias else {})


def _read(folder: Folder, document: Document, reference: str) -> None:
    try:
        folder.target(document, reference)
    except (RefusedReferenceError, DescriptionError):
        return


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
