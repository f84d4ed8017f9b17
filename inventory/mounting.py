"""Traffic and descriptions that have nothing in common, to where the descriptions may be mounted in it."""

import shlex
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from inventory import drift, observe
from inventory.errors import NothingToJudgeError
from inventory.model.observations import Sighting
from inventory.model.operations import Description, Server


def nothing_in_common(
    sightings: Sequence[Sighting],
    descriptions: Sequence[Description],
    servers: tuple[Server, ...],
    shared: Mapping[str, str],
) -> NothingToJudgeError:
    """Say what the descriptions speak about and what was seen, and guess where they are mounted."""
    seen_on: dict[str, list[Sighting]] = {}
    for sighting in sightings:
        seen_on.setdefault(shared.get(sighting.service, sighting.service), []).append(sighting)
    counts = {name: _count(own) for name, own in seen_on.items()}
    seen = sorted(counts, key=lambda service: (-counts[service], service))
    shown = ", ".join(f"{one} ({counts[one]:,} exchange{'' if counts[one] == 1 else 's'})" for one in seen[:5])
    declared = [server.url for server in servers or [one for item in descriptions for one in item.servers]]
    named = ", ".join(dict.fromkeys(declared[:5]))
    guess = _guess({service: seen_on[service] for service in seen[:5]}, descriptions)
    return NothingToJudgeError(
        f"no server of the description fits this traffic: it declares {named or 'none'}; seen: {shown}",
        hint=f"if it is mounted there, add --server {shlex.quote(guess)}"
        if guess
        else "say where it is mounted: --server URL",
    )


def _guess(services: Mapping[str, Sequence[Sighting]], descriptions: Sequence[Description]) -> str:
    """Return the URL under which the descriptions would claim the most exchanges; "" when that is less than half."""
    bases = sorted({"", *(server.base_path for item in descriptions for server in item.servers)})
    best, url = 0, ""
    for service, own in services.items():
        scheme = _scheme(own)
        for base in bases:
            server = Server(f"{scheme}://{service}{base}", scheme, service, base)
            claims = drift.claim(own, descriptions, (server,), observe.redact_path).claimed
            claimed = sum(map(_count, (found for _, _, found in claims)))
            if claimed > best and claimed * 2 > _count(own):
                best, url = claimed, server.url
    return url


def _count(sightings: Iterable[Sighting]) -> int:
    return sum(tally.count for sighting in sightings for tally in sighting.tallies)


def _scheme(sightings: Iterable[Sighting]) -> str:
    """Return the scheme that most exchanges had."""
    counts: Counter[str] = Counter({"http": 0})
    for sighting in sightings:
        counts.update({name.name: name.count for name in sighting.names if name.role == "scheme"})
    return max(sorted(counts), key=lambda scheme: counts[scheme])
