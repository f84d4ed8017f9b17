"""Of who asks a product and a network are told, never a version, an address or anything else that a client says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.model.exchanges import Exchange, Fields, Heads, Place, PlainExchanges
from inventory.observe import observe, observe_many
from inventory.observe.clients import network, product

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) "
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko) "


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("curl/8.5.0", "curl"),
        ("python-requests/2.31.0", "python-requests"),
        ("Go-http-client/1.1", "Go-http-client"),
        ("okhttp/4.12.0", "okhttp"),
        ("Apache-HttpClient/4.5.13 (Java/11.0.2)", "Apache-HttpClient"),
        ("PostmanRuntime/7.36.1", "PostmanRuntime"),
        ("Vert.x-WebClient/4.4", "Vert.x-WebClient"),
        ("axios", "axios"),
        ("  Wget/1.21 ", "Wget"),
        ("kube-probe/1.29", "kube-probe"),
        ("Amazon CloudFront", "Amazon"),
        (WINDOWS + WEBKIT + "Chrome/120.0.0.0 Safari/537.36", "Chrome"),
        (WINDOWS + WEBKIT + "HeadlessChrome/120.0.0.0 Safari/537.36", "Chrome"),
        (WINDOWS + WEBKIT + "Chrome/120.0.0.0 Safari/537.36 Edg/120.0.2210.91", "Edge"),
        (WINDOWS + "Gecko/20100101 Firefox/121.0", "Firefox"),
        ("Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML) Version/17.1 Safari/605.1.15", "Safari"),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 CriOS/120.0 Mobile/15E148 Safari/604.1", "Chrome"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Mozilla"),
        ("Mozilla/5.0 (compatible; Chrome/1 Firefox/2)", "Mozilla"),
        ("", "{none}"),
        (" ", "{none}"),
        ("(a comment)", "{other}"),
        ("My%20App/1.0 CFNetwork/1406", "{other}"),
        ("app:v1", "{other}"),
        ("<script>alert(1)</script>", "{other}"),
        ("\x1b[31mred", "{other}"),
        ("ünïcode/1", "{other}"),
        ("anna@example.org", "{other}"),
        ("x" * 41, "{other}"),
        ("4111111111111111", "{other}"),
        ("550e8400-e29b-41d4-a716-446655440000", "{other}"),
        ("AKIAIOSFODNN7EXAMPLE/1.0", "{other}"),
    ],
)
def test_products(field: str, told: str) -> None:
    assert product(field) == told


@given(st.text(st.characters(max_codepoint=255), max_size=60))
def test_nothing_but_a_name_is_ever_told(field: str) -> None:
    told = product(field)
    assert told in ("{none}", "{other}") or (len(told) <= 40 and set(told) <= set(NAME_CHARACTERS) and told in field)


NAME_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"


@pytest.mark.parametrize("field", ["(" * 200_000, "Mozilla/5.0 " + "(" * 200_000, "Mozilla " + "() " * 100_000])
def test_long_fields_are_not_looked_at_as_a_whole(field: str) -> None:
    assert product(field) in ("{other}", "Mozilla")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("192.0.2.77:49152", "192.0.2.0/24"),
        ("[2001:db8:aaaa:bbbb::1]:443", "2001:db8:aaaa::/48"),
        ("[::ffff:192.0.2.77]:443", "192.0.2.0/24"),
        ("[::1]:80", "::/48"),
        ("", ""),
        ("unknown", ""),
    ],
)
def test_networks(address: str, told: str) -> None:
    assert network(address) == told


def heads(agent: str) -> Heads:
    fields = Fields((("host", "api.example"), ("user-agent", agent)))
    return Heads(("GET", "api.example", "", 200, ""), "1.1", fields, Fields())


def test_clients_make_no_observation_another_one() -> None:
    """What many clients ask alike is observed once, and counted for each of them."""
    agents = [f"client{letter}/{number}" for letter in "abc" for number in range(4)]
    found = PlainExchanges(
        "http", "198.51.100.7:50000", "192.0.2.1:80", 0, [heads(agent) for agent in agents], ["/users/12345"] * 12,
        [0] * 12, [0] * 12, range(12), [5] * 12, [b""] * 12, [b""] * 12, list(range(13)), list(range(13)),
    )  # fmt: skip
    repeated = list(observe_many(found))
    assert len({id(one.observation) for one in repeated}) == 1
    assert {(one.client, one.network, len(one.times)) for one in repeated} == {
        (f"client{letter}", "198.51.100.0/24", 4) for letter in "abc"
    }
    assert {(one.client, one.network) for one in map(observe, found)} == {
        (f"client{letter}", "198.51.100.0/24") for letter in "abc"
    }


def test_an_archive_tells_no_network() -> None:
    seen = observe(Exchange("GET", "https", "h", "/", "1.1", 200, Place(1)))
    assert (seen.client, seen.network) == ("{none}", "")
