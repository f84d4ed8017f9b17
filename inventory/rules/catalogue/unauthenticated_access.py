"""Declared security that requests did without."""

from collections.abc import Iterator

from inventory.model.comparisons import Comparison, Match
from inventory.model.endpoints import Endpoint
from inventory.model.findings import Finding, Severity
from inventory.model.operations import Credential
from inventory.model.statuses import is_success
from inventory.rules.credentials import VISIBLE, added, carrying, described, role
from inventory.rules.rule import Example, Rule
from inventory.rules.sums import NO_NAMES, Sum, named, recorded, share, summed
from inventory.rules.visibility import Visible


class UnauthenticatedAccess(Rule):
    """An operation that asks for a credential was used successfully without any.

    Only successes (2xx) count, and of those only as many as surely carried no credential: neither a declared one nor
    anything else that is named like one. Client certificates (`mutualTLS`) stand below HTTP, where they cannot be seen,
    so an operation that takes those alone is left out. Where a service never shows such a credential anywhere, the
    finding is a note of low confidence: browsers take cookies and the Authorization field out of what they export, and
    people redact captures.

    ## Why it matters

    This is the check that everybody believes to be there. Or the operation is public by intention, and the description
    keeps clients from using it as such.

    ## What to do

    Look at the evidence and try it: call the operation without a credential. Then mend the server, or declare the
    operation with `security: []`, or with `{}` among its alternatives.
    """

    severity = Severity.ERROR
    tags = ("security", "owasp-api2-2023")
    examples = (
        Example(
            title="some get in without a token",
            paths="""
                /orders:
                  get:
                    security: [{token: []}]
                    responses: {'200': {description: ok}}
                """,
            components="securitySchemes: {token: {type: http, scheme: bearer}}",
            observed=("GET /orders [authorization: Bearer x]", "GET /orders"),
            found=("GET /orders",),
        ),
        Example(
            title="refused, or let in with any of the alternatives",
            paths="""
                /orders:
                  get:
                    security: [{token: []}, {key: []}, {session: []}]
                    responses: {'200': {description: ok}}
                """,
            components="""
                securitySchemes:
                  token: {type: http, scheme: bearer}
                  key: {type: apiKey, in: query, name: api_key}
                  session: {type: apiKey, in: cookie, name: sid}
                """,
            observed=(
                "GET /orders [authorization: Bearer x]",
                "GET /orders?api_key=x",
                "GET /orders [cookie: sid=x]",
                "GET /orders -> 401",
            ),
        ),
        Example(
            title="a credential is optional, or stands below HTTP",
            paths="""
                /orders:
                  get:
                    security: [{token: []}, {}]
                    responses: {'200': {description: ok}}
                  post:
                    security: [{certificate: []}]
                    responses: {'201': {description: ok}}
                """,
            components="""
                securitySchemes:
                  token: {type: http, scheme: bearer}
                  certificate: {type: mutualTLS}
                """,
            observed=("GET /orders", "GET /orders [authorization: Bearer x]", "POST /orders {} -> 201 {}"),
        ),
        Example(
            title="another credential than the declared one",
            paths="""
                /orders:
                  get:
                    security: [{token: []}]
                    responses: {'200': {description: ok}}
                """,
            components="securitySchemes: {token: {type: http, scheme: bearer}}",
            observed=("GET /orders [authorization: Bearer x]", "GET /orders [cookie: session=x]"),
        ),
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each operation that was used without the credential that it asks for."""
        visible = Visible(comparison)
        for match in comparison.matches:
            alternatives = match.operation.security or ()
            if match.endpoint is None or not alternatives or not all(map(_is_visible, alternatives)):
                continue
            found = _without(match.endpoint, alternatives)
            if found.count:
                shown = any(visible.shows(match, one) for together in alternatives for one in together)
                sure = all(role(one)[0] == "authorization" for together in alternatives for one in together)
                confidence = ("high" if sure else "medium") if shown else "low"
                yield self._of_operation(match, match.endpoint, found, confidence)

    def _of_operation(self, match: Match, endpoint: Endpoint, found: Sum, confidence: str) -> Finding:
        operation = match.operation
        shown = confidence != "low"
        doubt = (
            "" if shown else "; no such credential was seen anywhere here, so it may have been taken out of the capture"
        )
        message = (
            f"{operation.method} {operation.path} asks for {described(operation.security or ())}, but on "
            f"{match.service} {share(found)} succeeded without any credential{doubt}"
        )
        return self.finding(
            endpoint,
            found.tallies,
            message,
            operation.source,
            confidence,
            severity=self.severity if shown else Severity.NOTE,
            count=found.count,
            total=found.total,
        )


def _is_visible(together: tuple[Credential, ...]) -> bool:
    """Tell whether an alternative asks for anything that HTTP shows."""
    return any(credential.kind in VISIBLE for credential in together)


def _without(endpoint: Endpoint, alternatives: tuple[tuple[Credential, ...], ...]) -> Sum:
    """Return how many successes at least carried no credential.

    Those with anything that is named like a credential are known, and so are those that carried a declared one. Where
    the latter are no more than the former, they are taken for a part of them.
    """
    among = recorded(endpoint, is_success)
    none = named(endpoint, "credentials").get("none", {})
    sure = all(role(one)[0] == "authorization" for together in alternatives for one in together)
    declared: dict[int, int] = {}
    for together in alternatives:
        counts = [carrying(endpoint, one) for one in together if one.kind in VISIBLE]
        least = {status: min(one.get(status, 0) for one in counts) for status in among}
        declared = added(declared, least)
    bare = {
        status: max(min(name.count, among.get(status, 0) - declared.get(status, 0)), 0) for status, name in none.items()
    }
    return summed(endpoint, bare, among, none if sure else NO_NAMES)
