"""Security Requirement Objects to the credentials that they ask for."""

from inventory.model.operations import Credential
from inventory.openapi.nodes import Node, Resolver
from inventory.openapi.values import JsonObject, Place, as_object, as_text

Alternatives = tuple[tuple[Credential, ...], ...]

NOTHING: Alternatives = ((),)


def required(operation: JsonObject, description: JsonObject, schemes: dict[str, Credential]) -> Alternatives | None:
    """Return what an operation asks for, or else what the whole description does; None where neither says."""
    for said in (operation.get("security"), description.get("security")):
        if isinstance(said, list):
            return tuple(_together(as_object(each), schemes) for each in said) or NOTHING
    return None


def _together(requirement: JsonObject, schemes: dict[str, Credential]) -> tuple[Credential, ...]:
    return tuple(schemes.get(name) or Credential("", "", name) for name in requirement)


def schemes_at(resolver: Resolver, place: Place) -> dict[str, Credential]:
    """Return the credentials that Security Scheme Objects describe, by the names of these."""
    *above, last = place
    holder = resolver.below(resolver.root, *above) if above else resolver.root
    return {name: _credential(name, node) for name, node in resolver.each(holder, last)} if holder else {}


def _credential(scheme: str, node: Node) -> Credential:
    kind = as_text(node.value.get("type"))
    if kind == "apiKey":
        return Credential(as_text(node.value.get("in")), as_text(node.value.get("name")), scheme)
    if kind == "basic":  # Swagger 2.0's word for it
        return Credential("http", "basic", scheme)
    return Credential(kind, as_text(node.value.get("scheme")).lower() if kind == "http" else "", scheme)
