"""Small captures, sightings and endpoints for the tests of the store."""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import groupby

from steps import latency_step, times_of

from inventory.model.anomalies import Anomaly
from inventory.model.captures import CaptureSummary
from inventory.model.corrections import Correction
from inventory.model.endpoints import Endpoint, PathParameter
from inventory.model.evidence import Evidence
from inventory.model.observations import Name, Sighting, Tally, merge_names, merge_tallies
from inventory.model.shape_sums import merge_shapes
from inventory.model.shapes import Kind, Part, Shape


def summary(name: str = "one.pcap", *, first_seen: int = 10, anomalies: tuple[Anomaly, ...] = ()) -> CaptureSummary:
    digest = hashlib.sha256(name.encode()).hexdigest()
    return CaptureSummary(digest, name, "pcap", 1000, 20, 5, 800, 700, first_seen, first_seen + 90, anomalies)


def sighting(path: str, *, service: str = "api.example", capture: str = "one.pcap", time: int = 10) -> Sighting:
    evidence = Evidence(time, capture, 4, 0), Evidence(time + 1, capture, 6, 0)
    tally = Tally(
        200,
        "api",
        "served",
        2,
        time,
        time + 1,
        evidence,
        times_of((time, time + 1)),
        ((latency_step(time), 1), (90, 1)),
    )
    return Sighting(service, "GET", path, (tally,), (Name(200, "query", "page", 2),), (), (QUERY, _shape(time)))


QUERY = Shape(200, "query", "", 2, (Part("", (Kind("object", 2, 1, 1),)), Part("/page", (Kind("integer", 2, 1, 9),))))


def _shape(time: int) -> Shape:
    """Return what two bodies look like, the larger the later they were seen."""
    kinds = Kind("null", 1), Kind("string", 1, 3, time, (("", 1),), ("open", "shut"))
    parts = Part("", (Kind("object", 2, 1, 2),)), Part("/state", kinds)
    return Shape(200, "response", "application/json", 2, parts, cut=1, unreadable=2, malformed=3)


def sightings(count: int, *, capture: str = "one.pcap") -> list[Sighting]:
    return [
        sighting(f"/items/{number}", service=f"api{number % 3}.example", capture=capture) for number in range(count)
    ]


def each_path(found: Sequence[Sighting], *, corrections: Iterable[Correction] = ()) -> list[Endpoint]:
    """Infer an endpoint from every path."""
    return [_endpoint(one.path, [one], ()) for one in found]


def first_segment(found: Iterable[Sighting], *, corrections: Iterable[Correction] = ()) -> list[Endpoint]:
    """Infer one endpoint from all paths of a service and method that begin with the same segment."""

    def place(one: Sighting) -> tuple[str, str, str]:
        return one.service, one.method, one.path.split("/")[1]

    parameters = (PathParameter("rest", 1, "string", "varies", "2 values"),)
    groups = groupby(sorted(found, key=place), place)
    return [_endpoint(f"/{first}/{{rest}}", list(members), parameters) for (_, _, first), members in groups]


def _endpoint(template: str, members: Sequence[Sighting], parameters: tuple[PathParameter, ...]) -> Endpoint:
    return Endpoint(
        service=members[0].service,
        method=members[0].method,
        template=template,
        state="api",
        parameters=parameters,
        paths=tuple(sorted(one.path for one in members)),
        tallies=merge_tallies(tally for one in members for tally in one.tallies),
        names=merge_names(name for one in members for name in one.names),
        shapes=merge_shapes(shape for one in members for shape in one.shapes),
    )
