"""The fields of requests and responses to what may be told of them: names, schemes, kinds of credentials, dates."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

import msgspec

from inventory.model.exchanges import Fields
from inventory.model.fields import is_told
from inventory.model.observations import Pairs
from inventory.observe import uri
from inventory.observe.clients import product
from inventory.observe.redaction import redact_name

FIELDS_LIMIT = 40  # names told of one message
COOKIES_LIMIT = 40
VALUE_LIMIT = 1_024  # characters of a field value that is looked at

Names = tuple[tuple[str, str], ...]  # role and name

# Fields of HTTP and browsers, of which the names are told and the values tell nothing about an API.
_STANDARD = frozenset(
    {"a-im", "accept-datetime", "accept-language", "accept-patch", "accept-post", "accept-ranges",
     "access-control-request-headers", "access-control-request-method", "age", "allow", "alt-used", "authorization",
     "cache-control", "content-disposition", "content-language", "content-location", "content-md5", "content-range",
     "cookie", "cookie2", "depth", "destination", "digest", "etag", "forwarded", "from", "if", "if-match",
     "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "last-modified", "link", "location",
     "mime-version", "overwrite", "pragma", "prefer", "proxy-authenticate", "proxy-authorization", "purpose", "range",
     "save-data", "server", "signature", "signature-input", "timeout", "want-digest", "warning", "want-content-digest",
     "content-digest", "repr-digest", "x-http-method-override", "x-requested-with"}
)  # fmt: skip
# Fields that gateways, proxies and tracers add: values of nobody who wrote the API.
_ADDED = re.compile(
    r"(?:sec-|x-forwarded-|x-b3-|x-envoy-|x-amzn-|x-amz-cf-|x-datadog-|x-ot-|x-cloud-|x-azure-|x-ms-client-|x-original-|"
    r"x-goog-|x-newrelic-|x-sentry-|x-arr-|x-appengine-|x-istio-|x-kong-|x-nginx-|x-proxy-|x-rewrite-|x-scheme|cf-|"
    r"cdn-|fastly-|akamai-|true-client-ip|client-ip|x-client-ip|x-real-ip|x-cluster-client-ip|x-request-id|"
    r"x-request-start|x-correlation-id|correlation-id|request-id|x-trace-id|x-span-id|x-transaction-id|x-varnish|"
    r"x-att-|x-wap-|traceparent|tracestate|baggage|b3\Z|uber-trace-id|uberctx-|sentry-trace|newrelic|elastic-apm-|"
    r"x-ucbrowser|x-moz|x-purpose|x-insight|x-chrome-|x-client-data|x-cache|ot-)"
)
_CREDENTIAL = re.compile(
    r"(?:.*[-_.])?(?:(?:api|access|auth|app|client|private|secret|subscription|license|session|user|shared|function)"
    r"[-_.]?(?:key|token|secret)|apikey|token|jwt|secret|password|passwd|passwort|credentials?|authorization|signature|"
    r"sig|hmac|passcode|x-amz-security-token|x-auth|x-functions-key|key)(?:[-_.](?:id|hash|v\d))?\Z",
    re.IGNORECASE,
)
_SESSION = re.compile(
    r".*(?:sess|auth|token|jwt|login|sso|remember|\Asid\Z|\A_?[a-z]{0,12}[-_.]sid\Z|connect\.sid|identity|credential)",
    re.IGNORECASE,
)
_NO_CREDENTIAL = re.compile(r".*(?:csrf|xsrf|page|next|cursor|continuation|sync|idempotency|sort|partition|row)")
_COOKIE = re.compile(r"[A-Za-z_][A-Za-z0-9_.:-]{0,63}\Z")  # a name that somebody gave it
_SCHEMES = frozenset(
    {"apikey", "aws4-hmac-sha256", "basic", "bearer", "digest", "dpop", "gnap", "hawk", "hmac-sha1", "hmac-sha256",
     "hmac-sha512", "hoba", "mutual", "negotiate", "ntlm", "oauth", "privatetoken", "scram-sha-1", "scram-sha-256",
     "signature", "token", "vapid"}
)  # fmt: skip
_OTHER_SCHEME = "other"


class Told(msgspec.Struct, frozen=True):
    """What the fields of one exchange tell."""

    names: Names
    credentials: bool  # some field or cookie carried one
    parameters: Pairs = ()  # fields of the request that are of the API itself, and no credentials
    cookies: Pairs = ()  # those that are no credentials
    client: str = ""  # the product that asks

    @property
    def has_values(self) -> bool:
        """Tell whether there is anything of which the values become shapes."""
        return bool(self.parameters or self.cookies)


@lru_cache(4_096)
def told(request: Fields, response: Fields) -> Told:
    """Reduce the fields of an exchange to what they tell."""
    fields = {name: None for name, _ in request.lines if is_told(name)}
    names = [("header", redact_name(name)) for name in list(fields)[:FIELDS_LIMIT]]
    cookies = _redacted(cookies_of(request)) if "cookie" in fields else []
    names += [("cookie", name) for name in dict.fromkeys(name for name, _ in cookies)]
    carried = any(map(is_credential, fields))
    carried |= any(is_session(name) for name, value in cookies if value)
    if "authorization" in fields:
        names.append(("authorization", _scheme(request.get("authorization"))))
    names += _retirement(response)
    parameters = tuple((name, value) for name, value in request.lines if is_parameter(name))[:FIELDS_LIMIT]
    harmless = tuple((name, value) for name, value in cookies if not is_session(name))
    client = product(request.get("user-agent"))
    return Told(tuple(dict.fromkeys(names)), carried, parameters, harmless, client)


def is_parameter(name: str) -> bool:
    """Tell whether a field of a request is one of the API itself, and no credential."""
    if not is_told(name) or name in _STANDARD:
        return False
    return not (_ADDED.match(name) or is_credential(name))


@lru_cache(4_096)
def is_credential(name: str) -> bool:
    """Tell whether a field, a cookie or a parameter of a query is named like something that proves who asks."""
    return bool(_CREDENTIAL.match(name)) and not _NO_CREDENTIAL.match(name.lower())


@lru_cache(4_096)
def is_session(name: str) -> bool:
    """Tell whether a cookie is named like one that proves who asks."""
    return bool(_SESSION.match(name)) and not _NO_CREDENTIAL.match(name.lower())


def cookies_of(request: Fields) -> list[tuple[str, str]]:
    """Return the cookies of a request (RFC 6265 section 4.2.1)."""
    lines = [value[: uri.QUERY_LIMIT] for name, value in request.lines if name == "cookie"]
    pairs = [pair.strip().partition("=") for line in lines for pair in line.split(";")]
    return [(name, value) for name, _, value in pairs if name][:COOKIES_LIMIT]


def _redacted(cookies: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(redact_name(name) if _COOKIE.match(name) else "{string}", value) for name, value in cookies]


def _scheme(field: str) -> str:
    """Return the scheme of an Authorization field (RFC 9110 section 11.4); "other" for one that is not known."""
    scheme, _, rest = field.partition(" ")
    return scheme.lower() if rest and scheme.lower() in _SCHEMES else _OTHER_SCHEME


def _retirement(response: Fields) -> list[tuple[str, str]]:
    """Return what a response says of when something is taken away (RFC 8594, RFC 9745)."""
    found = []
    for field, role in (("sunset", "sunset"), ("x-sunset", "sunset"), ("deprecation", "deprecation")):
        text = response.get(field)[:VALUE_LIMIT].strip()
        date = _date(text)
        if date:
            found.append((role, date))
        elif role == "deprecation" and text.lower() in ("true", "?1"):
            found.append((role, "true"))
    return found


def _date(text: str) -> str:
    """Return the day of an HTTP date, an ISO date or a number of seconds since 1970 (`@1688169599`); "" for others."""
    try:
        if text.startswith("@"):
            return datetime.fromtimestamp(int(text[1:13]), UTC).date().isoformat()
        if text[:4].isdigit():
            return datetime.fromisoformat(text).date().isoformat()
        return parsedate_to_datetime(text).date().isoformat() if text else ""
    except (ValueError, OverflowError, OSError):
        return ""
