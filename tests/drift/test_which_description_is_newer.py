"""Which of several descriptions speak of the same API, and which of them is the newest."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.drift.versions import split, version_rank
from inventory.model.operations import Description, Operation, Server, SourceLine
from inventory.openapi import server_of_url

ANY = ("/orders", "/orders/{id}", "/users", "/users/{id}")


def description(
    paths: tuple[str, ...] = ANY, *, title: str = "Shop", version: str = "1.0", url: str = "https://api.example"
) -> Description:
    server = server_of_url(url)
    assert server is not None
    operations = tuple(Operation("GET", path, (), SourceLine("a.yaml", 1)) for path in paths)
    return Description("a.yaml", title, version, "3.1", (server,), operations)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("1.0", "1.1"),
        ("1.9", "1.10"),
        ("1.0", "1.0.1"),
        ("v1", "v2"),
        ("1.0.0-beta", "1.0.0"),
        ("1.0.0-alpha.2", "1.0.0-alpha.10"),
        ("1.0.0-alpha", "1.0.0-beta"),
        ("v1alpha1", "v1beta1"),
        ("v1beta2", "v1"),
        ("2023-12-01", "2024-02-01"),
        ("2024-02-01-preview", "2024-02-01"),
        ("", "1.0"),
        ("draft", "0.1"),
    ],
)
def test_versions_as_people_write_them(older: str, newer: str) -> None:
    assert version_rank(older) < version_rank(newer)


@pytest.mark.parametrize(("one", "other"), [("1.0", "1"), ("v1.0", "1.0"), ("1.0.0", "1.0.0+build.7"), ("", "")])
def test_versions_that_differ_in_writing_alone(one: str, other: str) -> None:
    assert version_rank(one) == version_rank(other)


@given(st.lists(st.text("0123456789v.-+abrc", max_size=12), min_size=3, max_size=3))
def test_any_text_has_a_rank_that_can_be_compared(versions: list[str]) -> None:
    assert sorted(map(version_rank, versions)) == sorted(map(version_rank, versions[::-1]))


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_highest_version_declares_whatever_the_order(order: tuple[int, ...]) -> None:
    versions = [description(version=version) for version in ("1.9", "1.10", "2.0-rc.1")]
    current, older = split([versions[place] for place in order], ())
    assert [one.version for one in current] == ["2.0-rc.1"]
    assert [(one.description.version, one.newer.version) for one in older] == [
        ("1.10", "2.0-rc.1"),
        ("1.9", "2.0-rc.1"),
    ]


def test_without_a_difference_the_last_one_is_the_newest() -> None:
    first, last = description(), description((*ANY, "/carts"))
    for given_, newest in (((first, last), last), ((last, first), first)):
        (current,), (older,) = split(given_, ())
        assert current is newest
        assert older.newer is newest


def is_same(one: Description, other: Description, *override: Server) -> bool:
    """Tell whether one of two descriptions is an older one of the API of the other."""
    return bool(split([one, other], override)[1])


@pytest.mark.parametrize(
    "other",
    [
        description(title="shop API", version="2.0"),
        description(title="Shop v2", version="2.0"),
        description(ANY[:2], version="2.0"),
        description(("/orders", "/orders/{orderId}", "/carts", "/carts/{id}"), version="2.0"),
        description(title="Store", version="2.0"),
    ],
)
def test_the_same_api(other: Description) -> None:
    assert is_same(description(), other)
    assert is_same(other, description())


@pytest.mark.parametrize(
    "other",
    [
        description(version="2.0", url="https://api.example/v2"),  # both versions are mounted
        description(version="2.0", url="https://other.example"),
        description(("/v2/orders", "/v2/users"), version="2.0"),
        description(("/carts", "/carts/{id}", "/orders", "/stores", "/wishes"), version="2.0"),
        description(("/orders", "/orders/{id}", "/carts", "/stores")),  # parts with something in common
        description((), version="2.0"),
    ],
)
def test_not_the_same_api(other: Description) -> None:
    assert not is_same(description(), other)
    assert not is_same(other, description())


def test_the_user_says_where_all_is_mounted() -> None:
    server = server_of_url("http://127.0.0.1:8080")
    assert server is not None
    assert is_same(description(), description(version="2.0", url="https://other.example"), server)
