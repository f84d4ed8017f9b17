"""OpenAPI 3.1 documents to servers and operations."""

from openapi_spec_validator import OpenAPIV31SpecValidator

from inventory.model.operations import Server
from inventory.openapi.folder import Folder
from inventory.openapi.marks import is_version
from inventory.openapi.objects import GRAMMAR
from inventory.openapi.operations import Operations
from inventory.openapi.operations import operations as operations_of
from inventory.openapi.servers import servers_of
from inventory.openapi.values import JsonObject

DIALECT = "3.1"
VALIDATOR = OpenAPIV31SpecValidator


def recognises(document: JsonObject) -> bool:
    """Tell an OpenAPI 3.1 document by its version field."""
    return is_version(document, "openapi", DIALECT)


def servers(document: JsonObject) -> tuple[Server, ...]:
    """Return where the whole description is mounted (Server Object)."""
    return servers_of(document.get("servers"))


def operations(folder: Folder) -> Operations:
    """Return all operations below `paths`; webhooks and callbacks are calls of the other side."""
    return operations_of(folder, GRAMMAR)
