"""Swagger 2.0 documents to servers and operations."""

from openapi_spec_validator import OpenAPIV2SpecValidator

from inventory.model.operations import Operation, Server
from inventory.openapi.folder import Folder
from inventory.openapi.marks import is_version
from inventory.openapi.operations import METHODS
from inventory.openapi.operations import operations as operations_of
from inventory.openapi.servers import swagger_servers
from inventory.openapi.values import JsonObject

DIALECT = "2.0"
VALIDATOR = OpenAPIV2SpecValidator


def recognises(document: JsonObject) -> bool:
    """Tell a Swagger 2.0 document by its version field."""
    return is_version(document, "swagger", DIALECT)


def servers(document: JsonObject) -> tuple[Server, ...]:
    """Return where the whole description is mounted (host, basePath and schemes)."""
    return swagger_servers(document)


def operations(folder: Folder) -> tuple[Operation, ...]:
    """Return all operations below `paths`."""
    return operations_of(folder, METHODS)
