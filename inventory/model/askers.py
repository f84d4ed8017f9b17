"""Names of those who ask to the few that are told apart, which follow from their set and not from its order."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

ROLES = frozenset({"client", "network"})  # see `inventory.model.observations.Name`
ASKERS_LIMIT = 50  # names of each role on one path, by status
OTHERS = "{others}"  # stands for every name, service or method beyond its limit

FullName = tuple[int, str, str]  # status, role, name


def beyond(names: Iterable[FullName], limit: int = ASKERS_LIMIT) -> list[FullName]:
    """Return which names of those who ask count for others: all but those of each role that are least by a hash.

    A name that stays was never beyond the limit in any part of the traffic, so its counts are exact.
    """
    of_role: dict[str, list[FullName]] = defaultdict(list)
    for name in names:
        if name[1] in ROLES and name[2] != OTHERS:
            of_role[name[1]].append(name)
    return [name for own in of_role.values() if len(own) > limit for name in sorted(own, key=_rank)[limit:]]


def other(name: FullName) -> FullName:
    """Return what a name that is not told apart counts for."""
    return name[0], name[1], OTHERS


def _rank(name: FullName) -> tuple[bytes, FullName]:
    return _hash(name[2]), name


@lru_cache(4_096)
def _hash(name: str) -> bytes:
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
