"""However many corrections there are, a path gets what going through them one by one would give it."""

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_corrections_come_first import templates
from test_templates_do_not_depend_on_order import sightings

from inventory.correcting import correction
from inventory.endpoints import corrections as indexed
from inventory.endpoints import infer
from inventory.endpoints.corrections import Corrected, by_service
from inventory.errors import UsageError
from inventory.model.corrections import PARAMETER, Correction, require_sound
from inventory.model.segments import split

WORDS = ("a", "b", "me", "a-b", "x.json", "me.json")
FORMS = (*WORDS, "{p}", "{p}-{q}", "{p}.json", "a{p}")
SEGMENTS = st.sampled_from((*WORDS, "{integer}", "{integer}-{uuid}"))
METHODS = ("GET", "PUT")


@st.composite
def corrected(draw: st.DrawFn) -> Correction | None:
    forms = draw(st.lists(st.sampled_from(FORMS), min_size=1, max_size=3))
    names = (f"{{p{number}}}" for number in range(9))
    segments = [re.sub(r"\{\w\}", lambda _: next(names), form) for form in forms]
    if draw(st.booleans()) and draw(st.booleans()):
        segments.append("{rest*}")
    kind = draw(st.sampled_from(["set", "set", "keep", "split"]))
    words = tuple(sorted(draw(st.sets(st.sampled_from(WORDS), max_size=2)))) if kind == "split" else ()
    method = draw(st.sampled_from(["", *METHODS])) if kind == "set" else ""
    one = Correction(kind, draw(st.sampled_from(["", "s.example"])), method, "/" + "/".join(segments), words)
    try:
        require_sound(one)
    except UsageError:
        return None
    return one


def fits(one: Correction, form: tuple[str, ...], segments: tuple[str, ...]) -> bool:
    """Whether a path goes through the place that these segments of a correction stand for."""
    return len(form) <= len(segments) and all(
        re.fullmatch(".+".join(map(re.escape, PARAMETER.split(part)[::2])), segment, re.DOTALL)
        for part, segment in zip(form, segments, strict=False)
    )


def strength(one: Correction) -> tuple[object, ...]:
    literals = ["{" not in part for part in one.segments]
    return len(literals), literals, bool(one.service), bool(one.method), one


def expected(told: list[Correction], method: str, segments: tuple[str, ...]) -> Corrected:
    kept, loose, sets = set[int](), set[int](), list[Correction]()
    for one in told:
        above, at = one.segments[:-1], len(one.segments) - 1
        if one.kind == "set":
            form = above if one.takes_rest else one.segments
            if one.method in ("", method) and fits(one, form, segments) and len(segments) >= len(one.segments):
                sets.append(one)
        elif fits(one, above, segments) and at < len(segments):
            words = one.words if one.kind == "split" else one.segments[-1:]
            if not words and "{" not in segments[at]:
                loose.add(at)
            if segments[at] in words or split(segments[at]).stem in words:
                kept.add(at)
    sets = [one for one in sets if not (one.takes_rest and any(at >= len(one.segments) - 1 for at in kept))]
    shown, covered = list(segments), 0
    if sets:
        best = max(sets, key=strength)
        covered = len(segments) if best.takes_rest else len(best.segments)
        for index, part in enumerate(best.segments):
            if "{" not in part:
                kept.add(index)
            elif index not in kept:
                shown[index] = part.replace("{", "{=")
        shown = shown[: len(best.segments)] if best.takes_rest else shown
    return Corrected(tuple(shown), frozenset(kept | {at for at in loose if at >= covered}))


@settings(max_examples=500, deadline=None)
@given(st.lists(corrected(), max_size=12), st.lists(SEGMENTS, max_size=4), st.sampled_from(METHODS))
def test_as_if_they_were_asked_one_by_one(drawn: list[Correction | None], segments: list[str], method: str) -> None:
    told = [one for one in drawn if one is not None]
    for service in ("s.example", "other.example"):
        ours = [one for one in told if one.service in ("", service)]
        assert by_service(told)(service).apply(method, tuple(segments)) == expected(ours, method, tuple(segments))


@pytest.mark.parametrize(
    "make",
    [
        lambda number: ("keep", f"/users/w{number}"),
        lambda number: ("set", f"/users/w{number}/{{id}}"),
        lambda number: ("set", f"/users/w{number}-{{id}}"),
        lambda number: ("set", f"/users/{{id}}-w{number}"),
        lambda number: ("set", f"/users/{{a}}-w{number}-{{b}}"),
        lambda number: ("split", f"/users/w{number}/{{id}}"),
        lambda number: ("set", f"/{{a}}/{{b}}/w{number}"),
    ],
)
def test_a_path_is_not_held_against_every_correction(make: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: places that are looked at, and patterns that are tried."""
    told = [correction(*make(number)) for number in range(300)]  # type: ignore[operator]
    of = by_service(told)("s.example")
    places = _places(of)
    tried = [_Counted(pattern) for place in places for found in place._parts.values() for pattern, _ in found]
    counted = iter(tried)
    for place in places:
        for part, found in place._parts.items():
            place._parts[part] = [(next(counted), below) for _, below in found]  # type: ignore[misc]
    looked = 0
    below = indexed._Place.below

    def look(place: indexed._Place, segment: str) -> list[indexed._Place]:
        nonlocal looked
        found = below(place, segment)
        looked += len(found)
        return found

    monkeypatch.setattr(indexed._Place, "below", look)
    for number in range(100):
        of.apply("GET", ("users", f"w{number}-w{number}-w{number}", "w7"))
    assert looked <= 100 * 6
    assert sum(one.tries for one in tried) <= 100 * 6


class _Counted:
    """A pattern that counts how often it is tried."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        self.tries = 0

    def match(self, segment: str) -> re.Match[str] | None:
        self.tries += 1
        return self._pattern.match(segment)


def _places(of: indexed.Corrections) -> list[indexed._Place]:
    found = list(of._roots)
    for place in found:
        found += [*place._below.values(), *(below for _, below in place._mixed.values())]
    return found


def test_values_stay_values_where_all_words_are_names() -> None:
    of = by_service([correction("split", "/orders/{id}")])("s.example")
    assert of.apply("GET", ("orders", "{integer}")) == Corrected(("orders", "{integer}"), frozenset())
    assert of.apply("GET", ("orders", "export")) == Corrected(("orders", "export"), frozenset({1}))


def test_a_name_for_one_service_comes_before_that_for_all() -> None:
    told = [correction("name", "/users/{id}", "s.example", ["own"]), correction("name", "/users/{id}", words=["any"])]
    of = by_service(told)
    assert of("s.example").names(("users", "{}")) == ("own",)
    assert of("other.example").names(("users", "{}")) == ("any",)
    assert of("other.example").names(("users",)) == ()


FILES = [
    ("GET", path.split("/"), 200)
    for path in ("files", "files/c", "files/a/b.txt", "files/docs", "files/docs/x/y.pdf", "files/7/meta")
]


def test_a_tree_of_files_can_be_told() -> None:
    assert templates(FILES, correction("set", "/files/{path*}")) == {"GET /files", "GET /files/{path*}"}
    assert templates([("DELETE", ["files", "x", "y"], 404)], correction("set", "/files/{path*}")) == {
        "DELETE /files/{path*}"
    }
    only = templates(FILES, correction("set", "PUT /files/{path*}"))
    assert "GET /files/{path*}" not in only


def test_the_rest_of_every_path_of_a_service_can_be_told() -> None:
    assert templates(FILES, correction("set", "/{path*}", "api.example")) == {"GET /{path*}"}


@pytest.mark.parametrize(
    "undone", [correction("keep", "/files/docs"), correction("split", "/files/{path*}", words=["docs"])]
)
def test_a_name_below_is_no_part_of_the_tree(undone: Correction) -> None:
    found = templates(FILES, correction("set", "/files/{path*}"), undone)
    assert found >= {"GET /files", "GET /files/{path*}", "GET /files/docs"}
    assert any(re.fullmatch(r"GET /files/docs/[^/]+/[^/]+", one) for one in found)
    assert len(found) == 4


def test_a_longer_template_below_is_no_part_of_the_tree() -> None:
    found = templates(FILES, correction("set", "/files/{path*}"), correction("set", "/files/{id}/meta"))
    assert found == {"GET /files", "GET /files/{path*}", "GET /files/{id}/meta"}


def test_a_tree_that_was_inferred_is_undone_by_telling_that_words_there_are_names() -> None:
    names = ["a/b/c.txt", "d/e.png", "f/g/h/i.pdf", "docs/x/y.pdf", "docs/z.tar.gz", "logo.svg", "k/l.md", "m/n/o.png"]
    requests = [("GET", ["files", *name.split("/")], 200) for name in names]
    assert templates(requests) == {"GET /files/{path*}"}
    assert templates(requests, correction("name", "/files/{path*}", words=["file"])) == {"GET /files/{file*}"}
    undone = templates(requests, correction("split", "/files/{path*}"))
    assert {"GET /files/logo.svg", "GET /files/d/e.png"} <= undone
    assert not any("*" in one for one in undone)


def test_the_name_of_a_rest_is_unique_and_told_without_its_star() -> None:
    told = [correction("set", "/{file}/{rest*}"), correction("name", "/{file}", words=["rest"])]
    (found,) = infer(sightings([("GET", ["a", "b", "c"], 200)]), corrections=told)
    assert found.template == "/{rest}/{rest2*}"
    assert [(one.name, one.segment, one.reason) for one in found.parameters] == [
        ("rest", 0, "corrected"),
        ("rest2", 1, "corrected"),
    ]


@pytest.mark.parametrize(
    "where",
    list(product(["set", "split", "name"], ["/a/{p*}/b", "/a/x{p*}", "/a/{p*}x", "/a/{b}{p*}", "/{*}", "/{p*}/{p*}"])),
)
def test_a_rest_stands_alone_at_the_end(where: tuple[str, str]) -> None:
    with pytest.raises(UsageError, match=r"stands alone at its end|is no name|same name|told apart"):
        correction(*where, words=["x"] if where[0] != "set" else [])


@pytest.mark.parametrize(("kind", "words"), [("keep", ()), ("name", ("x*",)), ("name", ("x", "y"))])
def test_what_a_rest_cannot_be(kind: str, words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        correction(kind, "/files/{path*}", words=words)


def test_why_a_rest_is_refused_is_told() -> None:
    with pytest.raises(UsageError, match="takes the rest of a path stands alone at its end"):
        correction("set", "/files/{path*}/meta")


def test_a_star_that_is_a_word_takes_no_rest() -> None:
    assert not Correction("set", "", "", "/a/*/b").takes_rest
    assert not Correction("set", "", "", "/a/{b}").takes_rest
    assert Correction("set", "", "", "/a/{b*}").takes_rest
