"""Parameters named by what stands before them and what their values are."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from test_templates_do_not_depend_on_order import sightings

from inventory.endpoints import infer
from inventory.endpoints.judge import Question, Verdict
from inventory.endpoints.naming import NAME_LIMIT, Surroundings, parameter_name
from inventory.model.corrections import NAME

_IDS = ["42", "1007", "88"]
_DATES = ["2024-05-01", "2024-06-30"]
_NUMBERS = ["52.52", "-13.4", "7.25"]


def _template(words: list[str], *segments: str | list[str]) -> str:
    """Return the one template of paths with these segments, lists of values among them; `words` are values."""
    paths = [
        [one if isinstance(one, str) else one[number % len(one)] for one in segments]
        for number in range(len(words) * 6)
    ]

    def judged(question: Question) -> Verdict:
        return Verdict(frozenset(words) & set(question.stems), "so")

    (found,) = infer(sightings([("GET", path, 200) for path in paths]), judged)
    return found.template


@pytest.mark.parametrize(
    ("segments", "template"),
    [
        (["orders", _IDS], "/orders/{orderId}"),
        (["line-items", _IDS], "/line-items/{lineItemId}"),
        (["DNSZones", _IDS], "/DNSZones/{dnsZoneId}"),
        (["pull_requests", _IDS], "/pull_requests/{pullRequestId}"),
        (["analyses", _IDS], "/analyses/{analysisId}"),
        (["movies", _IDS], "/movies/{movieId}"),
        (["globalIds", _IDS], "/globalIds/{globalId}"),
        (["years", _IDS], "/years/{year}"),
        (["classes", ["red", "blue"]], "/classes/{className}"),
        (["users", ["red", "blue"]], "/users/{user}"),
        (["users", ["red", "42"]], "/users/{userId}"),
        (["api", "v1", _IDS], "/api/v1/{id}"),
        (["api", "v2", ["red", "blue"]], "/api/v2/{name}"),
        ([["red", "blue"], "users"], "/{name}/users"),
        (["%E4%BA%BA", _IDS], "/%E4%BA%BA/{id}"),
        (["awPVKtb", _IDS], "/awPVKtb/{id}"),
        (["b", _IDS], "/b/{id}"),
        (["friends", "add", _IDS], "/friends/add/{friendId}"),
        (["getUser", _IDS], "/getUser/{userId}"),
        (["findByTagAndType", ["red", "blue"], _IDS], "/findByTagAndType/{tag}/{type}"),
        (["users", "by-email", ["red", "blue"]], "/users/by-email/{email}"),
        (["search", ["red", "blue"]], "/search/{name}"),
        (["repos", ["red", "blue"], ["blue", "red"]], "/repos/{owner}/{repo}"),
        (["repos", ["red", "blue"], ["blue", "red"], "issues", _IDS], "/repos/{owner}/{repo}/issues/{issueId}"),
        (["jobs", _IDS, _IDS], "/jobs/{jobId}/{number}"),
        (["users", _IDS, ["red", "blue"]], "/users/{userId}/{user}"),
        (["users", _IDS, _DATES], "/users/{userId}/{date}"),
        (["users", _IDS, "friends", "users", _IDS], "/users/{userId}/friends/users/{friendUserId}"),
        (["data", _IDS], "/data/{dataId}"),
        (["prices", "range", _DATES, _DATES], "/prices/range/{startDate}/{endDate}"),
        (["prices", "from", _DATES, "to", _DATES], "/prices/from/{fromDate}/to/{toDate}"),
        (["points", _NUMBERS, _NUMBERS], "/points/{lat}/{lon}"),
        (["points", _NUMBERS, _NUMBERS, _NUMBERS], "/points/{point}/{name}/{pointName}"),
        (["points", ["1.5,2.25", "52.52,13.4"]], "/points/{lat},{lon}"),
        (["pages", ["en", "de"]], "/pages/{language}"),
        (["stores", ["US", "DE"]], "/stores/{country}"),
        (["rates", ["EUR", "usd"]], "/rates/{currency}"),
        (["docs", ["en-US", "de_AT", "fr"]], "/docs/{locale}"),
        (["users", ["anna@example.org", "bert@example.org"]], "/users/{email}"),
        (["Products(1)"], "/Products({productId})"),
        (["Orders(key='a')"], "/Orders(key={key})"),
        (["series-1207", "episode-77005"], "/series-{seriesId}/episode-{episodeId}"),
    ],
)  # fmt: skip
def test_names(segments: list[str | list[str]], template: str) -> None:
    words = ["red", "blue", "en", "de", "US", "DE", "EUR", "usd", "en-US", "de_AT", "fr"]
    assert _template(words, *segments) == template


def test_an_owner_is_one_only_where_nothing_is_called_on_it() -> None:
    words = ["anna", "bert", "site", "docs"]
    paths = [["repos", one, other] for one in words[:2] for other in words[2:]]
    alone = [*paths, *(["repos", one] for one in words[:2])]

    def judged(question: Question) -> Verdict:
        return Verdict(frozenset(words) & set(question.stems), "so")

    def templates(paths: list[list[str]]) -> set[str]:
        return {one.template for one in infer(sightings([("GET", path, 200) for path in paths]), judged)}

    assert templates(paths) == {"/repos/{owner}/{repo}"}
    assert templates(alone) == {"/repos/{repo}", "/repos/{repo}/{name}"}


@given(
    st.lists(st.one_of(st.text(max_size=300), st.sampled_from(["users", "{}", "getByAAndB", "by-", "v1"])), max_size=6),
    st.text(max_size=100),
    st.lists(st.sampled_from(["integer", "string", "date", "number", "locale", "uuid"]), min_size=1, max_size=3),
    st.booleans(),
)
@example([], "A=", ["integer"], False)
@example(["A\N{GURMUKHI DIGIT ZERO}"], "", ["integer"], False)
def test_any_path_gives_a_name_that_a_correction_may_have(
    before: list[str], within: str, kinds: list[str], leads_on: bool
) -> None:
    taken: set[str] = set()
    for _ in range(4):
        name = parameter_name(Surroundings(before, within, leads_on=leads_on), kinds, taken)
        assert NAME.match(name)
        assert len(name) <= 2 * NAME_LIMIT + 8
        assert re.match("[a-z]", name)
    assert len(taken) == 4
