"""Content of messages to what is worth knowing of it: opened, counted, and hardly ever kept."""

from functools import lru_cache

import msgspec

from inventory.decode.codings import Codings
from inventory.decode.events import Events
from inventory.decode.grpc import Messages, TextMessages
from inventory.model.contents import KEPT_LIMIT, base_type, is_json, is_read
from inventory.model.exchanges import Fields

CONTENT_COST = 1_024  # bytes that a content counts for while it is read
NAMES_LIMIT = 64  # characters of a list of codings, or of a media type, that is remembered


class Summary(msgspec.Struct, frozen=True):
    """What is known of one content."""

    kept: bytes = b""  # its beginning, opened; of media types that somebody reads
    cut: bool = False  # not all of that is there
    messages: int = 0  # of its protocol
    protocol: str = ""  # "grpc", "grpc-web" or "event-stream"; "" for any other media type
    trailers: Fields = Fields()  # that stand in the content, as gRPC-Web has them
    odd: frozenset[str] = frozenset()  # kinds of anomaly

    @property
    def is_plain(self) -> bool:
        """Tell whether nothing is known but what is kept, and that is whole."""
        return not (self.cut or self.messages or self.protocol or self.trailers.lines or self.odd)


NOTHING_KNOWN = Summary()


class _Plan(msgspec.Struct, frozen=True):
    """How a content is read."""

    codings: tuple[str, ...]  # in the order in which they were applied
    media_type: str
    keeps: bool
    protocol: str


class Content:
    """One content while it is read: `feed` it bytes in order, `skip` those that are missing, then `finish`.

    How it is cut makes no difference.
    """

    __slots__ = ("_codings", "_cut", "_gap", "_keeps", "_kept", "_protocol", "_reader")

    def __init__(self, plan: _Plan) -> None:
        self._codings = Codings(plan.codings) if plan.codings else None
        self._reader = _reader(plan)
        self._protocol = plan.protocol
        self._keeps = plan.keeps
        self._kept = bytearray()
        self._cut = False  # not all of what is kept is there
        self._gap = False  # something is missing

    @property
    def held(self) -> int:
        """Memory that it takes while it waits for more, roughly, in bytes."""
        codings = self._codings.held if self._codings is not None else 0
        reader = self._reader.held if self._reader is not None else 0
        return CONTENT_COST + codings + reader + len(self._kept)

    def feed(self, data: bytes) -> None:
        """Read the next bytes of the content, as they are without the framing of HTTP."""
        if self._codings is None:
            self._read(data)
        elif not self._gap:
            self._read(self._codings.feed(data))

    def skip(self, gap: int) -> None:
        """Pass over bytes that were not captured: coded content can't be opened after them, and no form is kept."""
        if not gap:
            return
        if self._codings is not None:
            self._read(self._codings.finish(whole=False))
        elif self._reader is not None:
            self._reader.skip(gap)
        self._gap = True
        self._cut |= self._keeps
        self._keeps = False

    def finish(self, *, whole: bool = True) -> Summary:
        """Tell what is known of the content; unless `whole`, the message was cut off before its end."""
        odd = set[str]()
        if self._codings is not None:
            if not self._gap:
                self._read(self._codings.finish(whole=whole))
            odd.add(self._codings.odd)
        trailers = Fields()
        if isinstance(self._reader, Messages | TextMessages):
            self._reader.finish(whole=whole and not self._gap and not any(odd))
            odd.add(self._reader.odd)
            trailers = self._reader.trailers
        messages = self._reader.messages if self._reader is not None else 0
        cut = self._cut or (self._keeps and (not whole or any(odd)))
        return Summary(bytes(self._kept), cut, messages, self._protocol, trailers, frozenset(odd - {""}))

    def _read(self, data: bytes) -> None:
        if self._reader is not None:
            self._reader.feed(data)
        elif self._keeps:
            room = KEPT_LIMIT - len(self._kept)
            self._kept += data[:room]
            self._cut |= len(data) > room


def open_content(fields: Fields, *, request: bool) -> Content | None:
    """Begin to read the content of a message with these fields; None where there is nothing to know of it."""
    plan = _plan_for(fields, request=request)
    return Content(plan) if plan is not None else None


def worth_opening(fields: Fields) -> bool:
    """Tell whether there may be something to know of the content of a request or response with these fields."""
    return _plan_for(fields, request=True) is not None or _plan_for(fields, request=False) is not None


def is_kept_as_it_is(fields: Fields) -> bool:
    """Tell whether all there is to know of the content of a message is what stands in it, as JSON without codings."""
    return "content-encoding" not in fields.combined and _is_json(fields.get("content-type"))


def _is_json(field: str) -> bool:
    return is_json(base_type(field)) and not _protocol(base_type(field), request=False)


def _plan_for(fields: Fields, *, request: bool) -> "_Plan | None":
    codings, media_type = fields.get("content-encoding"), fields.get("content-type")
    remembered = len(codings) <= NAMES_LIMIT and len(media_type) <= NAMES_LIMIT
    return (_plan if remembered else _plan.__wrapped__)(codings, media_type, request)


@lru_cache(2_048)
def _plan(codings: str, media_type: str, request: bool) -> _Plan | None:
    names = tuple(name.strip(" \t").lower() for name in codings.split(","))
    names = tuple(name for name in names if name not in {"", "identity"})
    media_type = base_type(media_type)
    protocol = _protocol(media_type, request=request)
    keeps = not protocol and is_read(media_type, request=request)
    return _Plan(names, media_type, keeps, protocol) if names or keeps or protocol else None


def _protocol(media_type: str, *, request: bool) -> str:
    """Name the protocol that content of a media type is in, such as "application/grpc-web-text+proto"."""
    if media_type == "text/event-stream":
        return "" if request else "event-stream"
    base = media_type.partition("+")[0]
    if base in {"application/grpc-web", "application/grpc-web-text"}:
        return "grpc-web"
    return "grpc" if base == "application/grpc" else ""


def _reader(plan: _Plan) -> Messages | TextMessages | Events | None:
    if plan.protocol == "event-stream":
        return Events()
    if plan.media_type.startswith("application/grpc-web-text"):
        return TextMessages()
    return Messages(web=plan.protocol == "grpc-web") if plan.protocol else None
