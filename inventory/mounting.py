"""Traffic and descriptions that have nothing in common, to where the descriptions may be mounted in it."""

import shlex
from collections.abc import Mapping, Sequence

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
    counts = {name: sum(tally.count for one in own for tally in one.tallies) for name, own in seen_on.items()}
    seen = sorted(counts, key=lambda service: (-counts[service], service))
    shown = ", ".join(f"{service} ({counts[service]:,} exchanges)" for service in seen[:5])
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
    """Return the URL under which the descriptions would claim the most sightings; "" when that is less than half."""
    bases = sorted({"", *(server.base_path for item in descriptions for server in item.servers)})
    best, url = 0.5, ""
    for service, own in services.items():
        for base in bases:
            server = Server(f"http://{service}{base}", "http", service, base)
            claimed = sum(
                len(found) for _, _, found in drift.claim(own, descriptions, (server,), observe.redact_path).claimed
            )
            if claimed > best * len(own):
                best, url = claimed / len(own), server.url
    return url
