"""Parameter Objects to parameters: the ones that an operation has, and what OpenAPI 3 says of them."""

from inventory.model.contents import base_type
from inventory.model.operations import Parameter, SchemaPlace, SourceLine
from inventory.openapi.nodes import Node, Resolver
from inventory.openapi.values import as_object, as_text

IGNORED = frozenset({"accept", "content-type", "authorization"})  # header fields that OpenAPI has other places for
DEFAULT_STYLES = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}
EXPLODED = frozenset({"form", "cookie"})  # styles that are so unless the description says otherwise


def declared(resolver: Resolver, item: Node, operation: Node) -> tuple[Node, ...]:
    """Return the parameters of a path and of its operation, which wins where both declare the same one.

    Parameters are the same by name and location, those of the header in any letter case. Header parameters that
    OpenAPI ignores are left out.
    """
    found: dict[tuple[str, str], Node] = {}
    for holder in (item, operation):
        for _, node in resolver.each(holder, "parameters"):
            location, name = as_text(node.value.get("in")), as_text(node.value.get("name"))
            name = name.lower() if location == "header" else name
            if location != "header" or name not in IGNORED:
                found[location, name] = node
    return tuple(found.values())


def styled(node: Node, source: SourceLine) -> Parameter:
    """Return a parameter as OpenAPI 3 writes it: with a schema and a style, or with the one media type of its value."""
    location, style, media_type = as_text(node.value.get("in")), as_text(node.value.get("style")), ""
    schema: SchemaPlace | None = None
    explode = node.value.get("explode")
    content = as_object(node.value.get("content"))
    if content:
        key = next(iter(content))
        style, explode, media_type = "", False, base_type(key)
        schema = node.schema("content", key, "schema") if "schema" in as_object(content[key]) else None
    elif location in DEFAULT_STYLES:
        style = style or DEFAULT_STYLES[location]
        schema = node.schema("schema") if "schema" in node.value else None
    return Parameter(
        name=as_text(node.value.get("name")),
        location=location,
        required=location == "path" or node.value.get("required") is True,
        source=source,
        schema=schema,
        style=style,
        explode=explode if isinstance(explode, bool) else style in EXPLODED,
        media_type=media_type,
    )
