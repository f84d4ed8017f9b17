"""Request Body and Response Objects of OpenAPI 3 to what bodies may be."""

from inventory.model.contents import base_type
from inventory.model.operations import Content, RequestBody, Response
from inventory.openapi.nodes import Node, Resolver


def request_of(resolver: Resolver, node: Node) -> RequestBody:
    """Return what a Request Body Object says."""
    required = node.value.get("required") is True
    return RequestBody(required, contents_of(resolver, node), resolver.line(node))


def response_of(resolver: Resolver, status: str, node: Node) -> Response:
    """Return what a Response Object says about a status."""
    return Response(status_of(status), contents_of(resolver, node), resolver.line(node))


def contents_of(resolver: Resolver, node: Node) -> tuple[Content, ...]:
    """Return the media types below `content`.

    Where several differ in their parameters alone, traffic does not tell them apart, so nothing is said of the schema.
    """
    found: dict[str, Content] = {}
    for key, media_type in resolver.each(node, "content"):
        name = base_type(key)
        schema = media_type.schema("schema") if "schema" in media_type.value else None
        found[name] = Content(name, None if name in found else schema)
    return tuple(found.values())


def status_of(key: str) -> str:
    """Return a key of a Responses Object as the model writes it: "200", "4XX", "default"."""
    return key.upper() if key[:1].isdigit() else key
