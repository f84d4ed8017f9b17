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
    """An endpoint whose exchanges were known under other templates of the same service and method."""

    endpoint: Endpoint
    formerly: tuple[str, ...]  # sorted


class Changes(msgspec.Struct, frozen=True):
    """What became of the endpoints of an inventory."""

    new: tuple[Endpoint, ...]
    renamed: tuple[Renamed, ...]


def changes(before: Snapshot, after: Snapshot) -> Changes:
    """Tell endpoints that are new from those that got another template, or took another one in."""
    known, kept = _keys(before.endpoints), _keys(after.endpoints)
    new, renamed = list[Endpoint](), list[Renamed]()
    for endpoint in after.endpoints:
        service, method, _ = endpoint.key
        were = [(service, method, one.template) for one in after.former.get(endpoint.key, ())]
        ours = sorted(key for key in were if key in known and (key not in kept or endpoint.key not in known))
        if ours:
            renamed.append(Renamed(endpoint, tuple(template for _, _, template in ours)))
        elif endpoint.key not in known:
            new.append(endpoint)
    return Changes(tuple(new), tuple(renamed))


def _keys(endpoints: Iterable[Endpoint]) -> set[Key]:
    return {endpoint.key for endpoint in endpoints}
