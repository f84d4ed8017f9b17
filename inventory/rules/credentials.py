"""Declared credentials to how many exchanges carry them."""

from collections.abc import Iterable

from inventory.model.endpoints import Endpoint
from inventory.model.operations import Credential
from inventory.rules.parameters import query_names
from inventory.rules.sums import at_most

# Kinds whose credentials stand in the Authorization field (RFC 9110 section 11.6.2).
IN_AUTHORIZATION = frozenset({"http", "oauth2", "openIdConnect"})
VISIBLE = IN_AUTHORIZATION | {"header", "query", "cookie"}  # mutualTLS is below HTTP


def carrying(endpoint: Endpoint, credential: Credential) -> dict[int, int]:
    """Return how many exchanges at most carried a credential, by status."""
    if credential.kind == "header":
        name = credential.name.lower()
        found = at_most(endpoint, "header", lambda one: one == name)
        return added(found, at_most(endpoint, "authorization", lambda _: True)) if name == "authorization" else found
    if credential.kind == "cookie":
        return at_most(endpoint, "cookie", lambda one: one == credential.name)
    names = query_names(credential)
    found = at_most(endpoint, "query", lambda one: one in names) if names else {}
    if credential.kind in IN_AUTHORIZATION:
        found = added(found, at_most(endpoint, "authorization", lambda _: True))
        found = added(found, at_most(endpoint, "form", lambda one: one in names)) if names else found
    return found


def role(credential: Credential) -> tuple[str, str]:
    """Return the role that a credential has among the names of exchanges, and its name there: "" for any."""
    if credential.kind in IN_AUTHORIZATION or (
        credential.kind == "header" and credential.name.lower() == "authorization"
    ):
        return "authorization", ""
    return credential.kind, credential.name.lower() if credential.kind == "header" else credential.name


def added(one: dict[int, int], other: dict[int, int]) -> dict[int, int]:
    """Add up counts by status."""
    return {status: one.get(status, 0) + other.get(status, 0) for status in one.keys() | other.keys()}


def described(alternatives: Iterable[Iterable[Credential]]) -> str:
    """Name credentials for a message: "bearer, or apiKey with session"."""
    return ", or ".join(" with ".join(one.scheme for one in together) for together in alternatives)
