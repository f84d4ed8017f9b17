"""Services to the patterns of those that differ in one label: `acme.api.example.com` to `{}.api.example.com`."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from inventory.errors import UsageError
from inventory.model.corrections import APART, NAME, PARAMETER, TOGETHER, Correction, shape
from inventory.model.endpoints import Endpoint

TENANT = "{tenant}"  # what the label is called in which hosts differ that serve the same API
LABELS_LIMIT = 10  # of a host for which patterns are looked for
SUFFIX_LABELS = 2  # the last ones, in which hosts never differ: they may belong to different owners

_NUMBERED = re.compile(r"[0-9]+\Z")
_TOKENS = re.compile(r"[-_]")
# Stages of a deployment: one is never another, also where it is a part of a label, as in `acme-staging`.
_STAGES = frozenset(
    {"acc", "acceptance", "alpha", "beta", "blue", "branch", "canary", "ci", "demo", "dev", "develop", "development",
     "dr", "e2e", "edge", "experimental", "feature", "green", "int", "integration", "internal", "lab", "labs", "latest",
     "legacy", "live", "load", "local", "localhost", "main", "master", "mirror", "mock", "new", "next", "nightly",
     "nonprod", "old", "perf", "performance", "pilot", "play", "playground", "poc", "pr", "pre", "preprod",
     "preproduction", "prev", "preview", "private", "prod", "production", "prd", "public", "qa", "qas", "rc", "release",
     "review", "sandbox", "sbx", "shadow", "sit", "stable", "stag", "stage", "staging", "stg", "temp", "test",
     "testing", "tmp", "trial", "trunk", "tst", "uat"}
)  # fmt: skip
_REGIONS = frozenset(
    {"af", "africa", "america", "amer", "americas", "ams", "ap", "apac", "apj", "asia", "atl", "au", "australia",
     "br", "brazil", "ca", "canada", "central", "ch", "china", "cn", "de", "dfw", "dub", "east",
     "emea", "es", "eu", "europe", "fr", "fra", "france", "gb", "germany", "global", "gov", "hk", "hkg", "iad", "ie",
     "il", "in", "india", "it", "japan", "jp", "kr", "lax", "lhr", "lon", "me", "mx", "na", "ne", "nl", "north",
     "northeast", "northwest", "nrt", "nw", "nyc", "ord", "par", "row", "sa", "se", "sea",
     "sfo", "sg", "sgp", "sin", "singapore", "sjc", "south", "southeast", "southwest", "sw", "syd",
     "tyo", "uk", "us", "usa", "use", "usw", "euc", "euw", "west", "za", "amsterdam", "dublin", "frankfurt",
     "ireland", "korea", "london", "mumbai", "newyork", "ohio", "oregon", "paris", "seoul", "stockholm", "sydney",
     "tokyo", "toronto", "virginia"}
)  # fmt: skip
_REGION = re.compile(f"(?:{'|'.join(sorted(_REGIONS, key=lambda name: (-len(name), name)))}){{1,3}}\\Z")  # westus
_PARTS = frozenset(
    {"account", "accounts", "admin", "ads", "agent", "analytics", "api", "apigw", "apis", "app", "apps", "assets",
     "auth", "backend", "backoffice", "backup", "billing", "blog", "cache", "catalog", "cdn", "cloud", "cluster",
     "collector", "community", "config", "console", "content", "core", "crm", "customer", "customers", "dashboard",
     "data", "db", "default", "dc", "developer", "developers", "dl", "dns", "docs", "download", "downloads", "events",
     "external", "file", "files", "forum", "frontend", "ftp", "gateway", "git", "grafana", "graphql", "grpc", "gw",
     "health", "help", "host", "http", "https", "hub", "id", "identity", "image", "images", "img", "imap", "inbound",
     "ingest", "ingress", "js", "lb", "log", "login", "logs", "m", "mail", "master", "media", "metrics", "mobile",
     "monitor", "monitoring", "mx", "my", "node", "notifications", "ns", "oauth", "office", "open", "orders",
     "outbound", "partner", "partners", "pay", "payment", "payments", "pod", "pop", "portal", "primary", "products",
     "proxy", "push", "queue", "realtime", "registry", "replica", "reporting", "reports", "rest", "router", "rpc", "s",
     "search", "secondary", "secure", "server", "service", "services", "shard", "shop", "site", "sites", "smtp", "soap",
     "socket", "sso", "standby", "static", "stats", "status", "storage", "store", "stream", "support", "svc", "sync",
     "system", "telemetry", "token", "tracking", "upload", "uploads", "user", "users", "video", "vpn", "web",
     "webhook", "webhooks", "webmail", "wiki", "worker", "ws", "wss", "www"}
)  # fmt: skip


def patterns(service: str) -> tuple[str, ...]:
    """Return the patterns of services that may be the same for several tenants: those with a label that names one."""
    return tuple(pattern for label, pattern in _variants(service) if _may_be_tenant(label))


def every_pattern(service: str) -> tuple[str, ...]:
    """Return the patterns that a service fits, whatever its labels are."""
    return tuple(pattern for _, pattern in _variants(service))


def is_pattern(service: str) -> bool:
    """Tell whether a service stands for several hosts; an observed authority never has braces."""
    return "{" in service


def shown(pattern: str) -> str:
    """Return how a pattern is shown: `{}.api.example.com` as `{tenant}.api.example.com`."""
    return pattern.replace("{}", TENANT)


def require_sound_pattern(one: Correction) -> None:
    """Let no correction about hosts pass that says nothing about them, or about something else too.

    Raises: UsageError.
    """
    name = "".join(PARAMETER.findall(one.template))
    if not NAME.match(name):
        raise UsageError(f"hosts {one.template}: {{{name}}} is no name of a label", hint="letters, digits, _ . and -")
    if one.service or one.method:
        raise UsageError(f"hosts {one.template}: no service or method can stand there", hint="write only the pattern")
    if one.words not in ((TOGETHER,), (APART,)):
        raise UsageError(
            f"hosts {one.template}: says neither {TOGETHER} nor {APART}", hint="see `inventory template hosts --help`"
        )


def evidence(service: str, endpoints: Iterable[Endpoint], decided: "Decided") -> str:
    """Tell what shows that the hosts of a service serve the same API; "" where it has one host."""
    own = [one for one in endpoints if one.service == service and one.hosts]
    served = [one for one in own if one.state == "api"]
    hosts = len({host for one in own for host in one.hosts})
    if not own:
        return ""
    told = "a correction says so; " if shape(service) in decided.together else ""
    if hosts == 1 or not served:
        return f"{told}{hosts:,} host{'s' * (hosts != 1)}"
    same = sum(len(one.hosts) > 1 for one in served)
    return f"{told}{hosts:,} hosts: {same:,} of {len(served):,} endpoints are the same on at least two of them"


class Decided:
    """What users decided about hosts: those of a pattern serve the same API, or each one of its own."""

    def __init__(self, corrections: Iterable[Correction]) -> None:
        found = sorted(one for one in corrections if one.kind == "hosts")
        self.apart = frozenset(one.place for one in found if one.words == (APART,))
        self.together: Mapping[str, str] = {one.place: one.template for one in found if one.place not in self.apart}

    def patterns(self, service: str) -> tuple[str, ...]:
        """Return the patterns of services that may be one together with this one."""
        if is_pattern(service):
            return (shape(service),)
        own = [pattern for pattern in patterns(service) if pattern not in self.apart]
        return tuple(dict.fromkeys([*own, *(one for one in every_pattern(service) if one in self.together)]))


def related(services: Iterable[str], among: Collection[str], decided: Decided) -> set[str]:
    """Return some services and those on which it may depend, over any number of steps, which hosts are one with them.

    In whatever way hosts differ, what is not related never changes together.
    """
    members: dict[str, list[str]] = defaultdict(list)
    for service in among:
        for pattern in decided.patterns(service):
            members[pattern].append(service)
    found, left = set[str](), list(services)
    while left:
        service = left.pop()
        if service not in found:
            found.add(service)
            for pattern in decided.patterns(service):
                left += members.pop(pattern, ())
    return found


def _variants(service: str) -> list[tuple[str, str]]:
    """Return each label in which other hosts may differ, and the service with `{}` in its place."""
    host, colon, port = service.partition(":")
    labels = host.split(".")
    if labels[-1].isdigit() or not SUFFIX_LABELS < len(labels) <= LABELS_LIMIT:
        return []  # an address, or no room for a label in which hosts may differ
    return [
        (label, ".".join((*labels[:index], "{}", *labels[index + 1 :])) + colon + port)
        for index, label in enumerate(labels[:-SUFFIX_LABELS])
        if label
    ]


def _may_be_tenant(label: str) -> bool:
    """Tell whether a label names no environment, region or part of a product, and is no number."""
    stem = _NUMBERED.sub("", label).rstrip("-_")
    tokens = [_NUMBERED.sub("", token) for token in _TOKENS.split(label)]
    named = [token for token in tokens if token]
    return (
        len(stem) > (1 if stem == label else 2)  # s3, db2 and eu1 are shards
        and _STAGES.isdisjoint(named)
        and not all(token in _PARTS or _REGION.match(token) for token in named)
    )
