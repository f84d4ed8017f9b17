"""OpenAPI 3.2 documents to servers and operations."""

from collections.abc import Iterator

import msgspec
from openapi_spec_validator import OpenAPIV32SpecValidator

from inventory.model.operations import Server
from inventory.openapi.folder import Folder
from inventory.openapi.marks import is_version
from inventory.openapi.objects import GRAMMAR
from inventory.openapi.operations import Operations
from inventory.openapi.operations import operations as operations_of
from inventory.openapi.servers import servers_of
from inventory.openapi.values import JsonObject, as_object

DIALECT = "3.2"
VALIDATOR = OpenAPIV32SpecValidator


def recognises(document: JsonObject) -> bool:
    """Tell an OpenAPI 3.2 document by its version field."""
    return is_version(document, "openapi", DIALECT)


def servers(document: JsonObject) -> tuple[Server, ...]:
    """Return where the whole description is mounted (Server Object)."""
    return servers_of(document.get("servers"))


def operations(folder: Folder) -> Operations:
    """Return all operations below `paths`; webhooks and callbacks are calls of the other side."""
    grammar = msgspec.structs.replace(GRAMMAR, methods=(*GRAMMAR.methods, "query"), more_methods=_additional)
    return operations_of(folder, grammar)


def _additional(item: JsonObject) -> Iterator[tuple[str, str]]:
    """Yield methods that have no field of their own: the key is the method, in its own letter case."""
    for method in as_object(item.get("additionalOperations")):
        yield method, method
