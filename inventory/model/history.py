"""The endpoints of an inventory before and after to those that are new and those that only got another template."""

from collections.abc import Iterable, Mapping

import msgspec

from inventory.model.endpoints import Endpoint

Key = tuple[str, str, str]  # service, method, template


class Former(msgspec.Struct, frozen=True):
    """A template that an endpoint had, or that was merged into it."""

    template: str
    capture: str  # by which it got another one; "" where a correction did that


class Snapshot(msgspec.Struct, frozen=True):
    """The endpoints of an inventory at some time, and the templates they had before, oldest first."""

    endpoints: tuple[Endpoint, ...]
    former: Mapping[Key, tuple[Former, ...]]


class Renamed(msgspec.Struct, frozen=True):
    """An endpoint whose exchanges were known under other templates, or for hosts that were no service of several.

    A former template of another service is written with it: `acme.api.example.com/users`.
    """

    endpoint: Endpoint
    formerly: tuple[str, ...]  # sorted


class Changes(msgspec.Struct, frozen=True):
    """What became of the endpoints of an inventory."""

    new: tuple[Endpoint, ...]
    renamed: tuple[Renamed, ...]


def changes(before: Snapshot, after: Snapshot) -> Changes:
    """Tell endpoints that are new from those that got another template or service, or took another one in."""
    known = {key: endpoint.key for endpoint in before.endpoints for key in _names(endpoint, ())}
    were, kept = _keys(before.endpoints), _keys(after.endpoints)
    new, renamed = list[Endpoint](), list[Renamed]()
    for endpoint in after.endpoints:
        names = {known[key] for key in _names(endpoint, after.former.get(endpoint.key, ())) if key in known}
        ours = {key for key in names - {endpoint.key} if key not in kept or endpoint.key not in were}
        if ours:
            formerly = sorted(text if service == endpoint.service else service + text for service, _, text in ours)
            renamed.append(Renamed(endpoint, tuple(formerly)))
        elif endpoint.key not in were:
            new.append(endpoint)
    return Changes(tuple(new), tuple(renamed))


def _names(endpoint: Endpoint, former: Iterable[Former]) -> set[Key]:
    """Return what an endpoint is or was called, for itself and for each of its hosts."""
    templates = {endpoint.template, *(one.template for one in former)}
    services = {endpoint.service, *endpoint.authorities}
    return {(service, endpoint.method, template) for service in services for template in templates}


def _keys(endpoints: Iterable[Endpoint]) -> set[Key]:
    return {endpoint.key for endpoint in endpoints}
