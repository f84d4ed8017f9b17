"""Inventories as tests of the page make them, with a text of any kind in every place that holds text of others."""

from inventory.reports.documents import (
    AppliedRuleDocument,
    ChangedEndpointDocument,
    ChangedFindingDocument,
    ChangesDocument,
    CountDocument,
    DescriptionDocument,
    DifferenceDocument,
    DriftDocument,
    DriftSummary,
    EndpointDocument,
    ExampleDocument,
    FateDocument,
    FindingDocument,
    FormerDocument,
    InventoryDocument,
    InventorySummary,
    KindDocument,
    LatencyDocument,
    LineDocument,
    NoticeDocument,
    OperationDocument,
    ParameterDocument,
    PlaceDocument,
    PointDocument,
    SeenCapture,
    SegmentDocument,
    ServiceDocument,
    ShapeDocument,
    SignDocument,
    SourceDocument,
    SpecPlace,
    TrafficDocument,
    Where,
)

FIRST, LAST = "2026-11-01T06:00:00.000001Z", "2026-11-20T18:30:15.250000Z"
STARTS = tuple(f"2026-11-{day:02}T00:00:00Z" for day in range(1, 21))
LATENCY = LatencyDocument(120, 42.5, 180.1, 905.1, ((38.1, 30), (45.3, 60), (181.0, 20), (905.1, 10)))
EVIDENCE = (Where("shop.pcap", frame=4711, stream=77, time=FIRST), Where("login.har", entry=31))


def inventory(text: str = "orders", endpoints: int = 3) -> InventoryDocument:
    """Return an inventory in which everything is filled in; `text` stands in each place for what others wrote."""
    listed = tuple(endpoint(text, number) for number in range(1, endpoints + 1))
    return InventoryDocument(
        schema_version=1,
        title=f"Inventory of {text}",
        summary=InventorySummary(
            services=1, endpoints=endpoints, apart={"asset": 41, "probed": 7}, exchanges=4_321, captures=9,
            first_seen=FIRST, last_seen=LAST, statuses={"200": 4_000, "404": 300, "503": 11, "none": 10},
            by_severity={"error": 2, "warning": 0, "note": 1},
            by_rule={"undocumented-endpoint": 2, "declared-unused": 1},
        ),
        services=(
            ServiceDocument(
                f"{text}.test", (f"a.{text}.test",), endpoints, 4_321, FIRST, LAST, described=True, findings=3
            ),
        ),
        endpoints=listed,
        captures=(SeenCapture(f"{text}.pcap", "pcapng", 4_321, FIRST, LAST),),
        blind_spots=(
            FateDocument(f"bank.{text}.test", "encrypted", 12, 3_456_789, (f"h2{text}",)),
            FateDocument(None, "lost", 0, 1_500),
        ),
        traffic=TrafficDocument(
            "day", STARTS, tuple(range(100, 120)), (0,) * 10 + (30,) * 10, (0,) * 19 + (1,), (2,) + (0,) * 18 + (1,), 6
        ),
        latency=LATENCY,
        drift=drift(text),
        sources=(
            SourceDocument(f"specs/{text}.yaml", (LineDocument(12, "paths:"), LineDocument(40, f"  /{text}: {{}}"))),
        ),
        changes=changes(text, listed[0]),
        at=LAST,
        notices=(f"nothing is known of {text}",),
    )  # fmt: skip


def endpoint(text: str = "orders", number: int = 1, **given: object) -> EndpointDocument:
    """Return an endpoint with all that is told of one; anything can be given otherwise."""
    told: dict[str, object] = {
        "service": f"{text}.test", "method": text if number == 2 else "GET", "template": f"/{text}/{number}/{{id}}",
        "state": "api", "count": 1_200 + number, "statuses": {"200": 1_100 + number, "404": 90, "500": 10},
        "query_parameters": (f"page{text}",), "request_media_types": (f"application/{text}",),
        "response_media_types": ("application/json",), "schemes": ("https",), "first_seen": FIRST, "last_seen": LAST,
        "parameters": (
            ParameterDocument(f"id{text}", 2, "integer", "varies", f"312 values of {text} in 900 exchanges", 1, 6),
        ),
        "paths": (f"/{text}/{number}/{{integer}}",), "evidence": EVIDENCE, "hosts": (f"a.{text}.test",),
        "same_api": f"both serve {text}", "formerly": (FormerDocument(f"/{text}", f"{text}.har"),),
        "explanation": (segment(text),), "shapes": (shape(text),), "id": f"e{number}", "trend": (0,) * 18 + (900, 300),
        "latency": LATENCY, "clients": (CountDocument(f"curl {text}", 800),),
        "networks": (CountDocument(f"10.1.0.0/16 {text}", 700),), "credentials": {"some": 900, "none": 300},
        "authorization": (f"bearer {text}",), "protocols": (f"grpc{text}",),
        "findings": ("f1", "f2") if number == 1 else (),
    }  # fmt: skip
    return EndpointDocument(**{**told, **given})


def segment(text: str) -> SegmentDocument:
    """Return why a segment is what it is."""
    return SegmentDocument(
        "{id}", "parameter", "evidence", f"312 values stand here, as in {text}", 0.987,
        (SignDocument(f"many values of {text}", "for", 4.25), SignDocument("they look like words", "against", 1.5)),
        (ExampleDocument(f"{{integer}}{text}", 900),), (f"fewer than 3 values of {text}",),
        f"inventory template keep '/{text}/{{id}}'",
    )  # fmt: skip


def shape(text: str) -> ShapeDocument:
    """Return what bodies look like."""
    places = (
        PlaceDocument("", 120, None, (KindDocument("object", 120, 1, 9),)),
        PlaceDocument(f"/name{text}", 90, 120, (KindDocument("string", 90, 3, 40, {"uuid": 90}, (f"word{text}",)),)),
    )
    return ShapeDocument(200, "response", f"application/{text}+json", 120, places)


def finding(text: str = "orders", number: int = 1, **given: object) -> FindingDocument:
    """Return a finding; anything can be given otherwise."""
    told: dict[str, object] = {
        "rule": "undocumented-endpoint", "severity": "error", "confidence": "high",
        "tags": ("shadow", "owasp-api9-2023"),
        "service": f"{text}.test", "method": "GET", "path": f"/{text}/1/{{id}}", "location": f"query.{text}",
        "message": f"GET /{text} is in no description: 15 exchanges", "count": 15,
        "first_seen": FIRST, "last_seen": LAST, "evidence": EVIDENCE,
        "spec": SpecPlace(f"specs/{text}.yaml", 40, 3), "total": 142, "fingerprint": f"f{number}",
        "hosts": (f"a.{text}.test", f"b.{text}.test"),
    }  # fmt: skip
    return FindingDocument(**{**told, **given})


def drift(text: str) -> DriftDocument:
    """Return a comparison with three findings: of one rule two, one of them waived, and of another one."""
    file = f"specs/{text}.yaml"
    unused = {
        "rule": "declared-unused",
        "severity": "note",
        "tags": ("orphan",),
        "path": f"/{text}/unused",
        "evidence": (),
    }
    return DriftDocument(
        schema_version=1,
        summary=DriftSummary(
            3, {"error": 2, "warning": 0, "note": 1}, {"undocumented-endpoint": 2, "declared-unused": 1},
            (f"{text}.test",), 31, 23, 2, {"probed": 7}, {f"cdn.{text}.test": 12}, 1, 60, 41, 88, 52,
            {f"specs/{text}.yaml": f"specs/{text}2.yaml"},
        ),
        findings=(
            finding(text), finding(text, 2, waiver=f"until {text} has moved"),
            finding(text, 3, **unused, verdict="unused"),
        ),
        descriptions=(DescriptionDocument(f"The {text} API", f"1.{text}", (f"{text}.test",), SpecPlace(file, 12, 1)),),
        operations=(
            OperationDocument(None, "GET", f"/{text}/unused", 0, SpecPlace(file, 77, 5), ("f3",)),
            OperationDocument(None, "PUT", f"/{text}/quiet", 0, SpecPlace(file, 99, 5), ()),
        ),
        rules=(
            AppliedRuleDocument(
                "undocumented-endpoint", "error", ("shadow", "owasp-api9-2023"), f"Traffic reaches what {text} lacks.",
                "Traffic reaches it.\n\n## Why it matters\n\nNobody reviews it.\n\n- `one`: first\n- two",
            ),
        ),
        notices=(NoticeDocument("expired-waiver", "error", f"The waiver of {text} ended", f"renew {text}"),),
    )  # fmt: skip


def changes(text: str, one: EndpointDocument) -> ChangesDocument:
    """Return a change of each kind, all of the same endpoint."""

    def changed(**given: object) -> ChangedEndpointDocument:
        told = {"service": one.service, "method": one.method, "template": one.template, "count": 15}
        return ChangedEndpointDocument(**{"id": one.id, "first_seen": FIRST, "last_seen": LAST, **told, **given})

    def told(number: int, **given: str) -> ChangedFindingDocument:
        base = {"rule": "undocumented-endpoint", "severity": "error", "service": one.service, "method": one.method}
        base |= {"path": one.template, "location": f"query.{text}", "message": f"{text} is in no description", **given}
        return ChangedFindingDocument(fingerprint=f"f{number}", **base)

    return ChangesDocument(
        since=PointDocument(f"{text}.pcap", FIRST, 4),
        until=None,
        appeared=(changed(),),
        vanished=(changed(id="gone", template=f"/{text}/gone", text=f"none of 43 exchanges with {text}"),),
        woken=(changed(silent_since="2026-09-01T00:00:00Z"),),
        changed=(changed(differences=(DifferenceDocument("errors", f"5xx of {text} rose from 1 % to 9 %"),)),),
        findings_new=(told(1),),
        findings_gone=(told(9),),
        findings_accepted=(told(2, waiver=f"{text} may"),),
        notices=(f"3 captures of {text} go over that time",),
    )
