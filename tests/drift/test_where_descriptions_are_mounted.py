"""Servers, base paths and `--server`: which traffic a description speaks about."""

import pytest

from inventory import drift, endpoints, observe
from inventory.model.exchanges import Exchange, Fields, Place
from inventory.model.operations import Description, Operation, Server, SourceLine
from inventory.openapi import server_of_url
from inventory.openapi.servers import servers_of


def _claims(urls: list[str], requests: list[str], override: str = "") -> drift.Claims:
    operation = Operation("GET", "/orders/{id}", (), SourceLine("a.yaml", 1))
    servers = servers_of([{"url": url} for url in urls])
    description = Description("a.yaml", "A", "1", "3.1", servers, (operation,))
    gatherer = endpoints.Gatherer("c")
    for number, url in enumerate(requests, start=1):
        json_fields = Fields((("content-type", "application/json"),))
        scheme = url.partition(":")[0]
        gatherer.add(
            observe.observe(Exchange("GET", scheme, "", url, "1.1", 200, Place(number), Fields(), json_fields))
        )
    mounted = tuple(server for server in [server_of_url(override)] if server is not None) if override else ()
    return drift.claim(tuple(gatherer.sightings()), [description], mounted, observe.redact_path)


@pytest.mark.parametrize(
    ("server", "url"),
    [
        ("http://api.example/v1", "http://api.example/v1/orders/1"),
        ("https://API.example:443/v1/", "https://api.example/v1/orders/1"),
        ("http://api.example:8080", "http://api.example:8080/orders/1"),
        ("https://{tenant}.api.example/v1", "https://acme.api.example/v1/orders/1"),
        ("{protocol}://{host}:{port}", "http://somewhere:9102/orders/1"),
        ("{protocol}://{host}:{port}", "http://somewhere/orders/1"),
        ("https://api.example/{stage}", "https://api.example/prod/orders/1"),
        ("/v1", "http://anything.example/v1/orders/1"),
        ("/", "http://anything.example/orders/1"),
    ],
)
def test_a_server_fits(server: str, url: str) -> None:
    claims = _claims([server], [url])
    assert len(claims.claimed) == 1
    assert claims.foreign == ()


@pytest.mark.parametrize(
    ("server", "url"),
    [
        ("http://api.example/v1", "http://other.example/v1/orders/1"),
        ("http://api.example:8080", "http://api.example/orders/1"),
        ("https://{tenant}.api.example", "https://evil.example/orders/1"),
    ],
)
def test_a_server_does_not_fit(server: str, url: str) -> None:
    claims = _claims([server], [url])
    assert claims.covered == ()
    assert sum(count for _, count in claims.foreign) == 1


def test_the_user_decides_where_it_is_mounted() -> None:
    url = "http://127.0.0.1:9101/shop/orders/1"
    assert _claims(["https://api.example/v1"], [url]).covered == ()
    assert len(_claims(["https://api.example/v1"], [url], "http://127.0.0.1:9101/shop").claimed) == 1


def test_an_open_server_speaks_only_about_services_that_it_fits() -> None:
    claims = _claims(
        ["/v1"], ["http://api.example/v1/orders/1", "http://ads.example/track", "http://api.example/debug"]
    )
    assert claims.covered == ("api.example",)
    assert claims.foreign == (("ads.example", 1),)
    assert [one.path for one in claims.undeclared] == ["/debug"]


def test_servers_are_values_of_their_own() -> None:
    assert server_of_url("javascript:alert(1)") is None
    assert server_of_url("http://host:abc") is None
    assert server_of_url("http://h:80/a//b/") == Server("http://h:80/a//b/", "http", "h", "/a/b")
