"""One exchange to one observation."""

from functools import lru_cache

from inventory.model.caching import SHORT, remember
from inventory.model.exchanges import Exchange
from inventory.model.lengths import Lengths
from inventory.model.observations import Observation, Values
from inventory.observe import forms, kind, uri
from inventory.observe.clients import network
from inventory.observe.fields import Told, is_credential, told
from inventory.observe.outcome import outcome
from inventory.observe.redaction import measure_path, redact_name

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
    return observe_told(exchange, told(exchange.request_fields, exchange.response_fields))


def values(exchange: Exchange, observation: Observation) -> Values | None:
    """Return what an exchange carried, for shapes; None where it is no API call."""
    if observation.kind != kind.API:
        return None
    known = told(exchange.request_fields, exchange.response_fields)
    target = uri.split_target(exchange.method, exchange.target, exchange.scheme, exchange.authority)
    asked, answered = exchange.request_content, exchange.response_content
    return Values(
        request_type=exchange.request_fields.get("content-type"),
        response_type=exchange.response_fields.get("content-type"),
        requests=(asked,) if asked and not exchange.request_cut else (),
        responses=(answered,) if answered and not exchange.response_cut else (),
        requests_cut=int(exchange.request_cut),
        responses_cut=int(exchange.response_cut),
        queries=(target.query,) if target.query else (),
        fields=(known.parameters,) if known.parameters else (),
        cookies=(known.cookies,) if known.cookies else (),
    )


def observe_told(exchange: Exchange, known: Told) -> Observation:
    """Reduce an exchange to its redacted facts, of which those that its fields tell are known."""
    target = uri.split_target(exchange.method, exchange.target, exchange.scheme, exchange.authority)
    path, last, lengths = _path(target.path)
    response_type = _media_type(exchange.response_fields.get("content-type"))
    request_type = _media_type(exchange.request_fields.get("content-type"))
    preflight = exchange.method == "OPTIONS" and bool(exchange.request_fields.get("access-control-request-method"))
    ambiguous = "ambiguous-framing" in exchange.caveats
    status = exchange.status or 0
    return Observation(
        service=service(target.authority, exchange.server, target.scheme),
        method=normal_method(exchange.method),
        path=path,
        outcome=_outcome(status),
        kind=kind.AMBIGUOUS if ambiguous else _kind(exchange.method, last, response_type, preflight=preflight),
        status=status,
        place=exchange.place,
        names=(
            *_all_names(exchange, _names(target.query, target.scheme, request_type, response_type)),
            *known.names,
            _CREDENTIALS[known.credentials or _carries_credential(target.query)],
        ),
        server=_service(exchange.server, target.scheme),
        lengths=lengths,
        client=known.client,
        network=network(exchange.client),
        latency=exchange.latency,
    )


def _all_names(exchange: Exchange, names: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Add what only some exchanges have: fields of forms, and what is said inside of HTTP."""
    if exchange.protocol:
        names += (("protocol", exchange.protocol),)
        if status := _grpc_status(exchange):
            names += (("grpc-status", status),)
    if exchange.request_content:
        content_type = exchange.request_fields.get("content-type")
        fields = forms.field_names(content_type, exchange.request_content)
        names += tuple(dict.fromkeys(("form", redact_name(name)) for name in fields))
    return names


def _grpc_status(exchange: Exchange) -> str:
    """Return the status of a gRPC call (0 to 16); "" where it was not seen."""
    found = exchange.response_trailers.get("grpc-status") or exchange.response_fields.get("grpc-status")
    return found if found in _GRPC_STATUSES else ""


_GRPC_STATUSES = frozenset(map(str, range(17)))
_CREDENTIALS = {True: ("credentials", "some"), False: ("credentials", "none")}

# What is the same for many exchanges is worked out once.
_service = remember(4_096)(uri.normal_authority)
_media_type = remember(1_024)(kind.media_type)
_kind = lru_cache(8_192)(kind.kind)
_outcome = lru_cache(1_024)(outcome)


@remember(32_768)
def _path(path: str) -> tuple[str, str, Lengths]:
    """Return the redacted path, the end of its last segment in normal form ("" for none), and lengths of values."""
    segments = uri.normal_segments(path)
    shown = measure_path(segments)
    lengths = tuple([length for one in shown for length in one.lengths])
    return "/" + "/".join([one.text for one in shown]), segments[-1][-SHORT:] if segments else "", lengths


@remember(8_192)
def _names(query: str, scheme: str, request_type: str, response_type: str) -> tuple[tuple[str, str], ...]:
    names = [("scheme", scheme)]
    names += [("query", redact_name(name)) for name in uri.query_names(query)] if query else []
    names += [("request-media-type", request_type)] if request_type else []
    names += [("response-media-type", response_type)] if response_type else []
    return tuple(dict.fromkeys(names))


@remember(8_192)
def _carries_credential(query: str) -> bool:
    return any(map(is_credential, uri.query_names(query)))


def service(authority: str, server: str, scheme: str = "http") -> str:
    """Name a service by the authority that was asked for, else by the address that answered."""
    return _service(authority, scheme) or _service(server, scheme) or UNKNOWN_SERVICE


def normal_method(method: str) -> str:
    """Return a method as it may be kept: methods are case-sensitive (RFC 9110 section 9.1), so nothing is changed."""
    if method in METHODS:
        return method
    usable = method.isascii() and method.replace("-", "").isalpha() and method.isupper()
    return method if usable and len(method) <= CUSTOM_METHOD_LIMIT else OTHER_METHOD
