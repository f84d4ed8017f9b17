"""What an exchange is, and what its status says about the endpoint."""

import pytest

from inventory.model.exchanges import Exchange, Fields, Place
from inventory.observe import observe


def _observed(method: str, target: str, status: int | None, media: str = "", **request: str) -> tuple[str, str]:
    received = Fields((("content-type", media),) if media else ())
    sent = Fields(tuple((name.replace("_", "-"), value) for name, value in request.items()))
    found = observe(Exchange(method, "http", "h", target, "1.1", status, Place(1), sent, received))
    return found.kind, found.outcome


@pytest.mark.parametrize(
    ("method", "target", "media", "kind"),
    [
        ("GET", "/orders", "application/json", "api"),
        ("GET", "/orders", "application/hal+json; charset=utf-8", "api"),
        ("DELETE", "/orders/1", "", "api"),
        ("GET", "/", "text/html; charset=utf-8", "page"),
        ("GET", "/app.js", "application/javascript", "asset"),
        ("GET", "/app.js", "", "asset"),
        ("GET", "/logo", "image/png", "asset"),
        ("GET", "/manifest.json", "application/json", "asset"),
        ("GET", "/robots.txt", "text/plain", "asset"),
        ("GET", "/metrics", "text/plain", "api"),
        ("OPTIONS", "/orders", "", "preflight"),
        ("CONNECT", "h:443", "", "tunnel"),
    ],
)
def test_kinds(method: str, target: str, media: str, kind: str) -> None:
    assert _observed(method, target, 200, media)[0] == kind


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "served"), (204, "served"), (302, "served"), (304, "served"), (409, "served"), (422, "served"),
        (429, "served"), (500, "served"), (101, "served"), (400, "rejected"), (401, "refused"), (403, "refused"),
        (404, "absent"), (405, "absent"), (410, "absent"), (501, "absent"), (301, "moved"), (502, "failed"),
        (None, "unanswered"),
    ],
)  # fmt: skip
def test_outcomes(status: int | None, outcome: str) -> None:
    assert _observed("GET", "/a", status)[1] == outcome


def test_a_request_that_may_be_smuggled_is_kept_apart() -> None:
    exchange = Exchange("GET", "http", "h", "/a", "1.1", 200, Place(1), caveats=("ambiguous-framing",))
    assert observe(exchange).kind == "ambiguous"


@pytest.mark.parametrize(
    ("method", "kept"),
    [("GET", "GET"), ("PURGE", "PURGE"), ("FOO-BAR", "FOO-BAR"), ("get", "{other}"), ("X\x1b", "{other}")],
)
def test_methods(method: str, kept: str) -> None:
    assert observe(Exchange(method, "http", "h", "/a", "1.1", 200, Place(1))).method == kept


def test_without_a_host_the_server_s_address_is_the_service() -> None:
    exchange = Exchange("GET", "http", "", "/a", "1.0", 200, Place(1), server="192.0.2.1:8080")
    assert observe(exchange).service == "192.0.2.1:8080"
    assert observe(Exchange("GET", "http", "[/", "/a", "1.0", 200, Place(1))).service == "{unknown}"
