"""Credentials on operations that ask for none."""

from collections.abc import Iterator

from inventory.model.comparisons import Comparison, Match
from inventory.model.endpoints import Endpoint
from inventory.model.findings import Finding, Severity
from inventory.model.observations import Name
from inventory.model.operations import Credential
from inventory.model.statuses import is_success
from inventory.rules.credentials import IN_AUTHORIZATION, carrying, role
from inventory.rules.rule import Example, Rule, times
from inventory.rules.sums import named, recorded, totals, with_name

_REFUSED = frozenset({401, 403})


class UndeclaredSecurity(Rule):
    """An operation that asks for no credential is only ever used with one that its description knows.

    That requests without it were refused (401, 403) shows that it is needed. Else the clients may send it everywhere,
    as it comes at no cost: then the finding is a note of low confidence. Cookies, which browsers send to whatever is on
    their host, are no sign by themselves.

    ## Why it matters

    Clients that are made from the description get refused, and nobody who reads it knows what is protected, and how.

    ## What to do

    Declare `security` for the operation. If it is public indeed, `security: []` says so; then the clients should keep
    their credentials to themselves.
    """

    severity = Severity.WARNING
    tags = ("security", "owasp-api2-2023")
    examples = (
        Example(
            title="a key that every request has, and without which it is refused",
            paths="""
                /orders:
                  get:
                    security: [{key: []}]
                    responses: {'200': {description: ok}}
                /reports:
                  get:
                    responses: {'200': {description: ok}, '401': {description: who are you}}
                """,
            components="securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}",
            observed=("GET /orders [x-key: a]", "GET /reports [x-key: a]", "GET /reports -> 401"),
            found=("GET /reports",),
        ),
        Example(
            title="public, and some know it",
            paths="""
                /orders:
                  get:
                    security: [{key: []}]
                    responses: {'200': {description: ok}}
                /health:
                  get:
                    security: []
                    responses: {'200': {description: ok}}
                """,
            components="securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}",
            observed=("GET /orders [x-key: a]", "GET /health [x-key: a]", "GET /health"),
        ),
        Example(
            title="a cookie that browsers send everywhere",
            paths="""
                /orders:
                  get:
                    security: [{session: []}]
                    responses: {'200': {description: ok}}
                /health:
                  get:
                    security: []
                    responses: {'200': {description: ok}}
                """,
            components="securitySchemes: {session: {type: apiKey, in: cookie, name: sid}}",
            observed=("GET /orders [cookie: sid=a]", "GET /health [cookie: sid=a]"),
        ),
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each operation and credential."""
        for match in comparison.matches:
            if match.endpoint is not None and not any(match.operation.security or ()):
                for credential in match.description.credentials:
                    if finding := self._of_credential(match, match.endpoint, credential):
                        yield finding
                        break

    def _of_credential(self, match: Match, endpoint: Endpoint, credential: Credential) -> Finding | None:
        found = with_name(endpoint, _carried(endpoint, credential), totals(endpoint, is_success))
        refused = _refused(endpoint, credential)
        if not found.count or found.count < found.total or (credential.kind == "cookie" and not refused):
            return None
        operation = match.operation
        said = "asks for no credential" if operation.security is not None else "says nothing of credentials"
        why = f"; {times(refused)} without it got refused" if refused else "; its clients may just send it always"
        return self.finding(
            endpoint,
            found.tallies,
            f"{operation.method} {operation.path} {said}, but all {times(found.count)} that succeeded on "
            f"{match.service} carry {credential.scheme}{why}",
            operation.source,
            "high" if refused else "low",
            severity=self.severity if refused else Severity.NOTE,
            count=found.count,
            total=found.total,
        )


def _carried(endpoint: Endpoint, credential: Credential) -> dict[int, Name]:
    """Return the name of exactly such a credential, by status."""
    kind, name = role(credential)
    if credential.kind in IN_AUTHORIZATION:
        name = credential.name or "bearer"
    return named(endpoint, kind).get(name, {}) if name else {}


def _refused(endpoint: Endpoint, credential: Credential) -> int:
    """Return how many exchanges at least were refused that did not carry a credential."""
    among, carried = recorded(endpoint, _REFUSED.__contains__), carrying(endpoint, credential)
    return sum(max(total - carried.get(status, 0), 0) for status, total in among.items())
