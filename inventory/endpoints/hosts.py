"""Sightings of services to the hosts among them that serve the same API, such as those of tenants.

Hosts that differ in one label are one service where the paths that they served have the same structure. What every
host serves, such as `/` and `/health`, says nothing. The result depends on the set of sightings alone.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from inventory.model.corrections import Correction, shape
from inventory.model.hosts import Decided, every_pattern, patterns, shown
from inventory.model.observations import Sighting
from inventory.model.words import is_plural

FEWEST_HOSTS = 3  # two that are alike may as well be old and new, or read and write
FEWEST_ENDPOINTS = 3  # that several of them have
FEWEST_WORDS = 2  # that their paths have in common
ALIKE = 0.6  # share of the endpoints of each host that another one of the group has
ATTEMPTS = 8  # groups that are looked for among the hosts of one pattern

_Endpoint = tuple[str, tuple[str, ...]]  # method, and segments in which all parameters are "{}"
Structure = Callable[[str, Sequence[Sighting]], Iterable[tuple[str, ...]]]
"""Gives the template segments of the sightings of several services, inferred as if they were one, of that name."""

# What servers have whatever their API is.
_SILENT = frozenset(
    {"about", "account", "actuator", "alive", "api", "apidocs", "apis", "auth", "authenticate", "authorize", "config",
     "csrf", "docs", "env", "favicon.ico", "graphql", "health", "healthcheck", "healthz", "heartbeat", "home", "index",
     "index.html", "info", "internal", "live", "liveness", "livez", "login", "logout", "manifest.json", "me",
     "metrics", "oauth", "oauth2", "openapi", "openapi.json", "openapi.yaml", "ping", "profile", "prometheus", "public",
     "readiness", "ready", "readyz", "refresh", "rest", "robots.txt", "self", "session", "sessions", "signin",
     "signout", "signup", "status", "swagger", "swagger-ui", "swagger.json", "token", "version", "well-known",
     ".well-known"}
)  # fmt: skip
_VERSION = re.compile(r"v?[0-9][0-9.]*(?:[a-z]+[0-9]*)?\Z")


def consolidate(
    services: Mapping[str, Sequence[Sighting]], corrections: Iterable[Correction], structure: Structure
) -> dict[str, str]:
    """Return the service that each host counts for that is no service of its own; `services` are sightings by host.

    What corrections say comes first. A host that fits several patterns belongs to the one with the most hosts.
    """
    decided = Decided(corrections)
    found: dict[str, str] = {}
    families: dict[str, list[str]] = defaultdict(list)
    for host in sorted(services):
        told = next((one for one in every_pattern(host) if one in decided.together), None)
        if told is not None:
            found[host] = decided.together[told]
            continue
        for pattern in patterns(host):
            if pattern not in decided.apart and pattern not in decided.together:
                families[pattern].append(host)
    groups = {pattern: _alike(pattern, hosts, services, structure) for pattern, hosts in families.items()}
    for pattern in sorted(groups, key=lambda one: (-len(groups[one]), one)):
        hosts = groups[pattern]
        if any(host in found for host in hosts):
            hosts = _alike(pattern, [host for host in families[pattern] if host not in found], services, structure)
        found |= dict.fromkeys(hosts, shown(pattern))
    return found


class _Host(NamedTuple):
    """What a host serves that tells it from others."""

    name: str
    endpoints: frozenset[_Endpoint]


def _alike(
    pattern: str, hosts: Sequence[str], services: Mapping[str, Sequence[Sighting]], structure: Structure
) -> list[str]:
    """Return the largest group of hosts that serve the same API; none where there is too little evidence."""
    if len(hosts) < FEWEST_HOSTS:
        return []
    left = _hosts(shown(pattern), [one for host in hosts for one in services[host]], structure)
    best: list[_Host] = []
    for _ in range(ATTEMPTS):
        if len(left) < max(FEWEST_HOSTS, len(best) + 1):
            break
        group, left = _around_largest(left)
        group = _kept(group)
        if len(group) > len(best) and _is_enough(group):
            best = group
    return [host.name for host in best]


def _hosts(pattern: str, sightings: Sequence[Sighting], structure: Structure) -> list[_Host]:
    """Return the hosts that serve an API, those with the most endpoints first."""
    served: dict[str, set[_Endpoint]] = defaultdict(set)
    for sighting, segments in zip(sightings, structure(pattern, sightings), strict=True):
        if any(tally.kind == "api" and tally.outcome == "served" for tally in sighting.tallies):
            forms = _forms(sighting.path[1:].split("/"), segments)
            if not all(map(_is_silent, forms)):
                served[sighting.service].add((sighting.method, forms))
    found = [_Host(name, frozenset(own)) for name, own in served.items()]
    return sorted(found, key=lambda host: (-len(host.endpoints), host.name))


def _forms(seen: Sequence[str], segments: Sequence[str]) -> tuple[str, ...]:
    """Return the form of each segment of a path.

    A word is a value behind a collection or another value alone: what stands elsewhere may be what tells services of
    one product from each other, as in `/api/shop/baskets`, however many there are.
    """
    forms = list[str]()
    collection = False
    for word, segment in zip_longest(seen[: len(segments)], segments, fillvalue=""):
        form = shape(segment) if "{" in word or collection else word
        forms.append(form)
        collection = "{" in form or (is_plural(word) and not _is_silent(word))
    return tuple(forms)


def _around_largest(hosts: Sequence[_Host]) -> tuple[list[_Host], list[_Host]]:
    """Split hosts into those that serve mostly the same as the first one, or as those like it, and the others."""
    group, others = [hosts[0]], list[_Host]()
    known = set(hosts[0].endpoints)
    for host in hosts[1:]:
        same = host.endpoints & known
        words = len(_words(same))
        joins = 2 * len(same) > len(host.endpoints) and (words >= FEWEST_WORDS or same == host.endpoints)
        if joins and words:
            group.append(host)
            known |= host.endpoints
        else:
            others.append(host)
    return group, others


def _kept(group: Sequence[_Host]) -> list[_Host]:
    """Leave out the hosts, one after the other, of which the rest of the group has too few endpoints."""
    owners: dict[_Endpoint, set[int]] = defaultdict(set)
    for number, host in enumerate(group):
        for endpoint in host.endpoints:
            owners[endpoint].add(number)
    same = [sum(len(owners[endpoint]) > 1 for endpoint in host.endpoints) for host in group]
    gone = set[int]()
    left = list(range(len(group)))
    while left:
        number = left.pop()
        if number in gone or same[number] >= ALIKE * len(group[number].endpoints):
            continue
        gone.add(number)
        for endpoint in group[number].endpoints:
            owners[endpoint].discard(number)
            if len(owners[endpoint]) == 1:
                (alone,) = owners[endpoint]
                same[alone] -= 1
                left.append(alone)
    return [host for number, host in enumerate(group) if number not in gone]


def _is_enough(group: Sequence[_Host]) -> bool:
    counts = Counter(endpoint for host in group for endpoint in host.endpoints)
    same = {endpoint for endpoint, count in counts.items() if count > 1}
    return (
        len(group) >= FEWEST_HOSTS
        and sum(bool(_words((one,))) for one in same) >= FEWEST_ENDPOINTS
        and len(_words(same)) >= FEWEST_WORDS
    )


def _words(endpoints: Collection[_Endpoint]) -> set[str]:
    """Return the words in paths that tell one API from another."""
    return {form for _, forms in endpoints for form in forms if "{" not in form and not _is_silent(form)}


def _is_silent(form: str) -> bool:
    return form.lower() in _SILENT or bool(_VERSION.match(form))
