"""What stands below a word and where else it stands: counted on the tree, independent of order, and told as signs."""

from collections.abc import Iterable
from functools import partial
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_templates_do_not_depend_on_order import sightings

from inventory.endpoints import Explainer, infer
from inventory.endpoints.beneath import Beneath, beneath
from inventory.endpoints.forest import Forest
from inventory.endpoints.judge import Question, Verdict, judge
from inventory.endpoints.signs import Subject, signs
from inventory.endpoints.standing import Standing
from inventory.endpoints.tree import Node

PATHS = (
    "orders/{integer}/lines", "orders/{integer}/lines/{integer}", "orders/search", "users/anna/lines",
    "users/anna/orders", "users/bert/orders", "users/bert/lines", "lines",
)  # fmt: skip


def _tree(paths: Iterable[str]) -> Node:
    root = Node()
    for path in paths:
        root.add(path.split("/"), "GET", 1)
    return root


def test_what_is_beneath_is_counted() -> None:
    root = _tree(PATHS)
    orders, users = beneath([root.children["orders"]]), beneath([root.children["users"]])
    assert (orders.has_values, orders.value_share, orders.words, orders.verbs) == (True, 2 / 3, 1, 1.0)
    assert (users.has_values, users.words, users.exchanges, users.variety) == (False, 2, 4, 0.5)
    assert (users.alike, users.alike_share, users.ends) == (2, 1.0, 0.0)
    assert beneath([root.children["lines"]]) == beneath([]) == Beneath()
    assert beneath([_tree(["anna", "bert"])]).alike == 0  # what is called at words is not what is called below them
    both = beneath([root.children["orders"], root.children["users"]])
    assert (both.words, both.has_values, both.value_share) == (3, True, 2 / 7)


def test_where_else_a_word_stands_is_counted() -> None:
    standing = Standing(_tree(PATHS))
    assert standing.others_before("lines", "orders") == 3  # the beginning, and two people
    assert standing.others_before("lines", "anna") == 2
    assert standing.others_before("search", "orders") == standing.others_before("unknown", "") == 0
    assert (standing.after_values["lines"], standing.before_values["lines"]) == (1, 1)
    assert standing.before_values["orders"] == 1


@given(st.permutations(PATHS))
def test_order_plays_no_part(paths: list[str]) -> None:
    root, usual = _tree(paths), _tree(PATHS)
    for segment, child in usual.children.items():
        assert beneath([root.children[segment]]) == beneath([child])
    standing, same = Standing(root), Standing(usual)
    for stem in ("orders", "lines", "search", "anna"):
        assert standing.others_before(stem, "") == same.others_before(stem, "")
        assert standing.after_values[stem] == same.after_values[stem]
        assert standing.before_values[stem] == same.before_values[stem]


def test_it_is_told() -> None:
    told: dict[tuple[str, ...], set[str]] = {}
    measured: dict[tuple[str, ...], dict[str, float]] = {}

    def judged(question: Question) -> Verdict:
        for stem in question.stems:
            measured[(*question.prefix, stem)] = question.place.evidence(stem)
            told[(*question.prefix, stem)] = {sign.text for sign in signs(Subject(question.place, [stem], {}))}
        return Verdict(frozenset())

    requests = [path.replace("{integer}", "17").split("/") for path in PATHS]
    infer(sightings([("GET", path, 200) for path in requests]), judged)
    assert "numbers or ids right below it" in told["orders",]
    assert "up to 2 words right below it, and no numbers or ids" in told["users",]
    assert "nothing right below it" in told["orders", "search"]
    assert "right after a number or an id somewhere in this service: it" in told["lines",]
    assert "also behind other words of this service: it" in told["users", "anna", "orders"]
    assert "nowhere else in this service" in told["orders", "search"]
    assert "made of names of people: it" in told["users", "anna"]
    assert "of 2 words here 2 are made of names of people, and 0 are codes of languages" in told["users", "anna"]
    assert (measured["lines",]["after-values"], measured["lines",]["before-values"]) == (1.0, 1.0)
    assert measured["orders",]["before-values"] == 0.0  # numbers stand below it here, and nowhere else
    assert (measured["orders",]["names-before"], measured["users",]["names-before"]) == (log2(3), 0.0)


@pytest.mark.parametrize(
    ("evidence", "bound", "change"),
    [
        ("words-beneath", 0.5, "with nothing called below"),
        ("variety-beneath", 0.4, "with 3 times as many exchanges for each word"),
    ],
)
def test_conditions_change_what_is_beneath(evidence: str, bound: float, change: str) -> None:
    forest = Forest((evidence,), (0,), (0, -1, -1), (bound, 0.0, 0.0), (2, 0, 0), (0.0, -1.0, 1.0))
    asked = partial(judge, scorer=forest)
    requests = [["users", user, call] for user in ("anna", "bert") for call in ("lines", "orders")]
    found = sightings([("GET", path, 200) for path in requests if path != ["users", "bert", "lines"]])
    (one,) = [one for one in infer(found, asked) if one.template.endswith("/lines")]
    assert one.template == "/{name}/{name2}/lines"
    told = Explainer(found, judge=asked).explain(one)[1].changes
    assert any(text.endswith(change) for text in told), told
