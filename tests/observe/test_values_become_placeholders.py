"""Words stay, values become placeholders of their type, and no secret survives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.model.exchanges import Exchange, Fields, Place
from inventory.observe import observe, redact_path
from inventory.observe.redaction import redact_name, redact_segment
from inventory.observe.uri import SEGMENT_COUNT_LIMIT, normal_segments

WORDS = [
    "users",
    "line-items",
    "lineItems",
    "me",
    "v1",
    "v2.1",
    "v1beta1",
    "oauth2",
    "s3",
    "2fa",
    "sha256",
    "k8s",
    "openapi.json",
    "stats.json",
    ".env",
    "wp-login.php",
    "iphone-15",
    "en-US",
    "listing_view",
    "getUserById",
    "%D0%B2%D1%85%D0%BE%D0%B4",
    "example.com",
    "my-first-post",
]


@pytest.mark.parametrize("word", WORDS)
def test_words_stay(word: str) -> None:
    assert redact_segment(word) == word


@pytest.mark.parametrize(
    ("value", "placeholder"),
    [
        ("42", "{integer}"),
        ("-7", "{integer}"),
        ("4111111111111111", "{integer}"),
        ("3.14", "{number}"),
        ("1.2.3", "{version}"),
        ("550e8400-e29b-41d4-a716-446655440000", "{uuid}"),
        ("018f3c5e-8f7a-7c3b-9d2e-1a2b3c4d5e6f", "{uuid}"),
        ("01ARZ3NDEKTSV4RRFFQ69G5FAV", "{ulid}"),
        ("507f1f77bcf86cd799439011", "{hex}"),
        ("2024-05-01", "{date}"),
        ("2024-05-01T10:00:00Z", "{date-time}"),
        ("anna@example.com", "{email}"),
        ("192.0.2.1", "{ip}"),
        ("eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0", "{jwt}"),
        ("cus_9s6XKzkNRiz8i3", "{token}"),
        ("AKIA0C4477C81AD29C3A", "{token}"),
        ("dXNlcjpwYXNzd29yZDEyMzQ1Ng==", "{token}"),
        ("John%20Smith", "{string}"),
        ("%00%01", "{string}"),
        ("%7Bid%7D", "{string}"),
        ("42.json", "{integer}.json"),
        ("42:cancel", "{integer}:cancel"),
        ("12-34", "{integer}-{integer}"),
        ("48.85,2.35", "{number},{number}"),
        ("078-05-1120", "{integer}-{integer}-{integer}"),
        ("Products(1)", "Products({integer})"),
        ("Orders(ID=1,Name='x')", "Orders(ID={integer},Name={string})"),
        ("items;color=red", "items;color={string}"),
        ("page;jsessionid=AB12", "page"),
    ],
)
def test_values_become_placeholders(value: str, placeholder: str) -> None:
    assert redact_segment(value) == placeholder


def test_where_a_segment_stands_matters_for_versions() -> None:
    assert redact_path(["3", "movie", "3"]) == ["3", "movie", "{integer}"]
    assert redact_path(["2013-04-01", "zones", "2013-04-01"]) == ["2013-04-01", "zones", "{date}"]


@given(st.lists(st.text(max_size=80), max_size=60))
def test_any_text_is_redacted_within_bounds(parts: list[str]) -> None:
    redacted = redact_path(normal_segments("/".join(parts)))
    assert len(redacted) <= SEGMENT_COUNT_LIMIT + 1
    assert all(len(segment) <= 400 and segment.isascii() for segment in redacted)


SECRETS = [
    "cnry0f29d8e0f5754cdf5559", "sk_live_4eC39HqLyjWDarjtT1zdp7dc", "ghp_aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5",
    "4111111111111111", "078-05-1120", "anna@example.com", "eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0", "dXNlcjpodW50ZXIy",
]  # fmt: skip


@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_survives(secret: str) -> None:
    exchange = Exchange(
        method="GET",
        scheme="http",
        authority=f"user:{secret}@api.example",
        target=f"/files/{secret}/{secret}.json;k={secret}?token={secret}&{secret}&a[{secret}]=1#{secret}",
        http_version="1.1",
        status=200,
        place=Place(1),
        request_fields=Fields((("authorization", f"Bearer {secret}"), ("cookie", secret), ("content-type", "text/x"))),
        response_fields=Fields((("location", secret), ("content-type", f"application/json; boundary={secret}"))),
    )
    assert secret not in repr(observe(exchange))


def test_names_are_kept_and_values_sent_as_names_are_not() -> None:
    assert [redact_name(name) for name in ("page", "filter[name]", "X-Amz-Date", "q1")] == [
        "page", "filter[name]", "X-Amz-Date", "q1",
    ]  # fmt: skip
    assert redact_name("4111111111111111") == "{integer}"
    assert redact_name("a\x1b[31m") == "{string}"
