"""A resolved document to its operations, whatever its version."""

from collections.abc import Callable, Iterator

import msgspec

from inventory.model.operations import Operation, Server
from inventory.openapi.folder import CONFINED, Document, Folder, RefusedReferenceError
from inventory.openapi.servers import servers_of
from inventory.openapi.values import JsonObject, Place, as_object, as_text

METHODS = ("get", "put", "post", "delete", "options", "head", "patch")


class Found(msgspec.Struct, frozen=True):
    """An Operation Object and where it stands."""

    method: str
    path: str
    document: Document
    place: Place
    operation: JsonObject
    servers: tuple[Server, ...]  # of the operation or its path; () for those of the whole description


def operations(
    folder: Folder, methods: tuple[str, ...], extra: Callable[[JsonObject], Iterator[tuple[str, str]]] | None = None
) -> tuple[Operation, ...]:
    """Return the operations below `paths`, in the order of the file.

    `extra` gives further methods of a Path Item, as the key that leads to them and the method.
    """
    found = list(_found(folder, methods, extra))
    places: dict[int, tuple[Document, list[Place]]] = {}
    for one in found:
        places.setdefault(id(one.document), (one.document, []))[1].append(one.place)
    lines = {number: document.lines(wanted) for number, (document, wanted) in places.items()}
    return tuple(
        Operation(
            method=one.method,
            path=one.path,
            servers=one.servers,
            source=lines[id(one.document)][one.place],
            operation_id=as_text(one.operation.get("operationId")),
            deprecated=one.operation.get("deprecated") is True,
        )
        for one in found
    )


def _found(
    folder: Folder, methods: tuple[str, ...], extra: Callable[[JsonObject], Iterator[tuple[str, str]]] | None
) -> Iterator[Found]:
    for path in as_object(as_object(folder.root.value).get("paths")):
        if not path.startswith("/"):  # "x-…" is no path
            continue
        document, place, item = _path_item(folder, ("paths", path))
        of_path = servers_of(item["servers"]) if item.get("servers") else ()
        named: list[tuple[Place, str]] = [((method,), method.upper()) for method in methods if method in item]
        named += [(("additionalOperations", key), method) for key, method in (extra(item) if extra else ())]
        for steps, method in named:
            operation = item
            for step in steps:
                operation = as_object(operation.get(step))
            own = servers_of(operation["servers"]) if operation.get("servers") else of_path
            yield Found(method, path, document, (*place, *steps), operation, own)


def _path_item(folder: Folder, place: Place) -> tuple[Document, Place, JsonObject]:
    try:
        return folder.follow(folder.root, place)
    except RefusedReferenceError as problem:
        raise folder.root.problem((*place, "$ref"), f"the reference {problem}", hint=CONFINED) from None
