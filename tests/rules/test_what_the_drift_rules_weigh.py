"""Severity, confidence, shares and evidence of findings about drift."""

import pytest
from cases import judged, judged_example

from inventory.model.endpoints import Endpoint
from inventory.model.findings import Finding
from inventory.model.observations import Name, Tally
from inventory.rules import Example
from inventory.rules.sums import at_most, named, summed, totals

OK = "responses: {'200': {description: ok}}"
GET = f"""
    /orders:
      get:
        parameters: [{{name: tenant, in: query, required: true, schema: {{type: string}}}}]
        {OK}
    """


def found(rule: str, *observed: str, paths: str = GET, components: str = "") -> list[Finding]:
    return [one for one in judged((), observed, paths, components) if one.rule == rule]


@pytest.mark.parametrize(
    ("status", "severity", "confidence"),
    [
        (201, "warning", "high"),
        (422, "warning", "high"),
        (410, "warning", "high"),
        (302, "note", "medium"),
        (206, "note", "medium"),
        (412, "note", "medium"),
        (500, "note", "high"),
        (401, "note", "low"),
        (429, "note", "low"),
        (503, "note", "low"),
    ],
)
def test_who_may_have_answered(status: int, severity: str, confidence: str) -> None:
    paths = f"/orders: {{get: {{security: [{{key: []}}], {OK}}}}}"
    components = "securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}"
    (one,) = found("undocumented-status", f"GET /orders -> {status}", paths=paths, components=components)
    assert (one.severity.value, one.confidence) == (severity, confidence)


@pytest.mark.parametrize("status", [401, 403])
def test_where_no_credential_is_asked_for_a_refusal_is_news(status: int) -> None:
    (one,) = found("undocumented-status", f"GET /orders -> {status}")
    assert one.severity.value == "warning"


def test_shares_are_of_what_might_have_shown_it() -> None:
    observed = (
        "GET /orders?tenant=a",
        "GET /orders?tenant=a&x=1",
        *["GET /orders?tenant=a"] * 2,
        "GET /orders?tenant=a&x=1 -> 400",
    )
    (one,) = found("undocumented-query-parameter", *observed)
    assert (one.count, one.total, one.first_seen, one.last_seen) == (1, 4, 2, 2)
    assert [place.frame for place in one.evidence] == [2]  # the first that shows it, not the first of all
    assert "1 of 4 exchanges" in one.message
    (one,) = found("undocumented-query-parameter", observed[1], *observed[4:])
    assert (one.count, one.total, [place.frame for place in one.evidence]) == (1, 1, [1])
    assert one.first_seen == one.last_seen == 1


def test_evidence_is_of_statuses_all_of_which_show_it() -> None:
    observed = ("GET /orders?tenant=a -> 200", "GET /orders -> 200", "GET /orders -> 202", "GET /orders -> 202")
    (one,) = found("missing-required-parameter", *observed)
    assert (one.count, one.total) == (3, 4)
    assert [place.frame for place in one.evidence] == [3, 4]


def test_an_answer_that_is_no_success_is_a_weak_sign() -> None:
    (one,) = found("missing-required-parameter", "GET /orders -> 303")
    assert one.confidence == "low"
    (one,) = found("undocumented-query-parameter", "GET /orders?tenant=a&x=1 -> 303")
    assert one.confidence == "low"


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 422, 500, 503])
def test_what_the_server_did_not_take_shows_nothing_of_requests(status: int) -> None:
    assert not found("missing-required-parameter", f"GET /orders -> {status}")
    assert not found("undocumented-query-parameter", f"GET /orders?tenant=a&x=1 -> {status}")


def test_names_that_were_not_kept_may_be_the_missing_one() -> None:
    (one,) = found("missing-required-parameter", "GET /orders", "GET /orders?eyJhbGciOiJIUzI1NiJ9=1")
    assert one.count == 1
    tally = Tally(200, "api", "served", 10, 1, 2, ())
    names = (Name(200, "query", "tenant", 3), Name(200, "query", "{others}", 4), Name(200, "query", "x", 9))
    endpoint = Endpoint("s", "GET", "/", "api", (), (), (tally,), names)
    assert at_most(endpoint, "query", lambda name: name == "tenant") == {200: 7}
    assert named(endpoint, "query")["tenant"] == {200: names[0]}


def test_more_names_than_exchanges_are_no_more_than_all() -> None:
    tally = Tally(200, "api", "served", 2, 1, 2, ())
    endpoint = Endpoint("s", "GET", "/", "api", (), (), (tally,), ())
    one = summed(endpoint, {200: 5}, totals(endpoint))
    assert (one.count, one.total, one.tallies) == (2, 2, (tally,))


def test_preflights_and_unclear_requests_are_no_calls() -> None:
    tallies = (Tally(200, "preflight", "served", 5, 1, 2, ()), Tally(204, "ambiguous", "served", 3, 1, 2, ()))
    endpoint = Endpoint("s", "OPTIONS", "/", "api", (), (), tallies, ())
    assert totals(endpoint) == {204: 3}
    assert summed(endpoint, {204: 3}, totals(endpoint)).tallies == ()


SUNSET = f"/basket: {{get: {{x-sunset: '2024-06-30', {OK}}}}}"


def test_a_sunset_counts_what_came_after_it() -> None:
    before, after = "2024-06-29T10:00:00Z GET /basket", "2024-07-02T10:00:00Z GET /basket"
    (one,) = found("past-sunset", before, before, after, after, paths=SUNSET)
    assert (one.count, one.total) == (1, 4)  # of one status only the first and the last time are known
    assert "at least 1 exchange" in one.message
    assert [place.frame for place in one.evidence] == [3]
    (one,) = found("past-sunset", before, after, after, "2024-07-03T10:00:00Z GET /basket -> 202", paths=SUNSET)
    assert (one.count, one.total) == (2, 4)
    (one,) = found("past-sunset", after, after, paths=SUNSET)
    assert (one.count, one.total) == (2, 2)
    assert "on 2024-07-02: 2 exchanges" in one.message


@pytest.mark.parametrize("field", ["soon", "Sun, 99 Jun 2024 00:00:00 GMT", "@99999999999999999999", ""])
def test_a_sunset_that_is_no_date_tells_nothing(field: str) -> None:
    observed = f"2024-07-02T10:00:00Z GET /orders?tenant=a -> 200 [sunset: {field}] {{}}"
    assert found("past-sunset", observed) == []


def test_an_undeclared_endpoint_may_be_past_its_sunset_too() -> None:
    observed = "2024-07-02T10:00:00Z GET /debug -> 200 [sunset: Sun, 30 Jun 2024 23:59:59 GMT] {}"
    (one,) = found("past-sunset", "GET /orders?tenant=a", observed)
    assert one.path == "/debug"


def test_plain_http_is_told_once_for_a_service() -> None:
    described = tuple(f"GET /{word}" for word in ("a", "b", "c", "d", "e"))
    plain = [f"{one.replace(' /', ' http://api.example/')}" for one in described]
    secure = [f"{one.replace(' /', ' https://api.example/')}" for one in described]
    example = Example(title="", described=described, observed=(*plain, *secure), server="https://api.example")
    (one,) = [one for one in judged_example(example) if one.rule == "insecure-transport"]
    assert (one.count, one.total, one.method, one.path) == (5, 10, "", "/")
    assert "with GET /a, GET /b, GET /c and 2 more" in one.message


@pytest.mark.parametrize(
    ("declared", "seen", "is_finding"),
    [
        ("application/json", "application/json", False),
        ("application/*", "application/xml", False),
        ("application/*", "text/xml", True),
        ("application/*+json", "application/vnd.a+json", False),
        ("application/*+json", "application/json", True),
        ("*/*", "text/csv", False),
        ("application/json", "application/problem+json", True),
        ("application/vnd.a.v1+json", "application/json", True),
    ],
)
def test_ranges_of_media_types(declared: str, seen: str, *, is_finding: bool) -> None:
    paths = f"/orders: {{get: {{responses: {{'200': {{description: ok, content: {{'{declared}': {{}}}}}}}}}}}}"
    observed = f"GET /orders -> 200 [content-type: {seen}; charset=utf-8] x"
    assert [one.location for one in found("undocumented-media-type", observed, paths=paths)] == (
        [f"response.200.{seen}"] if is_finding else []
    )


def test_a_body_where_none_is_declared_is_told_when_it_was_seen() -> None:
    paths = f"/orders: {{post: {{{OK}}}}}"
    found_ = found("undocumented-media-type", 'POST /orders {"a": 1} -> 200 {"b": 2}', paths=paths)
    assert [one.location for one in found_] == ["request.application/json", "response.200.application/json"]
    assert all("no body is" in one.message for one in found_)
    assert found("undocumented-media-type", "POST /orders -> 200", paths=paths) == []


def test_errors_as_web_pages_are_notes() -> None:
    paths = "/orders: {get: {responses: {default: {description: any, content: {application/json: {}}}}}}"
    observed = "GET /orders -> 500 [content-type: text/html] oops"
    (one,) = found("undocumented-media-type", observed, paths=paths)
    assert (one.severity.value, one.confidence) == ("note", "low")
