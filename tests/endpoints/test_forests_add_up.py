"""Forests: what they score, what each evidence contributes to that, and the one that judges."""

import math
import pickle
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_templates_do_not_depend_on_order import sightings

from inventory.endpoints import forest as module
from inventory.endpoints import infer
from inventory.endpoints.forest import Forest, fitted
from inventory.endpoints.judge import Question, Verdict, judge

NAMES = ("words", "share", "hyphen")
NUMBERS = st.floats(-100, 100)
Tree = float | tuple[int, float, "Tree", "Tree"]  # a leaf, or a split with what is left and right of it
TREES: st.SearchStrategy[Tree] = st.recursive(
    NUMBERS, lambda below: st.tuples(st.integers(0, 2), NUMBERS, below, below), max_leaves=12
)

# Two trees: of more than three words, those with hyphens are values; and a share of up to a half adds one.
BY_HAND = Forest(
    names=NAMES,
    roots=(0, 5),
    splits=(0, -1, 2, -1, -1, 1, -1, -1),
    bounds=(3.0, 0.0, 0.5, 0.0, 0.0, 0.5, 0.0, 0.0),
    rights=(2, 0, 2, 0, 0, 2, 0, 0),
    expected=(-0.5, -2.0, 1.0, 0.0, 2.0, 0.25, 1.0, -0.5),
)


def _rows(tree: Tree) -> list[tuple[int, float, int, float]]:
    """Return split, bound, way to the right and what is expected for each node; any mean does."""
    if not isinstance(tree, tuple):
        return [(-1, 0.0, 0, tree)]
    split, bound, left, right = tree[0], tree[1], _rows(tree[2]), _rows(tree[3])
    return [(split, bound, 1 + len(left), (left[0][3] + right[0][3]) / 2), *left, *right]


def _planted(trees: list[Tree]) -> Forest:
    found = [_rows(tree) for tree in trees]
    rows = [row for some in found for row in some]
    roots = tuple(sum(map(len, found[:number])) for number in range(len(found)))
    return Forest(NAMES, roots, *(tuple(row[column] for row in rows) for column in range(4)))


def _leaf(tree: Tree, strengths: list[float]) -> float:
    while isinstance(tree, tuple):
        tree = tree[2] if strengths[tree[0]] <= tree[1] else tree[3]
    return tree


@given(st.lists(TREES, max_size=5), st.lists(NUMBERS, min_size=3, max_size=3))
def test_contributions_and_leaves_add_up_to_the_score(trees: list[Tree], strengths: list[float]) -> None:
    forest, evidence = _planted(trees), dict(zip(NAMES, strengths, strict=True))
    score = forest.score({**evidence, "nobody-asks": 1.0})
    assert math.isclose(score, sum(_leaf(tree, strengths) for tree in trees), abs_tol=1e-9)
    parts = forest.contributions(evidence)
    assert tuple(parts) == NAMES
    assert math.isclose(forest.base + sum(parts.values()), score, abs_tol=1e-9)


@given(st.lists(TREES, max_size=5))
def test_a_forest_is_the_same_when_it_is_read_back(trees: list[Tree]) -> None:
    forest = _planted(trees)
    assert msgspec.json.decode(msgspec.json.encode(forest), type=Forest) == forest
    assert pickle.loads(pickle.dumps(forest)) == forest


@pytest.mark.parametrize(
    ("strengths", "score", "contributions"),
    [
        ((3.0, 0.5, 1.0), -1.0, (-1.5, 0.75, 0.0)),  # a bound itself is on the left
        ((3.1, 0.5, 0.5), 1.0, (1.5, 0.75, -1.0)),
        ((9.0, 0.6, 1.0), 1.5, (1.5, -0.75, 1.0)),
    ],
)
def test_a_forest_by_hand(strengths: tuple[float, ...], score: float, contributions: tuple[float, ...]) -> None:
    evidence = dict(zip(NAMES, strengths, strict=True))
    assert BY_HAND.base == -0.25
    assert BY_HAND.score(evidence) == score
    assert tuple(BY_HAND.contributions(evidence).values()) == contributions


def test_evidence_must_be_there() -> None:
    for ask in (BY_HAND.score, BY_HAND.contributions):
        with pytest.raises(KeyError):
            ask({"words": 1.0})


def test_the_judge_asks_the_forest_that_it_is_given() -> None:
    asked: list[str] = []
    always, never = (Forest(("words",), (0,), (-1,), (0.0,), (0,), (leaf,)) for leaf in (1.0, -1.0))

    def judged(question: Question) -> Verdict:
        yes, no = judge(question, always), judge(question, never)
        assert (yes.values, no.values) == (frozenset(question.stems), frozenset())
        assert (yes.reason, no.reason) == ("", "")  # no evidence told
        asked.extend(question.stems)
        return no

    infer(sightings([("GET", ["users", "anna"], 200)]), judged)
    assert asked == ["users", "anna"]


# -- the forest that judges --------------------------------------------------------------------------------------------


def test_the_fitted_forest_is_well_formed() -> None:
    forest = fitted()
    number = len(forest.splits)
    assert len(forest.bounds) == len(forest.rights) == len(forest.expected) == number
    assert len(set(forest.names)) == len(forest.names)
    assert 0 < len(forest.roots) <= 600
    assert forest.roots[0] == 0
    assert all(map(math.isfinite, (*forest.bounds, *forest.expected)))
    for root, end in zip(forest.roots, (*forest.roots[1:], number), strict=True):
        assert root < end
        reached = {root}
        for node in range(root, end):
            assert -1 <= forest.splits[node] < len(forest.names)
            if forest.splits[node] >= 0:
                children = {node + 1, node + forest.rights[node]}
                assert len(children) == 2
                assert not children & reached
                reached |= children
                low, high = sorted(forest.expected[child] for child in children)
                assert low - 1e-5 <= forest.expected[node] <= high + 1e-5
        assert reached == set(range(root, end))
        assert sum(forest.splits[node] < 0 for node in range(root, end)) <= 12


def test_all_evidence_that_trees_look_at_is_measured() -> None:
    measured: list[set[str]] = []

    def judged(question: Question) -> Verdict:
        measured.extend(set(question.place.evidence(stem)) for stem in question.stems)
        return judge(question)

    infer(sightings([("GET", ["users", "anna"], 200)]), judged)
    assert measured
    assert all(set(fitted().names) <= names for names in measured)


def test_the_fitted_forest_is_small_and_read_once_when_it_is_needed() -> None:
    assert Path(module.__file__).with_name(module.DATA).stat().st_size < 400_000
    assert fitted() is fitted()
    told = "import inventory.endpoints, inventory.endpoints.forest as it; print(it.fitted.cache_info().currsize)"
    assert subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout == "0\n"
