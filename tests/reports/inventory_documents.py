"""Reports about whole inventories as tests make them, with texts of any kind in every place."""

from drift_documents import finding, report

from inventory.reports.documents import (
    ChangedEndpointDocument,
    ChangedFindingDocument,
    ChangesDocument,
    CountDocument,
    DifferenceDocument,
    EndpointDocument,
    FateDocument,
    InventoryDocument,
    InventorySummary,
    LatencyDocument,
    ParameterDocument,
    PointDocument,
    ServiceDocument,
    TrafficDocument,
    Where,
)

FIRST, LAST = "2026-11-02T09:00:00.000000Z", "2026-11-21T09:30:00.000000Z"
LATENCY = LatencyDocument(10, 0.42, 120.0, 2_300.0, ((120.0, 9), (2_300.0, 1)))
WEEK = TrafficDocument(
    "day", tuple(f"2026-11-{day:02}T00:00:00Z" for day in range(2, 9)), (10, 0, 20, 80, 40, 30, 20), (1,) * 7, (0,) * 7,
    (2, 0, 0, 1, 0, 0, 0), 3,
)  # fmt: skip
NO_TRAFFIC = TrafficDocument("day", (), (), (), (), ())
NOW = PointDocument("7d", "2026-11-14T09:00:00.000000Z", 12)


def endpoint(
    template: str = "/things/{thingId}", method: str = "GET", *, service: str = "api.test", **given: object
) -> EndpointDocument:
    """Return an endpoint; everything can be given otherwise."""
    told = {
        "state": "api", "count": 1_204, "statuses": {"200": 1_200, "404": 4}, "query_parameters": ("limit",),
        "request_media_types": (), "response_media_types": ("application/json",), "schemes": ("https",),
        "first_seen": FIRST, "last_seen": LAST, "parameters": (), "paths": (), "evidence": (Where("a.pcap", 7, 2),),
        "id": f"{method} {service}{template}",
    }  # fmt: skip
    return EndpointDocument(service=service, method=method, template=template, **{**told, **given})


def in_full(text: str = "x") -> EndpointDocument:
    """Return an endpoint of which everything is known, with a text in every place."""
    return endpoint(
        f"/{text}", text, service=text, hosts=(text,), query_parameters=(text,), request_media_types=(text,),
        paths=(text,), latency=LATENCY, clients=(CountDocument(text, 20),), networks=(CountDocument(text, 3),),
        credentials={"some": 4, "none": 2}, authorization=(text,), protocols=(text,), same_api=text,
        parameters=(ParameterDocument(text, 1, "word", "value-shape", text, 1, 3),), evidence=(Where(text, entry=4),),
    )  # fmt: skip


def changed(template: str = "/things", *, service: str = "api.test", **given: object) -> ChangedEndpointDocument:
    """Return an endpoint to which something happened."""
    one = ChangedEndpointDocument(f"GET {service}{template}", service, "GET", template, 15, FIRST, LAST)
    return ChangedEndpointDocument(
        **{**{name: getattr(one, name) for name in one.__struct_fields__}, **given},
    )


def changed_finding(number: int = 1, text: str = "", **given: object) -> ChangedFindingDocument:
    """Return a finding to which something happened."""
    told = {
        "fingerprint": f"f{number}", "rule": "undocumented-endpoint", "severity": "error", "service": f"api.test{text}",
        "method": "GET", "path": f"/debug/{number}{text}", "location": None,
        "message": f"GET /debug/{number}{text} is in no description{text}",
    }  # fmt: skip
    return ChangedFindingDocument(**{**told, **given})


def changes(text: str = "", **given: object) -> ChangesDocument:
    """Return one of everything that can happen."""
    told = {
        "since": PointDocument(f"7d{text}", NOW.time, 12), "until": None,
        "appeared": (changed(f"/appeared{text}"),),
        "vanished": (changed(f"/vanished{text}", service=f"b.test{text}"),),
        "woken": (changed(f"/woken{text}", silent_since="2026-08-01T07:00:00.000000Z"),),
        "changed": (
            changed(
                f"/changed{text}",
                differences=(DifferenceDocument("errors", f"5xx went from 1% to 12%{text}"),
                             DifferenceDocument("clients", f"client curl is new{text}")),
            ),
        ),
        "findings_new": (changed_finding(1, text),), "findings_gone": (changed_finding(2, text, severity="note"),),
        "findings_accepted": (changed_finding(3, text, waiver=f"until spring{text}"),),
        "notices": (f"2 captures go over the point{text}",),
    }  # fmt: skip
    return ChangesDocument(**{**told, **given})


def nothing(since: PointDocument = NOW, until: PointDocument | None = None) -> ChangesDocument:
    """Return that nothing changed."""
    return ChangesDocument(since, until, (), (), (), ())


def inventory(text: str = "", **given: object) -> InventoryDocument:
    """Return a report of a small inventory; everything can be given otherwise."""
    services = (
        ServiceDocument(f"api.test{text}", (), 2, 1_508, FIRST, LAST, described=True, findings=3),
        ServiceDocument(f"{{tenant}}.test{text}", ("a", "b", "c"), 1, 45, FIRST, LAST, described=False),
    )
    told = {
        "schema_version": 1, "title": f"Things{text}",
        "summary": InventorySummary(2, 3, {"page": 4}, 1_553, 21, FIRST, LAST, {"200": 1_500, "404": 40, "503": 13}),
        "services": services, "endpoints": (endpoint(f"/changed{text}", findings=("f1",)), in_full(text or "x")),
        "captures": (),
        "blind_spots": (FateDocument(f"secret.test{text}", "encrypted", 12, 3_600_000, (f"h2{text}",)),),
        "traffic": WEEK, "latency": LATENCY, "drift": report(finding(), finding(2, "warning", waiver="known")),
        "changes": changes(text),
    }  # fmt: skip
    return InventoryDocument(**{**told, **given})
