"""Hosts that serve what a description declares for others."""

import pytest
from tenants import sightings

from inventory.model.comparisons import Comparison
from inventory.model.operations import Description, Operation, Server, SourceLine
from inventory.openapi import server_of_url
from inventory.pipeline import judge

PATHS = ("/orders", "/orders/{id}", "/users", "/health")
COPY = (("copy.example", "/orders"), ("copy.example", "/orders/17"), ("copy.example", "/users"))


def description(*urls: str) -> Description:
    servers = tuple(server for server in map(server_of_url, urls) if server is not None)
    operations = tuple(Operation("GET", path, (), SourceLine("a.yaml", 1)) for path in PATHS)
    return Description("a.yaml", "A", "1", "3.1", servers, operations)


def compared(
    *urls: str, also: tuple[tuple[str, str], ...], status: int = 200, override: tuple[Server, ...] = ()
) -> Comparison:
    seen = sightings([("api.example", "/orders")]) + sightings(also, status=status)
    return judge(seen, [description(*urls)], override).comparison


def test_a_copy_is_told_with_what_it_serves() -> None:
    (found,) = compared("https://api.example", also=(*COPY, ("copy.example", "/internal"))).elsewhere
    assert (found.endpoint.service, found.endpoint.template, found.endpoint.count) == ("copy.example", "/", 3)
    assert [one.path for one in found.operations] == ["/orders", "/orders/{id}", "/users"]


def test_it_stands_where_the_base_path_of_a_server_is() -> None:
    below = tuple((host, f"/v1{path}") for host, path in COPY)
    seen = sightings([("api.example", "/v1/orders")])
    found = judge(seen + sightings(below), [description("https://api.example/v1")]).comparison.elsewhere
    assert [one.endpoint.template for one in found] == ["/v1"]
    assert judge(seen + sightings(COPY), [description("https://api.example/v1")]).comparison.elsewhere == ()


@pytest.mark.parametrize(
    "also",
    [
        (("copy.example", "/orders"), ("copy.example", "/health")),  # one telling path
        (("copy.example", "/orders"), ("copy.example", "/orders")),
        (*COPY[:1], *COPY[2:], *(("copy.example", path) for path in ("/baskets", "/vouchers"))),  # half is its own
        (("a.example", "/orders"), ("b.example", "/users")),
    ],
)
def test_what_other_people_serve_is_left_alone(also: tuple[tuple[str, str], ...]) -> None:
    assert compared("https://api.example", also=also).elsewhere == ()


@pytest.mark.parametrize("status", [401, 403, 404, 502])
def test_a_host_that_does_not_answer_serves_nothing(status: int) -> None:
    assert compared("https://api.example", also=COPY, status=status).elsewhere == ()


def test_a_server_without_a_host_names_none() -> None:
    found = compared("/", also=COPY)
    assert found.elsewhere == ()
    assert "copy.example" in found.covered


def test_the_user_says_which_servers_there_are() -> None:
    server = server_of_url("https://api.example")
    assert server is not None
    assert compared("https://elsewhere.test", also=COPY, override=(server,)).elsewhere == ()


def test_hosts_that_serve_the_same_api_are_told_once() -> None:
    names = [f"{label}.copy.example.com" for label in ("acme", "globex", "initech")]
    paths = ("/orders", "/orders/17", "/orders/18", "/users")
    copies = tuple((name, path) for name in names for path in paths)
    (found,) = compared("https://api.example", also=copies).elsewhere
    assert (found.endpoint.service, found.endpoint.hosts) == ("{tenant}.copy.example.com", tuple(names))
