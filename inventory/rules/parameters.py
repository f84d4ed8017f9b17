"""Declared parameters to the names by which requests carry them."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from inventory.model.operations import Credential, Operation, Parameter
from inventory.model.values import JsonObject
from inventory.rules.readings import Reader, is_open, properties, types_of

# What browsers, mail tools and advertisements put behind any URL, whatever it leads to.
_TRACKING = re.compile(
    r"(?:utm_[a-z_]+|gclid|gclsrc|gbraid|wbraid|dclid|fbclid|msclkid|yclid|ymclid|ttclid|twclid|li_fat_id|igshid"
    r"|mc_[ce]id|mkt_tok|_ga|_gl|_hs(?:enc|mi|trk)|hs[a-z]*ctatracking|vero_id|oly_(?:anon|enc)_id)\Z"
)
_NAME = re.compile(r"[^\W\d][\w.:$@~-]*(?:\[(?:\w[\w.:$@~-]*)?\])*\Z|[$@.][\w.:$@~-]+\Z")
_CACHE_BUSTER = "_"  # of jQuery: the time, so that no cache answers
TOKEN_NAMES = frozenset({"access_token"})  # RFC 6750 section 2.3: a bearer token in the query
TOKEN_KINDS = frozenset({"oauth2", "openIdConnect", "http"})


class Members(NamedTuple):
    """What the schema of a parameter says about an object, in any way to read it."""

    types: frozenset[str]  # () where nothing is said
    names: frozenset[str]
    is_open: bool  # any other name may stand there


class Accepted(NamedTuple):
    """Which names of a query or of cookies stand for a parameter."""

    names: frozenset[str]
    bases: frozenset[str]  # `filter` for `filter[name]`, `ids` for `ids[]` and `ids[0]`
    any_name: bool

    def has(self, name: str) -> bool:
        """Tell whether a name is one of them."""
        return self.any_name or name in self.names or ("[" in name and name.partition("[")[0] in self.bases)


def accepted(parameter: Parameter, reader: Reader) -> Accepted:
    """Return the names by which a parameter of the query or of cookies is sent.

    Members of an exploded object are names of their own. A list or an object may be written with brackets, as most
    libraries do.
    """
    plain = frozenset({parameter.name})
    if parameter.location == "querystring":
        return Accepted(frozenset(), frozenset(), any_name=True)
    if parameter.media_type or parameter.schema is None:
        return Accepted(plain, frozenset(), any_name=False)
    base = frozenset({parameter.name.partition("[")[0]})
    if parameter.style == "deepObject":
        return Accepted(plain, base, any_name=False)
    found = _members(parameter, reader)
    if "object" in found.types and parameter.explode:
        return Accepted(plain | found.names, base, any_name=found.is_open)
    is_plain = bool(found.types) and not found.types & {"array", "object"} and "[" not in parameter.name
    return Accepted(plain, frozenset() if is_plain else base, any_name=False)


def declared_query(operation: Operation, credentials: Iterable[Credential], reader: Reader) -> Accepted:
    """Return all names that may stand in the query of an operation, those of some credentials among them."""
    found = [accepted(one, reader) for one in operation.parameters if one.location in ("query", "querystring")]
    keys = {name for one in credentials for name in query_names(one)}
    return Accepted(
        frozenset(keys).union(*(one.names for one in found)),
        frozenset().union(*(one.bases for one in found)),
        any(one.any_name for one in found),
    )


def is_telling(name: str) -> bool:
    """Tell whether a name of a query is written like one."""
    return bool(_NAME.match(name))


def is_tracking(name: str) -> bool:
    """Tell whether a name is one that advertisements, mail tools or caches put behind any URL."""
    return name == _CACHE_BUSTER or bool(_TRACKING.match(name))


def query_names(credential: Credential) -> frozenset[str]:
    """Return the names by which a credential stands in the query."""
    if credential.kind == "query":
        return frozenset({credential.name})
    return TOKEN_NAMES if credential.kind in TOKEN_KINDS and credential.name in ("", "bearer") else frozenset()


def _members(parameter: Parameter, reader: Reader) -> Members:
    """Return what a schema and all that it is made of say; what cannot be followed allows any name."""
    schema = reader.at(parameter.schema) if parameter.schema is not None else None
    if schema is None:
        return Members(frozenset(), frozenset(), is_open=True)
    readings = reader.readings([schema])
    parts = [part for reading in readings for part in reading.schemas]
    types = frozenset(name for part in parts for name in _types(part.keywords))
    names = frozenset(name for part in parts for name in properties(part.keywords))
    left_out = not all(reading.whole for reading in readings)
    return Members(types, names, left_out or any(map(is_open, parts)) or ("object" in types and not names))


def _types(keywords: JsonObject) -> frozenset[str]:
    return types_of(keywords) or frozenset({"object"} if "properties" in keywords else ())
