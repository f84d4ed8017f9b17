"""What a user corrects holds, whatever else was seen; the order of sightings and corrections changes nothing."""

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_templates_do_not_depend_on_order import REQUESTS, sightings

from inventory.correcting import correction
from inventory.endpoints import infer
from inventory.model.corrections import Correction
from inventory.model.observations import merge_sightings

USERS = [("GET", ["users", word], 200) for word in ("anna", "me", "42", "Bob", "search")]
CORRECTIONS = [
    correction("set", "/users/{id}"),
    correction("set", "/users/{user}/orders/{orderNumber}"),
    correction("set", "GET /{tenant}/{thing}", "api.example"),
    correction("set", "/{file}.json"),
    correction("keep", "/users/me"),
    correction("keep", "/{any}/search"),
    correction("split", "/users/{userId}", words=["anna", "Bob"]),
    correction("split", "/orders/{orderId}"),
    correction("name", "/users/{userId}", words=["person"]),
    correction("name", "/orders/{orderId}", "other.example", ["number"]),
]


def templates(requests: list[tuple[str, list[str], int]], *corrections: Correction) -> set[str]:
    return {f"{one.method} {one.template}" for one in infer(sightings(requests), corrections=corrections)}


@settings(max_examples=100, deadline=None)
@given(
    st.lists(REQUESTS, max_size=40),
    st.integers(0, 40),
    st.lists(st.sampled_from(CORRECTIONS), unique=True),
    st.randoms(use_true_random=False),
)
def test_any_partition_and_order_gives_the_same_endpoints(
    requests: list[tuple[str, list[str], int]], cut: int, corrections: list[Correction], chance: random.Random
) -> None:
    one, other = sightings(requests[:cut], "one"), sightings(requests[cut:], "other")
    wanted = infer(merge_sightings([*one, *other]), corrections=corrections)
    mixed = list(merge_sightings([*other, *one]))
    chance.shuffle(mixed)
    chance.shuffle(corrections)
    assert infer(mixed, corrections=[*corrections, *corrections]) == wanted
    assert sum(endpoint.count for endpoint in wanted) == len(requests)
    for endpoint in wanted:
        names = [parameter.name for parameter in endpoint.parameters]
        assert len(set(names)) == len(names)
        assert all(f"{{{name}" in endpoint.template for name in names)
        assert "{=" not in endpoint.template
        assert all(parameter.evidence for parameter in endpoint.parameters)


def test_a_template_gets_all_that_it_matches_and_what_is_below() -> None:
    requests = [*USERS, ("GET", ["users", "anna", "orders"], 200), ("DELETE", ["users", "7"], 403)]
    assert templates(requests, correction("set", "/users/{id}")) == {
        "GET /users/{id}",
        "GET /users/{id}/orders",
        "DELETE /users/{id}",
    }


def test_a_template_for_one_method_leaves_the_others() -> None:
    requests = [("GET", ["users", "anna"], 200), ("PUT", ["users", "anna"], 200)]
    kept = correction("split", "/users/{id}")
    assert templates(requests, correction("set", "GET /users/{id}"), kept) == {"GET /users/{id}", "PUT /users/anna"}


def test_a_template_for_one_service_leaves_the_others() -> None:
    (other,) = sightings([("GET", ["users", "anna"], 200)])
    moved = msgspec.structs.replace(other, service="b.example")
    said = [correction("set", "/users/{id}", "B.example"), correction("split", "/users/{id}")]
    found = infer([other, moved], corrections=said)
    assert [(one.service, one.template) for one in found] == [
        ("api.example", "/users/anna"),
        ("b.example", "/users/{id}"),
    ]


def test_a_kept_word_stays_a_name_even_where_it_was_only_refused_and_with_a_format() -> None:
    requests = [("GET", ["users", "7"], 200), ("GET", ["users", "me"], 401), ("GET", ["users", "me.json"], 200)]
    found = templates(requests, correction("set", "/users/{id}"), correction("keep", "/users/me"))
    assert found == {"GET /users/{id}", "GET /users/me", "GET /users/me.json"}


def test_what_was_merged_is_split() -> None:
    requests = [("GET", ["orders", word], 200) for word in ("anna", "bob", "carl", "dora", "emil", "frida", "9")]
    words = ["anna", "bob"]
    merged = correction("set", "/orders/{id}")
    assert templates(requests, merged, correction("split", "/orders/{orderId}", words=words)) == {
        "GET /orders/{id}",
        "GET /orders/anna",
        "GET /orders/bob",
    }
    assert templates(requests, correction("split", "/orders/{orderId}")) == {"GET /orders/{orderId}"} | {
        f"GET /orders/{word}" for word in ("anna", "bob", "carl", "dora", "emil", "frida")
    }
    assert templates(requests, merged, correction("split", "/orders/{orderId}")) == {"GET /orders/{id}"}


def test_a_parameter_is_named_in_all_paths_through_it_and_no_other_takes_the_name() -> None:
    requests = [
        ("GET", ["users", "7"], 200),
        ("GET", ["users", "7", "orders", "8"], 200),
        ("GET", ["v1", "users", "7"], 200),
    ]
    name = correction("name", "/users/{userId}", words=["orderId"])
    assert templates(requests, name) == {
        "GET /users/{orderId}",
        "GET /users/{orderId}/orders/{userOrderId}",
        "GET /v1/users/{userId}",
    }
    late = correction("name", "/users/{userId}/orders/{orderId}", words=["number"])
    assert "GET /users/{userId}/orders/{number}" in templates(requests, late)


def test_a_part_of_a_segment_is_a_parameter() -> None:
    requests = [("GET", ["files", "report.json"], 200), ("GET", ["files", "summary.json"], 200)]
    assert templates(requests, correction("set", "/files/{name}.json")) == {"GET /files/{name}.json"}


def test_the_longest_template_wins_then_the_one_with_words_in_front() -> None:
    path = [("GET", ["users", "anna"], 200)]
    short, long = correction("set", "/{a}"), correction("set", "/users/{b}")
    wide, named = correction("set", "/{c}/anna"), correction("set", "GET /users/{d}")
    assert templates(path, short, long) == {"GET /users/{b}"}
    assert templates(path, wide, long) == {"GET /users/{b}"}
    assert templates(path, named, long) == {"GET /users/{d}"}
    assert templates(path, correction("set", "/users/{e}", "api.example"), named) == {"GET /users/{e}"}


@pytest.mark.parametrize("state", [200, 404])
def test_a_corrected_parameter_tells_so(state: int) -> None:
    (found,) = infer(sightings([("GET", ["users", "anna"], state)]), corrections=[correction("set", "/users/{id}")])
    (parameter,) = found.parameters
    assert (parameter.name, parameter.type, parameter.reason) == ("id", "string", "corrected")
    assert parameter.evidence.startswith("a correction says so")


def test_the_type_of_values_is_still_told() -> None:
    (found,) = infer(
        sightings([("GET", ["users", "7"], 200), ("GET", ["users", "8"], 200)]),
        corrections=[correction("set", "/users/{id}")],
    )
    assert [(one.type, one.evidence) for one in found.parameters] == [
        ("integer", "a correction says so (2 exchanges with other values)")
    ]
    (named,) = infer(
        sightings([("GET", ["users", "7"], 200)]), corrections=[correction("name", "/users/{x}", words=["key"])]
    )
    assert [(one.name, one.reason) for one in named.parameters] == [("key", "value-shape")]
    assert named.parameters[0].evidence.endswith(", named by a correction")


def test_a_name_that_is_kept_stays_in_a_tree_of_files() -> None:
    files = ["a/b/c.txt", "d/e.png", "f/g/h/i.pdf", "docs/x/y.pdf", "docs/z.tar.gz", "logo.svg", "k/l.md", "m/n/o.png"]
    seen = sightings([("GET", ["files", *name.split("/")], 200) for name in files])
    assert {one.template for one in infer(seen)} == {"/files/{path*}"}
    kept = correction("keep", "/files/docs")
    assert "/files/{path*}" not in {one.template for one in infer(seen, corrections=[kept])}
