"""Explanations: of every segment, with figures and conditions that hold when they are tried."""

import math
import random
import re
from functools import partial

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_templates_do_not_depend_on_order import REQUESTS, sightings

from inventory.correcting import correction
from inventory.endpoints import Explainer, infer
from inventory.endpoints.conditions import _alike
from inventory.endpoints.explaining import outline
from inventory.endpoints.forest import Forest, fitted
from inventory.endpoints.judge import Question, Verdict, judge
from inventory.endpoints.signs import TELLERS, Subject, signs
from inventory.model.corrections import Correction, segments_of
from inventory.model.explanations import Explanation
from inventory.model.observations import Name, Sighting, Tally, merge_sightings

Requests = list[tuple[str, list[str], int]]

SLUGS = ["silver-lake", "gold-mine", "iron-works", "copper-hill", "tin-roof", "zinc-bar", "lead-pipe", "nickel-bay"]


def _get(*paths: str) -> Requests:
    return [("GET", path.strip("/").split("/"), 200) for path in paths]


def _explain(requests: Requests, template: str, *corrections: Correction) -> tuple[Explanation, ...]:
    found = sightings(requests)
    (one,) = [one for one in infer(found, corrections=corrections) if one.template == template]
    return Explainer(found, corrections).explain(one)


@settings(max_examples=60, deadline=None)
@given(st.lists(REQUESTS, min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_every_segment_is_explained_whatever_the_order(requests: Requests, chance: random.Random) -> None:
    found = sightings(requests)
    mixed = list(merge_sightings([*sightings(requests[:7], "one"), *sightings(requests[7:], "other")]))
    chance.shuffle(mixed)
    explainer, other = Explainer(found), Explainer(mixed)
    for one in infer(found):
        why = explainer.explain(one)
        assert other.explain(one) == why
        assert tuple(segment.segment for segment in why) == segments_of(one.template)
        for segment in why:
            assert (segment.verdict == "parameter") == ("{" in segment.segment)
            assert segment.text
            assert (segment.confidence is not None) == (segment.basis == "evidence")
            assert segment.confidence is None or 0.5 <= segment.confidence <= 1
            assert [abs(sign.weight) for sign in segment.signs] == sorted(
                (abs(sign.weight) for sign in segment.signs), reverse=True
            )
            assert len({sign.text for sign in segment.signs}) == len(segment.signs)


def test_all_evidence_is_told_by_some_sign() -> None:
    assert set(TELLERS) == set(fitted().names)


def test_signs_add_up_to_the_score() -> None:
    average, asked = fitted().base, 0

    def judged(question: Question) -> Verdict:
        nonlocal asked
        for stem in question.stems:
            told = sum(sign.weight for sign in signs(Subject(question.place, [stem], {})))
            score = fitted().score(question.place.evidence(stem))
            assert math.isclose(average + told, score, abs_tol=0.01 * len(set(TELLERS.values())))
            asked += 1
        return judge(question)

    infer(sightings(_get(*(f"/users/{one}/orders" for one in SLUGS), "/users/me", "/users/7")), judged)
    assert asked > len(SLUGS)


def test_figures_can_be_checked() -> None:
    requests = _get(*(f"/users/{one}" for one in SLUGS), *(f"/users/{one}/orders" for one in SLUGS[:5]), "/users/42")
    users, slug = _explain(requests, "/users/{userId}")
    texts = {sign.text for sign in slug.signs}
    assert "8 different words in 13 exchanges, 3 of them once" in texts
    assert "numbers or ids at the same place: integer in 1 exchange" in texts
    assert "5 of 8 words are followed by the same calls as other words here: /orders" in texts
    assert "written with hyphens (all 8 words)" in texts
    assert "`users` before it is a collection" in texts
    assert slug.text == "all 8 words here judged to be values, beside 1 exchange with numbers or ids"
    assert "no other word here (14 exchanges)" in {sign.text for sign in users.signs}
    assert sum(sign.weight > 0 for sign in slug.signs) > 3


def test_collections_below_a_member_are_told() -> None:
    requests = _get(*(f"/teams/red-owls/{name}" for name in ("players", "matches", "coaches", "history")), "/teams")
    _, team, _ = _explain(requests, "/teams/red-owls/players")
    assert "3 collections below it, as below a member of `teams`" in {sign.text for sign in team.signs}


def test_what_no_other_word_shares_is_told_apart() -> None:
    requests = _get("/users/recent", "/users/recent/settings", "/users/all/roles", "/users/all")
    _, recent = _explain(requests, "/users/recent")
    assert "followed by calls that no other word here has: /settings" in {sign.text for sign in recent.signs}


def test_what_the_store_holds_may_be_of_an_older_judge() -> None:
    found = sightings(_get(*(f"/users/{one}/orders" for one in SLUGS)))
    (one,) = infer(found)
    older = msgspec.structs.replace(one, template="/users/silver-lake/orders", paths=one.paths[:1])
    assert Explainer(found).explain(older) == Explainer(found).explain(one)


def test_values_are_shown_in_outline_alone() -> None:
    requests = _get(*(f"/users/{one}" for one in SLUGS * 2), "/users/ab", "/users/42")
    _, slug = _explain(requests, "/users/{userId}")
    assert [example.shown for example in slug.examples] == [
        "c…l (11 characters)", "g…e (9 characters)", "i…s (10 characters)",
    ]  # fmt: skip
    assert slug.examples[0].count == 2
    told = [slug.text, *slug.changes, *(sign.text for sign in slug.signs), *(one.shown for one in slug.examples)]
    assert not any(word in text for word in SLUGS for text in told)


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("magdalena", "m…a (9 letters)"),
        ("me", "… (2 letters)"),
        ("tom", "… (3 letters)"),
        ("a1b2", "a…2 (4 characters)"),
        ("%E4%BA%BA%E4%BA%BA", "… (2 letters)"),
        ("-secret-", "… (8 characters)"),
        ("%1B%5B31m%07", "… (6 characters)"),
    ],
)
def test_outlines(word: str, shown: str) -> None:
    assert outline(word) == shown


@given(st.text(max_size=80))
def test_an_outline_has_no_more_than_two_signs_of_a_word(word: str) -> None:
    assert re.fullmatch(r"(\w?)…(\w?) \(\d+ (letters|characters)\)", outline(word))


# -- conditions --------------------------------------------------------------------------------------------------------


# Of three words and more each is a value, unless there are three exchanges and more for each word.
SEVERAL = Forest(
    names=("words", "exchanges-each"),
    roots=(0, 3),
    splits=(0, -1, -1, 1, -1, -1),
    bounds=(1.8, 0.0, 0.0, 1.5, 0.0, 0.0),  # log2(1 + 2) < 1.8 < log2(1 + 3); log2(2) < 1.5 < log2(3)
    rights=(2, 0, 0, 2, 0, 0),
    expected=(0.0, -1.0, 1.0, -1.5, 0.0, -3.0),
)
TWO = Forest(("words",), (0,), (0, -1, -1), (1.2, 0.0, 0.0), (2, 0, 0), (0.0, -1.0, 1.0))  # of two words each is one


def _changes(forest: Forest, requests: Requests, template: str) -> tuple[str, ...]:
    """Tell what would change the verdict on the last segment."""
    found, asked = sightings(requests), partial(judge, scorer=forest)
    (one,) = [one for one in infer(found, asked) if one.template == template]
    return Explainer(found, judge=asked).explain(one)[-1].changes


def _verdict(forest: Forest, requests: Requests, word: str) -> str:
    """Tell what became of a word in the last segment of one-word paths below `users`."""
    judged = infer(sightings(requests), partial(judge, scorer=forest))
    found = {path for one in judged for path in one.paths if one.template == path}
    return "name" if f"/users/{word}" in found else "parameter"


def test_more_words_make_it_a_parameter() -> None:
    requests = _get("/users/settings", "/users/settings", "/users")
    change, *_ = _changes(SEVERAL, requests, "/users/settings")
    assert change == "it would be a parameter with 2 more words like it here, called as it is"
    first, second = (_get(*[f"/users/{_alike('settings', number)}"] * 2) for number in (1, 2))
    assert _verdict(SEVERAL, [*requests, *first], "settings") == "name"
    assert _verdict(SEVERAL, [*requests, *first, *second], "settings") == "parameter"


def test_fewer_words_or_more_exchanges_make_it_a_name() -> None:
    listed, asked = _get("/users"), _get(*(f"/users/{one}" for one in ("address", "settings", "lantern", "meadow")))
    assert _changes(SEVERAL, listed + asked, "/users/{user}") == (
        "its most frequent word would be a name with no more than 2 different words here",
        "its most frequent word would be a name with 3 times as many exchanges for each word",
    )
    assert _verdict(SEVERAL, listed + asked[:2], "address") == "name"
    assert _verdict(SEVERAL, listed + asked[:3], "address") == "parameter"
    assert _verdict(SEVERAL, listed + asked * 3, "address") == "name"
    assert _verdict(SEVERAL, listed + asked * 2, "address") == "parameter"


def test_a_word_alone_is_a_name() -> None:
    anna, others = _get("/users", "/users/anna", "/users/anna"), _get("/users/bert", "/users/carl", "/users/dora")
    told = ("its most frequent word would be a name if it stood here alone",)
    assert _changes(TWO, [*anna, *others], "/users/{user}") == told
    assert _verdict(TWO, anna, "anna") == "name"
    assert _verdict(TWO, [*anna, *others[:1]], "anna") == "parameter"


# -- what nobody judged ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("corrections", "template", "bases"),
    [
        ([], "/orders/{orderId}", ["evidence", "type"]),
        ([("set", "/orders/{number}", [])], "/orders/{number}", ["correction", "correction"]),
        ([("set", "/orders/{number}", []), ("keep", "/orders/search", [])], "/orders/search", ["correction"] * 2),
        ([("name", "/orders/{x}", ["number"])], "/orders/{number}", ["evidence", "type"]),
    ],
)  # fmt: skip
def test_bases(corrections: list[tuple[str, str, list[str]]], template: str, bases: list[str]) -> None:
    requests = _get("/orders/42", "/orders/43", "/orders/search")
    made = [correction(kind, place, words=words) for kind, place, words in corrections]
    why = _explain(requests, template, *made)
    assert [one.basis for one in why] == bases
    assert all(one.correction is None for one in why if one.basis == "correction")


def test_a_value_behind_a_word_has_its_type() -> None:
    requests = _get(*(f"/subscribers/imsi-{20893 + number}/data" for number in range(3)), "/subscribers/groups")
    why = _explain(requests, "/subscribers/imsi-{imsiId}/data")
    assert [one.basis for one in why] == ["evidence", "type", "evidence"]
    assert why[1].text == "all its values have a type by their form: integer in 3 exchanges"


def test_what_was_never_served_shapes_nothing() -> None:
    requests = [*_get("/orders/42"), ("GET", ["wp-admin", "7"], 404)]
    assert [one.basis for one in _explain(requests, "/wp-admin/{wpAdminId}")] == ["unserved", "unserved"]


def test_methods_of_grpc_are_told_by_the_protocol() -> None:
    tally, name = Tally(200, "api", "served", 1, 1, 1, ()), Name(200, "protocol", "grpc", 1)
    found = [Sighting("seats.example", "POST", "/tickets.Seats/Find", (tally,), (name,))]
    (one,) = infer(found)
    assert [segment.basis for segment in Explainer(found).explain(one)] == ["protocol", "protocol"]


def test_trees_of_files_are_told_by_their_form() -> None:
    files = ["a/b/c.txt", "d/e.png", "f/g/h/i.pdf", "docs/x/y.pdf", "docs/z.tar.gz", "logo.svg", "k/l.md", "m/n/o.png"]
    why = _explain(
        _get(*(f"/repos/{n}/contents/{file}" for n in range(9) for file in files)), "/repos/{repoId}/contents/{path*}"
    )
    assert [one.basis for one in why] == ["evidence", "type", "evidence", "files"]


def test_paths_without_end_are_told_to_be_too_many() -> None:
    found = sightings(_get("/a" * 40))
    (one,) = infer(found)
    *_, last = Explainer(found).explain(one)
    assert (last.segment, last.basis, last.correction) == ("{rest*}", "bound", None)
