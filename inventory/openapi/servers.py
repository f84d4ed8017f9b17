"""Server URLs with variables (OpenAPI 3.1 section 4.8.5) to servers."""

import re
from collections.abc import Mapping
from itertools import islice, product

from inventory.model.operations import Server
from inventory.openapi.values import JsonValue, as_list, as_object, as_text

SERVERS_LIMIT = 200  # servers of one description that are looked at
VARIANTS_LIMIT = 64  # servers that the variables of one URL make
URL_LIMIT = 2_048  # characters
DEFAULT_PORTS = {"http": "80", "https": "443", "ws": "80", "wss": "443"}

ANYWHERE = Server("/", "", "", "")

_VARIABLE = re.compile(r"\{([^{}/]*)\}")
_ABSOLUTE = re.compile(r"(?:([a-z][a-z0-9+.-]*|\{[^{}/]*\}):)?//([^/?#]*)([^?#]*)", re.IGNORECASE)
_HOST = re.compile(r"(?:\[[0-9a-f:.]+\]|[a-z0-9._{}-]+)(?::([0-9]{1,5}|\{[^{}]*\}))?\Z")


def servers_of(items: JsonValue) -> tuple[Server, ...]:
    """Return the servers of a `servers` list; without one, or an empty one, paths are mounted anywhere.

    An enumerated variable gives a server for each of its values. Servers that no HTTP traffic could show are left out.
    """
    found: dict[Server, None] = {}
    for item in as_list(items)[:SERVERS_LIMIT]:
        entry = as_object(item)
        for url in _variants(as_text(entry.get("url"))[:URL_LIMIT], as_object(entry.get("variables"))):
            server = server_of_url(url)
            if server is not None:
                found[server] = None
    return tuple(found) or ((ANYWHERE,) if not as_list(items) else ())


def server_of_url(url: str) -> Server | None:
    """Take a server URL apart; None for one that is no HTTP or WebSocket URL."""
    absolute = _ABSOLUTE.match(url)
    if not absolute:
        relative = not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", url)
        return Server(url, "", "", _base_path(url)) if relative else None
    scheme, authority = (absolute[1] or "").lower(), absolute[2].rpartition("@")[2].lower()
    if scheme.startswith("{"):
        scheme = ""
    if scheme not in ("", *DEFAULT_PORTS):
        return None
    host = _HOST.match(authority)
    if not host or ((host[1] or "").isdigit() and not 0 < int(host[1]) < 65_536):
        return None
    port = DEFAULT_PORTS.get(scheme)
    return Server(url, scheme, authority.removesuffix(f":{port}") if port else authority, _base_path(absolute[3]))


def swagger_servers(document: Mapping[str, JsonValue]) -> tuple[Server, ...]:
    """Return the servers of a Swagger 2.0 document: host, basePath and schemes."""
    host, base = as_text(document.get("host")), as_text(document.get("basePath"))
    if not host:
        return (Server(base or "/", "", "", _base_path(base)),)
    schemes = [as_text(scheme) for scheme in as_list(document.get("schemes"))] or [""]
    urls = [f"{scheme}://{host}{base}" if scheme else f"//{host}{base}" for scheme in dict.fromkeys(schemes)]
    return tuple(server for server in map(server_of_url, urls) if server is not None)


def _base_path(path: str) -> str:
    trimmed = "/".join(part for part in path.partition("?")[0].split("/") if part not in ("", "."))
    return f"/{trimmed}" if trimmed else ""


def _variants(url: str, variables: Mapping[str, JsonValue]) -> list[str]:
    """Put every combination of the values of enumerated variables in; the others stay as `{name}`."""
    names = [name for name in dict.fromkeys(_VARIABLE.findall(url)) if name in variables]
    values = {name: _values(as_object(variables[name])) for name in names}
    fixed = {name: found for name, found in values.items() if found}
    return [
        _filled(url, dict(zip(fixed, chosen, strict=True)))
        for chosen in islice(product(*fixed.values()), VARIANTS_LIMIT)
    ]


def _filled(url: str, chosen: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda found: chosen.get(found[1], found[0]), url)


def _values(variable: Mapping[str, JsonValue]) -> list[str]:
    return [
        value for value in as_list(variable.get("enum"))[:VARIANTS_LIMIT] if isinstance(value, str) and "{" not in value
    ]
