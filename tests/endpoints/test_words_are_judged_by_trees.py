"""Words at a place of the tree: values where the evidence says so, names where it does not, and a reason for each."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st
from test_templates_do_not_depend_on_order import sightings

from inventory.endpoints import infer
from inventory.endpoints.forest import fitted
from inventory.endpoints.judge import REASONS, Question, Verdict, judge

WORDS = st.text("abcdefgh-_.%AB1{}", min_size=1, max_size=6)
REQUESTS = st.lists(
    st.tuples(st.sampled_from(["GET", "POST", "DELETE"]), st.lists(WORDS, max_size=4), st.just(200)), max_size=30
)


def _templates(requests: list[tuple[str, str]]) -> set[str]:
    found = infer(sightings([(method, path.strip("/").split("/"), 200) for method, path in requests]))
    return {f"{one.method} {one.template}" for one in found}


@settings(max_examples=80, deadline=None)
@given(REQUESTS)
def test_the_score_adds_up_from_what_each_evidence_contributes(requests: list[tuple[str, list[str], int]]) -> None:
    forest = fitted()

    def judged(question: Question) -> Verdict:
        for stem in question.stems:
            evidence = question.place.evidence(stem)
            assert set(evidence) == set(forest.names)
            assert all(math.isfinite(strength) for strength in evidence.values())
            parts = forest.contributions(evidence)
            assert math.isclose(forest.base + sum(parts.values()), forest.score(evidence), abs_tol=1e-6)
        verdict = judge(question)
        assert verdict.scores == {stem: forest.score(question.place.evidence(stem)) for stem in question.stems}
        assert verdict.values <= set(question.stems)
        assert bool(verdict.reason) <= bool(verdict.values)
        return verdict

    infer(sightings(requests), judged)


def test_reasons_are_of_evidence() -> None:
    assert set(fitted().names) >= set(REASONS)


def test_the_judge_decides() -> None:
    requests = [("GET", ["users", name], 200) for name in ("anna", "bert", "cleo")]
    for values in (frozenset({"anna", "bert", "cleo"}), frozenset[str]()):
        templates = {
            one.template
            for one in infer(
                sightings(requests), lambda question, values=values: Verdict(values & set(question.stems), "so")
            )
        }
        assert templates == ({"/users/{user}"} if values else {"/users/anna", "/users/bert", "/users/cleo"})


def test_parameters_beside_each_other() -> None:
    owners = ["anna", "BlueSky", "k-lab", "octo", "mona", "zed", "tesla-9", "old_mill"]
    names, calls = ["site", "api-docs", "Dotfiles", "infra"], ["issues", "pulls", "commits"]
    requests = [("GET", f"/repos/{owner}/{name}/{call}") for owner in owners for name in names for call in calls]
    assert _templates(requests) == {f"GET /repos/{{owner}}/{{repo}}/{call}" for call in calls}


def test_tenants_before_everything() -> None:
    tenants = ["acme", "globex", "initech", "umbrella", "hooli", "stark-ind"]
    requests = [("GET", f"/{tenant}/users/{number}") for tenant in tenants for number in range(5)]
    requests += [("GET", f"/{tenant}/orders") for tenant in tenants]
    assert _templates(requests) == {"GET /{name}/users/{userId}", "GET /{name}/orders"}


def test_collections_beside_names_of_members() -> None:
    collections = ["users", "orders", "status", "config", "search", "login"]
    requests = [("GET", f"/api/v1/{name}") for name in collections]
    requests += [("GET", f"/api/v1/users/{name}") for name in ("anna", "bob", "carla", "dora")]
    assert _templates(requests) == {f"GET /api/v1/{name}" for name in (*collections, "users/{user}")}


def test_formats_and_actions_stay_behind_values() -> None:
    names = ["silver-lake", "GoldMine", "iron_works", "copper", "tin", "zinc", "lead", "nickel", "cobalt", "chrome"]
    requests = [("GET", f"/articles/{name}.json") for name in names]
    requests += [("POST", f"/articles/{name}:publish") for name in names]
    assert _templates(requests) == {"GET /articles/{article}.json", "POST /articles/{article}:publish"}


def test_several_formats_of_one_name_are_a_parameter() -> None:
    requests = [("GET", f"/sites/near.{form}") for form in ("json", "xml", "csv", "kml")] * 5
    assert _templates(requests) == {"GET /sites/near.{format}"}


def test_coordinates_are_two_parameters() -> None:
    requests = [("GET", f"/points/{number}.5,{number}.25/forecast") for number in range(10, 30)]
    (found,) = _templates(requests)
    assert found.startswith("GET /points/{")
    assert "},{" in found


def test_trees_of_files_are_one_parameter() -> None:
    files = ["a/b/c.txt", "d/e.png", "f/g/h/i.pdf", "docs/x/y.pdf", "docs/z.tar.gz", "logo.svg", "k/l.md", "m/n/o.png"]
    requests = [("GET", f"/repos/{number}/contents/{name}") for number in range(9) for name in files]
    requests += [("GET", f"/repos/{number}/branches") for number in range(9)]
    assert _templates(requests) == {"GET /repos/{repoId}/contents/{path*}", "GET /repos/{repoId}/branches"}


def test_an_api_that_names_formats_holds_no_files() -> None:
    calls = ["accounts.json", "accounts/{}.json", "accounts/{}/calls.json", "accounts/{}/calls/{}.csv", "status.xml"]
    requests = [("GET", f"/{call.replace('{}', str(number))}") for number in range(9) for call in calls]
    assert not any("*" in template for template in _templates(requests))
