"""Traffic of hosts that serve the same API to their tenants, and of hosts that do not."""

import random
from collections.abc import Iterable, Sequence

from inventory.endpoints import Gatherer
from inventory.model.exchanges import Exchange, Fields, Place
from inventory.model.observations import Sighting
from inventory.observe import observe

TENANTS = ("acme", "globex", "initech")
SUFFIX = "api.example.com"
API = (
    "/health", "/v1/projects", "/v1/projects/{}", "/v1/projects/{}/tasks", "/v1/tasks/{}", "/v1/members",
    "/v1/members/{}", "/v1/reports", "/v1/reports/{}/pages",
)  # fmt: skip
SHOP = ("/v1/products", "/v1/products/{}", "/v1/baskets/{}", "/v1/baskets/{}/lines", "/v1/vouchers")


def sightings(requests: Iterable[tuple[str, str]], *, status: int = 200) -> tuple[Sighting, ...]:
    """Return what GET requests show, each of a host and a path."""
    gatherer = Gatherer("capture")
    answered = Fields((("content-type", "application/json"),))
    for number, (host, path) in enumerate(requests, start=1):
        place = Place(number, 0, number)
        exchange = Exchange("GET", "https", host, path, "1.1", status, place, Fields(), answered)
        gatherer.add(observe(exchange))
    return tuple(gatherer.sightings())


def requests(host: str, api: Sequence[str] = API) -> list[tuple[str, str]]:
    """Return some requests to every endpoint of an API, with values that other hosts may not have."""
    values = random.Random(host).sample(("17", "98", "4711", "8e5c3a90b1", "2024"), 3)
    return [(host, path.replace("{}", value)) for path in api for value in values]


def hosts(*labels: str, suffix: str = SUFFIX, api: Sequence[str] = API) -> tuple[Sighting, ...]:
    """Return what hosts show that serve the same API."""
    return sightings(one for label in labels for one in requests(f"{label}.{suffix}", api))
