"""A resolved document to its operations, whatever its version."""

from collections.abc import Callable, Iterator

import msgspec

from inventory.model.operations import Credential, Operation, Parameter, RequestBody, Response, Server, SourceLine
from inventory.openapi import parameters, security
from inventory.openapi.folder import CONFINED, Folder, RefusedReferenceError
from inventory.openapi.nodes import Node, Resolver
from inventory.openapi.servers import servers_of
from inventory.openapi.sunsets import sunset_of
from inventory.openapi.values import JsonObject, JsonValue, Place, as_object, as_text

METHODS = ("get", "put", "post", "delete", "options", "head", "patch")


class Found(msgspec.Struct, frozen=True):
    """An Operation Object, and what it refers to."""

    method: str
    path: str
    node: Node
    servers: tuple[Server, ...]  # of the operation or its path; () for those of the whole description
    parameters: tuple[Node, ...]  # with those of the path
    request: Node | None  # `requestBody`
    responses: dict[str, Node]


def no_more(_item: JsonObject) -> Iterator[tuple[str, str]]:
    """Yield no methods but those that have fields of their own."""
    yield from ()


class Grammar(msgspec.Struct, frozen=True):
    """How one version writes operations; the resolver knows the lines of all nodes that the functions are given."""

    methods: tuple[str, ...]
    schemes: Place  # of the Security Scheme Objects
    parameter: Callable[[Resolver, Node], Parameter | None]  # None for what is part of the body
    request: Callable[[Resolver, Found], RequestBody | None]
    response: Callable[[Resolver, Found, str, Node], Response]
    more_methods: Callable[[JsonObject], Iterator[tuple[str, str]]] = no_more  # in a Path Item: key, and method


class Operations(msgspec.Struct, frozen=True):
    """The operations of a description, in the order of the file, and what could not be read of them."""

    source: SourceLine  # where its paths begin
    operations: tuple[Operation, ...]
    notes: tuple[str, ...]  # one line each
    documents: dict[str, JsonValue]  # that its schemas stand in, beside the files that were read; by absolute URI
    credentials: tuple[Credential, ...]  # of all Security Scheme Objects


def operations(folder: Folder, grammar: Grammar) -> Operations:
    """Return the operations below `paths`.

    A reference inside an operation that leads nowhere is noted, and what it stands for left out. Raises
    DescriptionError where that of a path does.
    """
    resolver = Resolver(folder)
    found = list(_found(folder, resolver, grammar))
    paths = Node(folder.root, ("paths",), {})
    resolver.locate([paths, *(node for one in found for node in _nodes(one))])
    schemes = security.schemes_at(resolver, grammar.schemes)
    shared: dict[tuple[str, Place], Parameter | None] = {}
    return Operations(
        resolver.line(paths),
        tuple(_operation(one, resolver, grammar, schemes, shared) for one in found),
        resolver.notes(),
        {},
        tuple(schemes.values()),
    )


def _nodes(found: Found) -> Iterator[Node]:
    yield found.node
    yield from found.parameters
    yield from found.responses.values()
    if found.request is not None:
        yield found.request


def _operation(
    found: Found,
    resolver: Resolver,
    grammar: Grammar,
    schemes: dict[str, Credential],
    shared: dict[tuple[str, Place], Parameter | None],
) -> Operation:
    for node in found.parameters:
        key = node.document.uri, node.place
        if key not in shared:
            shared[key] = grammar.parameter(resolver, node)
    declared = (shared[node.document.uri, node.place] for node in found.parameters)
    value = found.node.value
    return Operation(
        method=found.method,
        path=found.path,
        servers=found.servers,
        source=resolver.line(found.node),
        operation_id=as_text(value.get("operationId")),
        deprecated=value.get("deprecated") is True,
        parameters=tuple(one for one in declared if one is not None),
        request=grammar.request(resolver, found),
        responses=tuple(grammar.response(resolver, found, key, node) for key, node in found.responses.items()),
        security=security.required(value, resolver.root.value, schemes),
        sunset=sunset_of(value.get("x-sunset")),
    )


def _found(folder: Folder, resolver: Resolver, grammar: Grammar) -> Iterator[Found]:
    for path in as_object(as_object(folder.root.value).get("paths")):
        if not path.startswith("/"):  # "x-…" is no path
            continue
        item = _path_item(folder, ("paths", path))
        of_path = servers_of(item.value["servers"]) if item.value.get("servers") else ()
        named: list[tuple[Place, str]] = [((key,), key.upper()) for key in grammar.methods if key in item.value]
        named += [(("additionalOperations", key), method) for key, method in grammar.more_methods(item.value)]
        for steps, method in named:
            node = resolver.below(item, *steps) or Node(item.document, (*item.place, *steps), {})
            own = servers_of(node.value["servers"]) if node.value.get("servers") else of_path
            yield Found(
                method,
                path,
                node,
                own,
                parameters.declared(resolver, item, node),
                resolver.below(node, "requestBody"),
                {key: one for key, one in resolver.each(node, "responses") if not key.startswith("x-")},
            )


def _path_item(folder: Folder, place: Place) -> Node:
    try:
        return Node(*folder.follow(folder.root, place))
    except RefusedReferenceError as problem:
        raise folder.root.problem((*place, "$ref"), f"the reference {problem}", hint=CONFINED) from None
