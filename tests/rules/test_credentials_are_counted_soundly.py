"""What is said of credentials holds for some of the exchanges, however names were counted together."""

from cases import judged_example
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.model.findings import Finding
from inventory.rules import Example

PATHS = """
    /orders:
      get:
        security: [{token: []}, {key: [], session: []}]
        responses: {'200': {description: ok}}
    /health:
      get:
        security: []
        responses: {'200': {description: ok}}
    """
COMPONENTS = """
    securitySchemes:
      token: {type: http, scheme: bearer}
      key: {type: apiKey, in: header, name: X-Api-Key}
      session: {type: apiKey, in: cookie, name: sid}
      unused: {type: apiKey, in: query, name: code}
    """
# Requests, and whether they carry nothing that may prove who asks.
REQUESTS = {
    "GET /orders": True,
    "GET /orders [accept-language: de]": True,
    "GET /orders [cookie: theme=dark]": True,
    "GET /orders [authorization: Bearer x]": False,
    "GET /orders [authorization: Basic x]": False,
    "GET /orders [x-api-key: x] [cookie: sid=x]": False,
    "GET /orders [x-api-key: x]": False,
    "GET /orders [cookie: session=x]": False,
    "GET /orders?access_token=x": False,
}


def found(rule: str, *observed: str) -> list[Finding]:
    example = Example(title="", paths=PATHS, components=COMPONENTS, observed=observed)
    return [one for one in judged_example(example) if one.rule == rule]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(list(REQUESTS)), st.sampled_from((200, 204, 302, 401, 404))), min_size=1))
def test_no_more_is_said_to_be_without_credentials_than_is(requests: list[tuple[str, int]]) -> None:
    bare = sum(REQUESTS[request] and 200 <= status < 300 for request, status in requests)
    findings = found("unauthenticated-access", *(f"{request} -> {status}" for request, status in requests))
    assert sum(one.count for one in findings) <= bare
    assert all(one.total == sum(200 <= status < 300 for _, status in requests) for one in findings)


@given(st.integers(1, 5), st.integers(0, 5), st.integers(0, 5))
@settings(max_examples=30)
def test_all_are_told_where_others_carry_the_declared_one(bare: int, tokens: int, pairs: int) -> None:
    observed = ["GET /orders"] * bare + ["GET /orders [authorization: Bearer x]"] * tokens
    observed += ["GET /orders [x-api-key: x] [cookie: sid=x]"] * pairs
    (finding,) = found("unauthenticated-access", *observed)
    assert (finding.count, finding.total) == (bare, len(observed))


def test_where_no_credential_is_ever_seen_it_may_have_been_taken_out() -> None:
    (finding,) = found("unauthenticated-access", "GET /orders", "GET /health")
    assert (finding.severity.value, finding.confidence) == ("note", "low")
    assert "may have been taken out of the capture" in finding.message
    (finding,) = found("unauthenticated-access", "GET /orders", "GET /health [authorization: Bearer x]")
    assert (finding.severity.value, finding.confidence) == ("error", "medium")


def test_without_credential_all_exchanges_are_evidence_or_none_is() -> None:
    (finding,) = found("unauthenticated-access", "GET /orders", "GET /orders", "GET /orders -> 401")
    assert [one.frame for one in finding.evidence] == [1, 2]
    (finding,) = found("unauthenticated-access", "GET /orders", "GET /orders [authorization: Bearer x]")
    assert finding.evidence == ()


def test_a_credential_that_no_operation_asks_for_is_known_all_the_same() -> None:
    observed = ("GET /health?code=x", "GET /health?code=y", "GET /health -> 403")
    (finding,) = found("undeclared-security", *observed)
    assert (finding.severity.value, finding.confidence, finding.count) == ("warning", "high", 2)
    assert found("undocumented-query-parameter", *observed) == []


def test_a_credential_may_be_sent_for_no_reason() -> None:
    (finding,) = found("undeclared-security", "GET /health [authorization: Bearer x]")
    assert (finding.severity.value, finding.confidence) == ("note", "low")
    assert found("undeclared-security", "GET /health [authorization: Bearer x]", "GET /health") == []
    assert found("undeclared-security", "GET /health [cookie: sid=x]") == []
    assert found("undeclared-security", "GET /health [authorization: Basic x]") == []
