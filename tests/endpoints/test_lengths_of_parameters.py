"""Parameters tell how short and how long their values were, from typed values and from words, wherever these stand."""

import random
from collections.abc import Iterable

import pytest

from inventory.endpoints import Gatherer, Room, infer
from inventory.model.corrections import Correction
from inventory.model.endpoints import Endpoint
from inventory.model.exchanges import Exchange, Fields, Place
from inventory.observe import observe

WORDS = [f"{one}{other}{last}" for one in ("ba", "de", "fi", "go") for other in ("ma", "ne", "ri", "so") for last in
         ("ka", "le", "vino", "zo")]  # fmt: skip
JSON = Fields((("content-type", "application/json"),))


def inferred(
    targets: Iterable[str], *corrections: Correction, status: int = 200, room: Room | None = None
) -> tuple[Endpoint, ...]:
    gatherer = Gatherer("c", room)
    for target in targets:
        gatherer.add(observe(Exchange("GET", "http", "a", target, "1.1", status, Place(1), response_fields=JSON)))
    return infer(gatherer.sightings(), corrections=corrections)


def lengths(found: Iterable[Endpoint]) -> dict[str, list[tuple[int | None, int | None]]]:
    return {one.template: [(each.min_length, each.max_length) for each in one.parameters] for one in found}


@pytest.mark.parametrize(
    ("targets", "wanted"),
    [
        (["/users/7", "/users/1234", "/users/99999"], {"/users/{userId}": [(1, 5)]}),
        (["/users/7/orders/12345", "/users/777/orders/1"], {"/users/{userId}/orders/{orderId}": [(1, 3), (1, 5)]}),
        (["/files/1.pdf", "/files/12345.pdf"], {"/files/{fileId}.pdf": [(1, 5)]}),
        (["/orders/12:cancel", "/orders/1234:cancel"], {"/orders/{orderId}:cancel": [(2, 4)]}),
        (["/at/48.85,2.3522", "/at/5.1,16.3"], {"/at/{lat},{lon}": [(3, 5), (4, 6)]}),
        (["/days/2024-01-31", "/days/1953-04-12"], {"/days/{date}": [(None, None)]}),
    ],
)
def test_typed_values(targets: list[str], wanted: object) -> None:
    assert lengths(inferred(targets)) == wanted


def test_the_type_of_an_id_tells_its_length() -> None:
    (one,) = inferred(["/users/2f1c7a04-6f5e-4c0e-9a51-0c4f5d3f6c11"])
    assert (one.parameters[0].type, one.parameters[0].min_length, one.parameters[0].max_length) == ("uuid", None, None)


def test_words_that_are_values_count_in_any_order() -> None:
    targets = [f"/users/{word}" for word in (*WORDS, "J%C3%B8")] + ["/users/123456789", "/users/%F0%9F%8E%88%20b"]
    wanted = inferred(targets)
    assert lengths(wanted) == {"/users/{userId}": [(2, 9)]}
    random.Random(1).shuffle(targets)
    assert inferred(targets) == wanted


def test_a_format_behind_a_word_is_no_part_of_it() -> None:
    found = inferred([f"/pages/{word}.{form}" for word in WORDS for form in ("json", "xml")])
    assert lengths(found) == {"/pages/{page}.{format}": [(6, 8), (None, None)]}


def test_a_corrected_parameter_has_lengths_and_the_rest_of_a_path_has_none() -> None:
    set_one, set_rest = Correction("set", "", "", "/users/{who}/x-{what}"), Correction("set", "", "", "/files/{path*}")
    found = inferred(["/users/me/x-12", "/users/anna/x-abcde", "/files/a/b/12", "/files/7"], set_one, set_rest)
    assert lengths(found) == {"/users/{who}/x-{what}": [(2, 4), (2, 5)], "/files/{path*}": [(None, None)]}


def test_what_is_not_served_has_no_say() -> None:
    served = inferred(["/users/1", "/users/123"])
    gatherer = Gatherer("c")
    for target, status in (("/users/1", 200), ("/users/123", 200), ("/users/" + "9" * 99, 404), ("/users/12345", 403)):
        gatherer.add(observe(Exchange("GET", "http", "a", target, "1.1", status, Place(1), response_fields=JSON)))
    assert lengths(infer(gatherer.sightings())) == lengths(served) == {"/users/{userId}": [(1, 3)]}
    assert lengths(inferred(["/users/1", "/users/123"], status=404)) == {"/users/{userId}": [(None, None)]}


def test_words_that_are_folded_are_as_long_as_they_were() -> None:
    gatherer = Gatherer("c", Room(4, 4, 1))
    targets = [f"/shops/{word}/items/{number}" for number, word in enumerate(WORDS)]
    for target in targets:
        gatherer.add(observe(Exchange("GET", "http", "a", target, "1.1", 200, Place(1), response_fields=JSON)))
    assert gatherer.folded
    assert lengths(infer(gatherer.sightings())) == lengths(inferred(targets)) == {
        "/shops/{shop}/items/{itemId}": [(6, 8), (1, 2)]
    }  # fmt: skip


def test_no_value_is_kept() -> None:
    values = ["4111111111111111", "ada.lovelace@example.com", "1953-04-12"]
    found = inferred([f"/people/{value}/x" for value in values])
    assert not any(value in repr(found) for value in [*values, "1953", "4111"])
