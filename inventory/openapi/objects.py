"""The objects that an operation of OpenAPI 3 consists of, to what it takes and answers."""

from inventory.model.operations import Parameter, RequestBody, Response
from inventory.openapi.contents import request_of, response_of
from inventory.openapi.nodes import Node, Resolver
from inventory.openapi.operations import METHODS, Found, Grammar
from inventory.openapi.parameters import styled


def _parameter(resolver: Resolver, node: Node) -> Parameter:
    return styled(node, resolver.line(node))


def _request(resolver: Resolver, found: Found) -> RequestBody | None:
    return request_of(resolver, found.request) if found.request is not None else None


def _response(resolver: Resolver, _found: Found, status: str, node: Node) -> Response:
    return response_of(resolver, status, node)


GRAMMAR = Grammar(
    methods=(*METHODS, "trace"),
    schemes=("components", "securitySchemes"),
    parameter=_parameter,
    request=_request,
    response=_response,
)
