"""One exchange to one observation."""

from inventory.model.exchanges import Exchange
from inventory.model.observations import Observation
from inventory.observe import kind, uri
from inventory.observe.outcome import outcome
from inventory.observe.redaction import redact_name, redact_path

# The HTTP Method Registry (RFC 9110 section 16.1.1), PURGE and the like that caches take, and QUERY.
METHODS = frozenset(
    {
        "ACL",
        "BASELINE-CONTROL",
        "BIND",
        "CHECKIN",
        "CHECKOUT",
        "CONNECT",
        "COPY",
        "DELETE",
        "GET",
        "HEAD",
        "LABEL",
        "LINK",
        "LOCK",
        "MERGE",
        "MKACTIVITY",
        "MKCALENDAR",
        "MKCOL",
        "MKREDIRECTREF",
        "MKWORKSPACE",
        "MOVE",
        "OPTIONS",
        "ORDERPATCH",
        "PATCH",
        "POST",
        "PROPFIND",
        "PROPPATCH",
        "PURGE",
        "PUT",
        "QUERY",
        "REBIND",
        "REPORT",
        "SEARCH",
        "TRACE",
        "UNBIND",
        "UNCHECKOUT",
        "UNLINK",
        "UNLOCK",
        "UPDATE",
        "UPDATEREDIRECTREF",
        "VERSION-CONTROL",
    }
)
OTHER_METHOD = "{other}"  # a method that is not registered and does not look like one
UNKNOWN_SERVICE = "{unknown}"  # neither the request nor the capture tells the host
CUSTOM_METHOD_LIMIT = 20  # characters


def observe(exchange: Exchange) -> Observation:
    """Reduce an exchange to its redacted facts."""
    target = uri.split_target(exchange.method, exchange.target, exchange.scheme, exchange.authority)
    service = uri.normal_authority(target.authority, target.scheme)
    service = service or uri.normal_authority(exchange.server, target.scheme) or UNKNOWN_SERVICE
    segments = uri.normal_segments(target.path)
    status = exchange.status or 0
    response_type = kind.media_type(exchange.response_fields.get("content-type"))
    request_type = kind.media_type(exchange.request_fields.get("content-type"))
    preflight = exchange.method == "OPTIONS" and bool(exchange.request_fields.get("access-control-request-method"))
    ambiguous = "ambiguous-framing" in exchange.caveats
    names = [("scheme", target.scheme)]
    names += [("query", redact_name(name)) for name in uri.query_names(target.query)] if target.query else []
    names += [("request-media-type", request_type)] if request_type else []
    names += [("response-media-type", response_type)] if response_type else []
    return Observation(
        service=service,
        method=normal_method(exchange.method),
        path="/" + "/".join(redact_path(segments)),
        outcome=outcome(status),
        kind=kind.AMBIGUOUS if ambiguous else kind.kind(exchange.method, segments, response_type, preflight=preflight),
        status=status,
        place=exchange.place,
        names=tuple(dict.fromkeys(names)),
        server=uri.normal_authority(exchange.server, target.scheme),
    )


def normal_method(method: str) -> str:
    """Return a method as it may be kept: methods are case-sensitive (RFC 9110 section 9.1), so nothing is changed."""
    if method in METHODS:
        return method
    usable = method.isascii() and method.replace("-", "").isalpha() and method.isupper()
    return method if usable and len(method) <= CUSTOM_METHOD_LIMIT else OTHER_METHOD
