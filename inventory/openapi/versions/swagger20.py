"""Swagger 2.0 documents to servers and operations."""

from functools import partial

import msgspec
from openapi_spec_validator import OpenAPIV2SpecValidator

from inventory.model.contents import MULTIPART, URLENCODED, base_type
from inventory.model.operations import Content, Parameter, RequestBody, Response, SchemaPlace, Server
from inventory.openapi.contents import status_of
from inventory.openapi.folder import Folder
from inventory.openapi.marks import is_version
from inventory.openapi.nodes import Node, Resolver
from inventory.openapi.operations import METHODS, Found, Grammar, Operations
from inventory.openapi.operations import operations as operations_of
from inventory.openapi.servers import swagger_servers
from inventory.openapi.values import JsonObject, as_list, as_object, as_text

DIALECT = "2.0"
VALIDATOR = OpenAPIV2SpecValidator

FORMS = "urn:inventory:forms"  # the document of schemas made of `formData` parameters, by path and method
SEPARATORS = {"csv": ",", "ssv": " ", "tsv": "\t", "pipes": "|", "multi": "&"}
NO_SCHEMA = frozenset({"name", "in", "required", "description"})  # of a Parameter Object; the rest is its schema


def recognises(document: JsonObject) -> bool:
    """Tell a Swagger 2.0 document by its version field."""
    return is_version(document, "swagger", DIALECT)


def servers(document: JsonObject) -> tuple[Server, ...]:
    """Return where the whole description is mounted (host, basePath and schemes)."""
    return swagger_servers(document)


def operations(folder: Folder) -> Operations:
    """Return all operations below `paths`."""
    forms: JsonObject = {}
    grammar = Grammar(
        methods=METHODS,
        schemes=("securityDefinitions",),
        parameter=_parameter,
        request=partial(_request, forms),
        response=_response,
    )
    found = operations_of(folder, grammar)
    return msgspec.structs.replace(found, documents={FORMS: forms}) if forms else found


def _parameter(resolver: Resolver, node: Node) -> Parameter | None:
    location = as_text(node.value.get("in"))
    if location in ("body", "formData"):
        return None
    separator = ""
    if node.value.get("type") == "array":
        separator = SEPARATORS.get(as_text(node.value.get("collectionFormat")), ",")
    return Parameter(
        name=as_text(node.value.get("name")),
        location=location,
        required=location == "path" or node.value.get("required") is True,
        source=resolver.line(node),
        schema=node.schema(),
        separator=separator,
    )


def _request(forms: JsonObject, resolver: Resolver, found: Found) -> RequestBody | None:
    body = next((node for node in found.parameters if node.value.get("in") == "body"), None)
    if body is not None:
        schema = body.schema("schema") if "schema" in body.value else None
        contents = tuple(Content(name, schema) for name in _media_types(resolver, found, "consumes") or ("*/*",))
        return RequestBody(body.value.get("required") is True, contents, resolver.line(body))
    fields = [node for node in found.parameters if node.value.get("in") == "formData"]
    if not fields:
        return None
    form = _form([node.value for node in fields])
    as_object(forms.setdefault(found.path, {}))[found.method] = form
    schema = SchemaPlace(FORMS, (found.path, found.method))
    contents = tuple(
        Content(name, schema) for name in _media_types(resolver, found, "consumes") or (URLENCODED, MULTIPART)
    )
    return RequestBody("required" in form, contents, resolver.line(fields[0]))


def _form(fields: list[JsonObject]) -> JsonObject:
    """Return the schema of an object with these parameters; a file may be anything."""
    form: JsonObject = {"type": "object", "properties": {as_text(field.get("name")): _field(field) for field in fields}}
    required: list[str] = [as_text(field.get("name")) for field in fields if field.get("required") is True]
    return {**form, "required": [*required]} if required else form


def _field(field: JsonObject) -> JsonObject:
    if field.get("type") == "file":
        return {}
    return {name: value for name, value in field.items() if name not in NO_SCHEMA}


def _response(resolver: Resolver, found: Found, status: str, node: Node) -> Response:
    contents: tuple[Content, ...] = ()
    if "schema" in node.value:
        is_file = as_object(node.value["schema"]).get("type") == "file"
        schema = None if is_file else node.schema("schema")
        contents = tuple(Content(name, schema) for name in _media_types(resolver, found, "produces") or ("*/*",))
    return Response(status_of(status), contents, resolver.line(node))


def _media_types(resolver: Resolver, found: Found, name: str) -> tuple[str, ...]:
    """Return what `consumes` or `produces` says: that of the operation, even where it is empty, wins."""
    holder = found.node.value if name in found.node.value else resolver.root.value
    return tuple(dict.fromkeys(base_type(as_text(each)) for each in as_list(holder.get(name))))
