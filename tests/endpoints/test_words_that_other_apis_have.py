"""Words of other public APIs: what is known of them is general, is evidence, and is told as a sign."""

import json
from pathlib import Path

import make_lexicon
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_templates_do_not_depend_on_order import sightings

from inventory.endpoints import infer, lexicon, vocabulary
from inventory.endpoints.forest import fitted
from inventory.endpoints.judge import Question, Verdict, judge
from inventory.endpoints.lexicon import familiar, providers
from inventory.endpoints.signs import Subject, signs
from inventory.model.words import words_of


def _describe(folder: Path, name: str, host: str, *paths: str) -> Path:
    document = {"swagger": "2.0", "host": host, "basePath": "/api/v1", "paths": {path: {} for path in paths}}
    path = folder / f"{name}.json"
    path.write_text(json.dumps(document), "utf-8")
    return path


def _lines(text: str) -> list[tuple[int, list[str]]]:
    return [(int(count), words) for count, *words in map(str.split, text.strip().splitlines())]


@pytest.mark.parametrize("text", [vocabulary.NAMES, vocabulary.PARTS])
def test_every_word_is_told_once_and_had_by_several_providers(text: str) -> None:
    lines = _lines(text)
    words = [word for _, line in lines for word in line]
    assert len(words) == len(set(words)) > 500
    assert min(count for count, _ in lines) >= 3
    assert [count for count, _ in lines] == sorted((count for count, _ in lines), reverse=True)
    assert len(text) < 100_000


def test_general_words_are_known_and_values_are_not() -> None:
    assert providers("users") > providers("invoices") >= 3
    assert providers("INVOICES") == providers("invoices")
    values = ("anna", "silver-lake", "Spice_Planet", "octocat", "XQ7", "", "%00", "{}")
    assert not any(map(providers, values))
    assert familiar("orderItems") == familiar("order-items") == familiar("ORDER_ITEMS") == 1.0
    assert familiar("silver-invoices") == 0.5


@given(st.text(max_size=80) | st.text("aB-_.{}%1", min_size=600, max_size=700))
def test_any_text_is_looked_up(text: str) -> None:
    assert 0.0 <= familiar(text) <= 1.0
    assert providers(text) == 0 or providers(text) >= 3
    assert words_of(text) or familiar(text) == 0.0


def test_known_words_are_evidence_and_a_sign() -> None:
    seen: dict[str, tuple[dict[str, float], set[str]]] = {}

    def judged(question: Question) -> Verdict:
        for stem in question.stems:
            told = {sign.text for sign in signs(Subject(question.place, [stem], {}))}
            seen[stem] = question.place.evidence(stem), told
        return judge(question)

    words = ["invoices", "order-items", "silver-lake", "iron-meadow"]
    infer(sightings([("GET", ["things", word], 200) for word in words]), judged)
    for stem, known, part in (("invoices", 1.0, 1.0), ("order-items", 0.0, 1.0), ("silver-lake", 0.0, 0.0)):
        evidence, _ = seen[stem]
        assert (evidence["known-name"], evidence["familiar"]) == (known, part)
        assert evidence["known-names"] == 0.25
        assert evidence["familiar-words"] == 0.5
    assert f"a name in {providers('invoices'):,} other public APIs" in seen["invoices"][1]
    assert "made of words that names in other public APIs are made of: it" in seen["order-items"][1]
    assert "no name in several other public APIs" in seen["silver-lake"][1]
    here = "of 4 words here 1 are names in other public APIs, and 2 made of words of such"
    assert all(here in told for stem, (_, told) in seen.items() if stem != "things")


def test_known_words_speak_for_names() -> None:
    parts: dict[str, float] = {}

    def judged(question: Question) -> Verdict:
        for stem in question.stems:
            found = fitted().contributions(question.place.evidence(stem))
            parts[stem] = sum(found[name] for name in ("known-name", "known-names", "familiar", "familiar-words"))
        return judge(question)

    for words in (["invoices", "payments"], ["xqvoices", "xqyments"]):
        infer(sightings([("GET", ["things", word], 200) for word in words]), judged)
    assert max(parts["invoices"], parts["payments"]) < 0 < min(parts["xqvoices"], parts["xqyments"])


def test_more_providers_may_be_demanded(monkeypatch: pytest.MonkeyPatch) -> None:
    (*_, (least, words)) = _lines(vocabulary.NAMES)
    assert providers(words[0]) == least
    monkeypatch.setattr(lexicon, "LEAST", least + 1)
    assert providers(words[0]) == 0
    assert providers("users") > least
    (*_, (least, parts)) = _lines(vocabulary.PARTS)
    assert familiar(f"{parts[-1]}-users") == 0.5


def test_a_word_counts_once_for_each_provider(tmp_path: Path) -> None:
    files = [
        _describe(tmp_path, "one", "api.one.com", "/orders/{id}", "/orders/{id}/lineItems.json"),
        _describe(tmp_path, "two", "two.co.uk", "/orders"),
        _describe(tmp_path, "again", "eu.two.co.uk", "/orders", "/v2/secrets-of-two"),
        _describe(tmp_path, "three", "three.herokuapp.com:8443", "/shop/orders/{order}:cancel"),
    ]
    read = [make_lexicon.read(path) for path in files]
    assert [name for name, _ in read] == ["one", "two", "two", "three"]
    counts = make_lexicon.count([[read[0][1]], [read[1][1], read[2][1]], [read[3][1]]])
    assert counts.names == {"orders": 3, "lineitems": 1, "secrets-of-two": 1, "shop": 1}
    assert counts.parts["orders"] == 3
    assert counts.parts["line"] == counts.parts["items"] == 1
    assert make_lexicon.source(counts, 3) == make_lexicon.source(
        make_lexicon.count([[one] for _, one in reversed(read[:2] + read[3:])]), 3
    )
    assert "secrets" not in make_lexicon.source(counts, 2)


def test_what_describes_no_host_counts_for_nobody(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{", "utf-8")
    assert make_lexicon.read(broken) is None
    assert make_lexicon.read(_describe(tmp_path, "relative", "", "/orders")) is None
    assert make_lexicon.read(_describe(tmp_path, "number", "10.0.0.1", "/orders")) is None
    assert make_lexicon.read(_describe(tmp_path, "template", "{tenant}.one.com", "/orders")) is None
