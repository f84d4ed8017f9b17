"""Servers of descriptions to the services of this traffic on which they are mounted."""

import re
from collections.abc import Iterable

from inventory.model.operations import Description, Operation, Server

_VARIABLE = re.compile(r"\\\{[^{}]*\\\}")


def mounts(description: Description, operation: Operation, override: tuple[Server, ...]) -> tuple[Server, ...]:
    """Return where an operation is mounted: as the user says, else as it says, else as its description says."""
    return override or operation.servers or description.servers


def fits(server: Server, service: str) -> bool:
    """Tell whether a server can be this service; a variable stands for any text, no authority for any service."""
    if not server.authority or server.authority == service:
        return True
    if "{" not in server.authority:
        return False
    pattern = _VARIABLE.sub("[a-z0-9._-]+", re.escape(server.authority))
    # A port that is the scheme's default is left out of a service's name.
    return re.fullmatch(f"(?:{pattern})", service) is not None or _with_default_port(pattern, server, service)


def fits_host(server: Server, host: str) -> bool:
    """Tell whether a server can be this host, whose port is not known where it was encrypted."""
    if fits(server, host):
        return True
    name, colon, port = server.authority.rpartition(":")
    return bool(colon) and not port.endswith("]") and fits(Server("", "", name, ""), host)


def is_open(server: Server) -> bool:
    """Tell whether a server does not say which host it is."""
    return not server.authority


def described(servers: Iterable[Server]) -> str:
    """Name servers for a message."""
    return ", ".join(dict.fromkeys(server.url for server in servers))


def _with_default_port(pattern: str, server: Server, service: str) -> bool:
    if ":" in service.rpartition("]")[2]:
        return False
    port = {"http": "80", "https": "443"}.get(server.scheme)
    ports = [port] if port else ["80", "443"]
    return any(re.fullmatch(pattern, f"{service}:{number}") for number in ports)
