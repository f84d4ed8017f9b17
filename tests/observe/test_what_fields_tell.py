"""Fields of messages tell names, schemes and days, whether anything proves who asks, and no value."""

import pytest

from inventory.model.exchanges import Exchange, Fields, Place
from inventory.observe import Shaper, observe, values
from inventory.observe.fields import FIELDS_LIMIT

Lines = tuple[tuple[str, str], ...]


def exchange(*request: tuple[str, str], answered: Lines = (), target: str = "/v1/users") -> Exchange:
    return Exchange("GET", "https", "api.example", target, "1.1", 200, Place(1), Fields(request), Fields(answered))


def names(role: str, *request: tuple[str, str], answered: Lines = (), target: str = "/v1/users") -> list[str]:
    seen = observe(exchange(*request, answered=answered, target=target))
    return [name for kind, name in seen.names if kind == role]


def test_names_of_fields_without_those_that_every_request_has() -> None:
    sent = [
        ("host", "x"),
        ("user-agent", "x"),
        ("accept", "x"),
        ("if-match", "x"),
        ("x-tenant", "x"),
        ("sec-ch-ua", "x"),
    ]
    assert names("header", *sent, ("x-tenant", "y")) == ["if-match", "x-tenant"]
    assert names("header", ("x-5b0b2cd2-4d0c-4c8d-9c5a-0f1a2b3c4d5e", "1"), ("4111111111111111", "1")) != []
    assert not any("4111" in name for name in names("header", ("4111111111111111", "1")))
    assert (
        len(names("header", *[(f"x-{chr(97 + n // 26)}{chr(97 + n % 26)}", "1") for n in range(300)])) == FIELDS_LIMIT
    )


def test_names_of_cookies() -> None:
    assert names("cookie", ("cookie", "sid=a,b=c; theme=dark"), ("cookie", "x y=1; lang=de")) == [
        "sid", "theme", "{string}", "lang"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "scheme"),
    [
        ("Bearer abc", "bearer"), ("basic YTpi", "basic"), ("AWS4-HMAC-SHA256 Credential=x", "aws4-hmac-sha256"),
        ("Secret123 abc", "other"), ("abcdef", "other"), ("", "other"),
    ],
)  # fmt: skip
def test_schemes(field: str, scheme: str) -> None:
    assert names("authorization", ("authorization", field)) == [scheme]


@pytest.mark.parametrize(
    ("request_", "target", "told"),
    [
        ((), "/", "none"),
        ((("authorization", "Bearer x"),), "/", "some"),
        ((("x-api-key", "x"),), "/", "some"),
        ((("ocp-apim-subscription-key", "x"),), "/", "some"),
        ((("x-csrf-token", "x"), ("idempotency-key", "x"), ("x-request-id", "x")), "/", "none"),
        ((("cookie", "theme=dark; _ga=1; csrftoken=x"),), "/", "none"),
        ((("cookie", "theme=dark; JSESSIONID=x"),), "/", "some"),
        ((("cookie", "connect.sid=x"),), "/", "some"),
        ((), "/?api_key=x", "some"),
        ((), "/?access_token=x&page=1", "some"),
        ((), "/?page_token=x&sort_key=y", "none"),
    ],
)
def test_whether_anything_proves_who_asks(request_: Lines, target: str, told: str) -> None:
    assert names("credentials", *request_, target=target) == [told]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("sunset", "Sat, 31 Dec 2022 23:59:59 GMT", ("sunset", "2022-12-31")),
        ("x-sunset", "2022-12-31", ("sunset", "2022-12-31")),
        ("sunset", "2022-12-31T10:00:00Z", ("sunset", "2022-12-31")),
        ("deprecation", "@1688169599", ("deprecation", "2023-06-30")),
        ("deprecation", "true", ("deprecation", "true")),
        ("deprecation", "?1", ("deprecation", "true")),
        ("sunset", "true", None), ("sunset", "soon, Jane", None), ("deprecation", "@99999999999999999999", None),
        ("sunset", "9999-99-99", None), ("deprecation", "", None), ("sunset", "Sat, 31 Dec 99999 23:59:59 GMT", None),
        ("deprecation", "@x", None),
    ],
)  # fmt: skip
def test_when_it_is_taken_away(field: str, value: str, told: tuple[str, str] | None) -> None:
    role = field.removeprefix("x-")
    assert names(role, answered=((field, value),)) == ([told[1]] if told else [])


def test_values_of_fields_become_shapes_only_where_they_are_of_the_api() -> None:
    sent = (
        ("authorization", "Bearer x"), ("x-api-key", "12"), ("traceparent", "00"), ("x-forwarded-for", "192.0.2.1"),
        ("x-page-size", "12"), ("if-match", "1"), ("cookie", "sid=1; theme=dark"),
    )  # fmt: skip
    one = exchange(*sent)
    shaper = Shaper()
    path = shaper.begin("api.example", "GET", "v1/users")
    carried = values(one, observe(one))
    assert carried is not None
    path.add(200, carried)
    shaper.settle()
    told = {shape.role: [part.pointer for part in shape.parts] for shape in path.shapes()}
    assert told == {"header": ["", "/x-page-size"], "cookie": ["", "/theme"]}
