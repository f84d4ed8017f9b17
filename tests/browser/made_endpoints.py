"""Endpoints of reports as tests make them: as many as wanted, made up, with figures that add up."""

import hashlib
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate, product

from inventory.reports.documents import (
    CountDocument,
    EndpointDocument,
    ExampleDocument,
    FindingDocument,
    KindDocument,
    LatencyDocument,
    ParameterDocument,
    PlaceDocument,
    SegmentDocument,
    ShapeDocument,
    SignDocument,
    Where,
)

Key = tuple[str, str, str]  # service, template and method

DAYS = 90
FIRST = datetime(2026, 8, 3, tzinfo=UTC)

_AREAS = ("billing", "catalogue", "identity", "logistics", "media", "messaging", "partners", "payments", "search")
_NOUNS = (
    "accounts addresses alerts audits baskets bookings brands bundles campaigns cards carriers carts channels "
    "claims contacts contracts coupons credits customers deliveries devices disputes documents events exports "
    "feeds invoices items jobs keys labels ledgers lists locations members messages notes offers orders parcels "
    "payouts plans prices profiles quotes refunds regions reports reviews roles routes sessions shipments stores "
    "subscriptions tags tickets tokens transfers users vouchers warehouses webhooks"
)
_WORDS = _NOUNS.split()
_FORMS = (
    ("GET", "/{version}/{one}"),
    ("POST", "/{version}/{one}"),
    ("GET", "/{version}/{one}/{{{id}}}"),
    ("PATCH", "/{version}/{one}/{{{id}}}"),
    ("DELETE", "/{version}/{one}/{{{id}}}"),
    ("GET", "/{version}/{one}/{{{id}}}/{two}"),
    ("PUT", "/{version}/{one}/{{{id}}}/{two}/{{{id2}}}"),
)
_PRODUCTS = ("okhttp", "python-requests", "Firefox", "Chrome", "Go-http-client", "curl", "{none}")


def keys(services: int) -> Iterator[Key]:
    """Give the keys of 840 endpoints for each of some services."""
    for number in range(services):
        service = f"{_AREAS[number % len(_AREAS)]}{number // len(_AREAS) or ''}.platform.example"
        for version, index, (method, form) in product(("v1", "v2"), range(len(_WORDS)), _FORMS):
            one, two = _WORDS[index], _WORDS[(index * 7 + number) % len(_WORDS)]
            names = {"one": one, "two": two, "id": f"{one[:-1]}Id", "id2": f"{two[:-1]}Id"}
            yield service, form.format(version=version, **names), method


def endpoint(chance: random.Random, key: Key, findings: Sequence[FindingDocument]) -> EndpointDocument:
    """Return an endpoint that has these findings."""
    service, template, method = key
    trend = _trend(chance)
    seen = [step for step, count in enumerate(trend) if count]
    count = sum(trend)
    failed, missing = (chance.randrange(count + 1) // 20 if chance.random() < share else 0 for share in (0.2, 0.4))
    statuses = {"200": count - failed - missing, "404": missing, "500": failed}
    return EndpointDocument(
        service=service,
        method=method,
        template=template,
        state="api",
        count=count,
        statuses={status: times for status, times in statuses.items() if times},
        query_parameters=("limit", "offset") if method == "GET" and not template.endswith("}") else (),
        request_media_types=("application/json",) if method in {"POST", "PUT", "PATCH"} else (),
        response_media_types=("application/json",),
        schemes=("https",),
        first_seen=moment(seen[0]),
        last_seen=moment(seen[-1], 17),
        parameters=tuple(_parameters(template)),
        paths=(template.replace("{", "{:"),),
        evidence=_places(chance, seen),
        id=identity(method, service, template),
        trend=trend,
        latency=latency(chance, count),
        clients=_counted(chance, _PRODUCTS, count),
        networks=_counted(chance, ("10.1.2.0/24", "10.9.0.0/24", "2001:db8:7::/48"), count),
        credentials={"some": count - count // 3, "none": count // 3},
        authorization=("bearer",),
        explanation=tuple(_why(segment) for segment in template.split("/")[1:]),
        shapes=(_shape(count),) if findings or chance.random() < 0.2 else (),
        findings=tuple(one.fingerprint for one in findings),
    )


def _trend(chance: random.Random) -> tuple[int, ...]:
    """Return exchanges by day: some endpoints begin late, some end early, none is without any."""
    begin = chance.choice((0, 0, 0, 0, chance.randrange(DAYS)))
    end = chance.choice((DAYS, DAYS, DAYS, chance.randrange(begin, DAYS) + 1))
    most = 10 ** chance.randrange(4)
    counts = [0] * begin + [chance.randrange(most) for _ in range(begin, end)] + [0] * (DAYS - end)
    counts[begin] += 1
    return tuple(counts)


def _parameters(template: str) -> Iterator[ParameterDocument]:
    for number, segment in enumerate(template.split("/")[1:]):
        if segment.startswith("{"):
            yield ParameterDocument(segment[1:-1], number, "integer", "varies", "812 values, all integers", 1, 6)


def _why(segment: str) -> SegmentDocument:
    verdict = "parameter" if segment.startswith("{") else "name"
    signs = (SignDocument("812 values stood here, of which 790 once", "for", 4.2),) if verdict == "parameter" else ()
    examples = (ExampleDocument("{integer}", 812),) if verdict == "parameter" else (ExampleDocument(segment, 812),)
    return SegmentDocument(segment, verdict, "evidence", f"this is a {verdict}", 0.98, signs, examples, (), None)


def _shape(count: int) -> ShapeDocument:
    whole = PlaceDocument("", count, None, (KindDocument("object", count, 2, 2),))
    number = PlaceDocument("/id", count, count, (KindDocument("integer", count, 1, 900_000),))
    state = PlaceDocument(
        "/state", count, count, (KindDocument("string", count, 4, 6, {"": count}, ("open", "closed")),)
    )
    return ShapeDocument(200, "response", "application/json", count, (whole, number, state))


def _places(chance: random.Random, seen: Sequence[int]) -> tuple[Where, ...]:
    frame = chance.randrange(1, 900_000)
    return (
        Where("monday.pcapng", frame=frame, stream=frame // 40, time=moment(seen[0])),
        Where("browser.har", entry=frame % 900 + 1, time=moment(seen[-1], 17)),
    )


def _counted(chance: random.Random, names: Sequence[str], count: int) -> tuple[CountDocument, ...]:
    picked = chance.sample(list(names), 2)
    return CountDocument(picked[0], count - count // 4, moment(DAYS - 1)), CountDocument(picked[1], count // 4 or 1)


def latency(chance: random.Random, count: int) -> LatencyDocument:
    """Return how long about `count` answers took."""
    steps = [round(2 * 1.19**power, 2) for power in range(24)]
    counted = Counter(min(int(abs(chance.gauss(9, 5))), 23) for _ in range(40))
    parts = [(steps[step], max(times * count // 40, 1)) for step, times in sorted(counted.items())]
    ends = list(accumulate(times for _, times in parts))

    def quantile(share: float) -> float:
        return next((end for (end, _), total in zip(parts, ends, strict=True) if total >= share * ends[-1]), 0.0)

    return LatencyDocument(ends[-1], quantile(0.5), quantile(0.9), quantile(0.99), tuple(parts))


def identity(method: str, service: str, template: str) -> str:
    """Return what the links to an endpoint are made of."""
    text = "\n".join((method, service, template))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def moment(day: int, hour: int = 0) -> str:
    """Return the time of an hour of a day, as reports write it."""
    return (FIRST + timedelta(days=day, hours=hour)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
