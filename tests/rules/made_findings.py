"""Findings for tests, and strategies for them."""

from datetime import date

from hypothesis import strategies as st

from inventory.model.findings import Finding, Severity
from inventory.rules import Waiver

TODAY = date(2026, 6, 30)


def finding(
    rule: str = "undocumented-endpoint",
    path: str = "/orders",
    method: str = "GET",
    service: str = "api.example",
    location: str | None = None,
    *,
    severity: Severity = Severity.ERROR,
    tags: tuple[str, ...] = ("shadow",),
    hosts: tuple[str, ...] = (),
) -> Finding:
    return Finding(rule, severity, "high", tags, service, method, path, location, "it is so", 1, 0, 0, (), None, hosts)


_RULES = (("undocumented-endpoint", ("shadow",)), ("deprecated-in-use", ("zombie",)), ("declared-unused", ("orphan",)))
_PATHS = ("/", "/orders", "/orders/{id}", "/orders/{id}/items", "/legacy/v1/users", "/legacy")
_SERVICES = ("api.example", "shop.example:8443", "")

findings = st.builds(
    lambda rule, path, method, service, location, severity: finding(
        rule[0], path, method, service, location, severity=severity, tags=rule[1]
    ),
    st.sampled_from(_RULES),
    st.sampled_from(_PATHS),
    st.sampled_from(("GET", "POST")),
    st.sampled_from(_SERVICES),
    st.sampled_from((None, "query.limit", "response.404")),
    st.sampled_from(Severity),
)
several_findings = st.lists(findings, max_size=8).map(
    lambda found: tuple({one.fingerprint: one for one in found}.values())
)
waivers = st.builds(
    Waiver,
    rule=st.sampled_from(("*", "shadow", "zombie", "declared-unused")),
    path=st.sampled_from(("", "/**", "/orders/*", "/legacy/**", "/orders/{x}")),
    method=st.sampled_from(("", "GET", "post")),
    service=st.sampled_from(("", "*.example", "SHOP.*")),
    reason=st.sampled_from(("known", "going", "agreed")),
    expires=st.sampled_from((None, date(2026, 6, 29), TODAY, date(2027, 1, 1))),
)
