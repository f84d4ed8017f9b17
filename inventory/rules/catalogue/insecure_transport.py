"""Plain HTTP where only HTTPS is declared."""

from collections.abc import Iterator

from inventory.model.comparisons import Comparison, Match
from inventory.model.endpoints import Endpoint
from inventory.model.findings import Finding, Severity
from inventory.model.observations import merge_tallies
from inventory.model.statuses import is_accepted
from inventory.rules.rule import Example, Rule
from inventory.rules.sums import Sum, at_most, named, summed, totals

_SECURE = frozenset({"https", "wss"})
_NAMED = 3  # operations that a message names
# Fields that say that a proxy received the request: it may have come to it over TLS.
_FORWARDED = frozenset(
    {
        "cf-visitor", "cloudfront-forwarded-proto", "forwarded", "front-end-https", "x-arr-ssl",
        "x-envoy-external-address", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto",
        "x-forwarded-protocol", "x-forwarded-scheme", "x-forwarded-ssl", "x-real-ip", "x-scheme", "x-url-scheme",
    }
)  # fmt: skip


class InsecureTransport(Rule):
    """Operations are used over plain HTTP, though all servers of the description speak HTTPS.

    There is one finding for each service. Requests that were refused or redirected do not count, as that is what a
    server should do with them. Neither do those that a proxy passed on (`X-Forwarded-Proto`, `Forwarded` and the like),
    as they may have come to it over TLS. With `--server` that is where the description is taken to be mounted.

    ## Why it matters

    Whoever is on the way reads and changes what goes over plain HTTP: tokens, personal data, orders.

    ## What to do

    Have the server redirect or refuse plain HTTP, and mend the clients. If the capture was taken behind the point where
    TLS ends, say so: `--server http://…`.
    """

    severity = Severity.ERROR
    tags = ("drift", "owasp-api8-2023")
    examples = (
        Example(
            title="an operation answers over plain HTTP",
            described=("GET /orders", "GET /users"),
            server="https://api.example/v1",
            observed=("GET https://api.example/v1/orders", "GET http://api.example/v1/users"),
            found=("/v1",),
        ),
        Example(
            title="redirected to HTTPS, or refused",
            described=("GET /orders",),
            server="https://api.example",
            observed=("GET http://api.example/orders -> 308", "GET http://api.example/orders -> 403"),
        ),
        Example(
            title="behind the proxy where TLS ends",
            described=("GET /orders",),
            server="https://api.example",
            observed=("GET http://api.example/orders [x-forwarded-proto: https]",),
        ),
        Example(
            title="plain HTTP is declared",
            described=("GET /orders",),
            observed=("GET http://api.example/orders",),
        ),
    )

    def check(self, comparison: Comparison) -> Iterator[Finding]:
        """Yield a finding for each service of a description that is used over plain HTTP."""
        groups: dict[tuple[str, str], list[tuple[Match, Endpoint]]] = {}
        for match in comparison.matches:
            if match.endpoint is not None and match.servers and all(one.scheme in _SECURE for one in match.servers):
                groups.setdefault((match.service, match.description.file), []).append((match, match.endpoint))
        for group in groups.values():
            yield from self._of_service(group)

    def _of_service(self, group: list[tuple[Match, Endpoint]]) -> Iterator[Finding]:
        sums = [(match, endpoint, _plain(endpoint)) for match, endpoint in group]
        shown = [(match, endpoint, found) for match, endpoint, found in sums if found.count]
        if not shown:
            return
        match, endpoint, _ = shown[0]
        server = match.servers[0]
        names = [f"{one.operation.method} {one.operation.path}" for one, _, _ in shown]
        more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
        count, total = sum(found.count for *_, found in shown), sum(found.total for *_, found in sums)
        yield self.finding(
            Endpoint(match.service, "", server.base_path or "/", endpoint.state, (), (), (), (), endpoint.hosts),
            merge_tallies(tally for *_, found in shown for tally in found.tallies),
            f"{match.service} is used over plain HTTP, though its server is {server.url}: "
            f"{count:,} of {total:,} exchanges, with {', '.join(names[:_NAMED])}{more}",
            match.description.source,
            "medium",  # TLS may end in front of where the capture was taken, at a proxy that does not tell
            count=count,
            total=total,
        )


def _plain(endpoint: Endpoint) -> Sum:
    """Return how many exchanges at least came straight over plain HTTP; redirects do not count."""
    forwarded = at_most(endpoint, "header", _FORWARDED.__contains__)
    names = {
        status: name
        for status, name in named(endpoint, "scheme").get("http", {}).items()
        if is_accepted(status) and not 300 <= status < 400
    }
    counts = {status: max(name.count - forwarded.get(status, 0), 0) for status, name in names.items()}
    straight = {status: name for status, name in names.items() if status not in forwarded}
    return summed(endpoint, counts, totals(endpoint), straight)
