"""HTTP/1.0 and 1.1 (RFC 9112): the two streams of a connection to exchanges."""

import itertools
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from inventory.decode import framing, grammar, recognition, whole
from inventory.decode.backlog import Cursor
from inventory.decode.content import NOTHING_KNOWN
from inventory.decode.framing import NO_CONTENT, Framing
from inventory.decode.grammar import RequestLine, StatusLine
from inventory.decode.latency import latency
from inventory.decode.messages import Message, MessageReader
from inventory.decode.oddities import anomaly
from inventory.decode.recognition import Found, Sender, Setting
from inventory.decode.tunnel import Tunnel
from inventory.model.exchanges import Exchange, Fields, Place
from inventory.model.streams import Connection, Run, joined
from inventory.model.traffic import UNKNOWN

WAIT_LIMIT = 1_048_576  # bytes of one stream held back while the other one may still say how to read them
UPGRADES = frozenset[str]()
UNMISTAKABLE = False
STEPS_ALIKE = 3  # a step takes more segments after every 2 to the power of this
PENDING_COST = 2_048  # bytes that a request counts for while it waits for its response


def recognise(data: bytes, *, first: bool) -> Sender:
    """Tell who sent bytes that stand at the start of a segment; `first` if that is where the stream begins."""
    request, response = grammar.begins_request(data, first=first), grammar.begins_response(data)
    if request or response:
        return Sender.CLIENT if request else Sender.SERVER
    return Sender.UNDECIDED if request is None or response is None else Sender.NOBODY


@dataclass(slots=True, eq=False)
class _Pair:
    """A request and its final response while either is read."""

    request: Message
    response: Message | None = None
    unanswered: bool = False  # no response will come

    @property
    def complete(self) -> bool:
        return self.request.ended and (self.unanswered or (self.response is not None and self.response.ended))


class Conversation(recognition.Conversation):
    """Pairs the messages of one connection.

    Responses answer requests in order (RFC 9112 section 9.3.2). Over gaps the acknowledgement numbers of TCP tell
    which request a response can belong to: a response is sent after its request was acknowledged, and a
    request that was sent after bytes of an answer were acknowledged is not the one that they answer.
    """

    __slots__ = (
        "_ambiguous", "_answers", "_client", "_connection", "_ended", "_ends", "_found", "_kept", "_open", "_pairs",
        "_patient", "_pausing", "_requests", "_responses", "_setting", "_tunnel",
    )  # fmt: skip

    def __init__(self, connection: Connection, client: int, setting: Setting) -> None:
        self._connection, self._client, self._setting = connection, client, setting
        self._ends = connection.sides[client], connection.sides[1 - client]
        self._requests = MessageReader(self, requests=True)
        self._responses = MessageReader(self, requests=False)
        self._open: deque[_Pair] = deque()  # without a final response yet
        self._pairs: list[_Pair] = []  # answered or given up, and not complete yet
        self._found: list[Found] = []
        self._kept = 0  # bytes of contents that wait for the rest of their exchange
        self._pausing: Message | None = None  # upgrade or CONNECT request whose answer decides what follows it
        self._ambiguous = False  # the framing of some message was
        self._answers = False  # the server said something
        self._patient = True  # a response may be held until its request turns up
        self._ended = False
        self._tunnel: Tunnel | None = None  # what follows an upgrade or CONNECT

    @property
    def held(self) -> int:
        """Memory that the connection takes while it waits for more, roughly, in bytes."""
        inside = self._tunnel.held if self._tunnel is not None else 0
        pending = PENDING_COST * (len(self._open) + len(self._pairs))
        return self._requests.held + self._responses.held + pending + self._kept + inside

    @property
    def host(self) -> str:
        """The host name that an encrypted connection inside of a tunnel shows."""
        return self._tunnel.host if self._tunnel is not None else ""

    @property
    def protocols(self) -> tuple[str, ...]:
        """The application protocols that an encrypted connection inside of a tunnel shows."""
        return self._tunnel.protocols if self._tunnel is not None else ()

    @property
    def hopes(self) -> int:
        """How many bytes inside of a tunnel wait for keys that a key log may still learn."""
        return self._tunnel.hopes if self._tunnel is not None else 0

    def despair(self) -> None:
        """Wait for keys no longer."""
        if self._tunnel is not None:
            self._tunnel.despair()

    def feed(self, runs: Iterable[Run]) -> list[Found]:
        """Read the next runs of both sides; return what is complete."""
        runs = joined(sorted(runs, key=lambda run: run.side != self._client))
        self._answers |= any(run.side != self._client and run.length for run in runs)
        full = [run for run in runs if run.length]
        if len(full) == 2 and full[0].side != full[1].side and not (full[0].gap or full[1].gap):
            self._read_both(*full)
            runs = [run for run in runs if not run.length]
        # Requests first: a response is framed by the method of its request.
        for run in runs:
            self._read(run)
        self._give_up_waiting()
        return self._take() + (self._tunnel.work(known=not self._open) if self._tunnel is not None else [])

    def _read(self, run: Run) -> None:
        (self._requests if run.side == self._client else self._responses).feed(run)
        self._retry()

    def _give_up_waiting(self) -> None:
        if self._responses.held > WAIT_LIMIT:
            self._patient = False
            self._retry()
            self._patient = True
        if self._requests.held > WAIT_LIMIT:
            self._stop_pausing()

    def _read_both(self, asked: Run, answered: Run) -> None:
        """Read runs of both sides: whole exchanges at once, and what stands between those step by step."""
        requests, responses = Cursor(asked), Cursor(answered)
        steps = 0
        while requests or responses:
            if requests and responses and self._idle:
                found = whole.exchanges(requests, responses, self._ends, self._setting.scheme)
                self._found += found
                steps = 0 if found else steps
                if not (requests or responses):
                    return
            count = 1 + (steps >> STEPS_ALIKE)
            steps += count
            unanswered = self._open or self._requests.waiting or not self._responses.between
            if responses and (not requests or (unanswered and self._requests.between)):
                self._read_responses(requests, responses, self._responses.expected or responses.segments(count))
            else:
                self._read(requests.take(self._requests.expected or requests.segments(count)))

    def _read_responses(self, requests: Cursor, responses: Cursor, size: int) -> None:
        """Read some of the server's bytes, and before them what the client had sent by then."""
        run = responses.take(size)
        sent = len(requests) if min(run.acks) < 0 else max(run.acks) - requests.position
        if requests and sent > 0:
            self._read(requests.take(sent))
        self._read(run)

    @property
    def _idle(self) -> bool:
        """Tell whether both sides stand between two exchanges, and nothing is odd so far."""
        free = not (self._open or self._pairs or self._ambiguous or self._pausing or self._tunnel)
        return free and self._requests.idle and self._responses.idle

    def finish(self) -> list[Found]:
        """Read what is left when the connection has ended or was lost."""
        if not self._requests.waiting:
            self._requests.finish()
        self._ended = True
        self._retry()
        self._responses.finish()
        self._stop_pausing()
        self._requests.finish()
        while self._open:
            self._leave_unanswered()
        self._release()
        return self._take() + (self._tunnel.finish() if self._tunnel is not None else [])

    # -- what the readers ask --------------------------------------------------------------------------------------

    def begin(self, message: Message) -> Framing | None:
        """Frame a message by what is known of both sides."""
        line = message.line
        if isinstance(line, RequestLine):
            self._open.append(_Pair(message))
            return NO_CONTENT if line.simple else framing.of_request(message.fields, line.version)
        if message.lost_at >= 0 and line.status >= 200:
            self._stop_pausing(spoke_http=True)  # the answer was lost, and it was none that switches
        pair = self._pair_for(message)
        if pair is None and self._may_still_come(message):
            return None
        if _is_interim(line):
            return NO_CONTENT
        if pair is not None:
            self._open.popleft()
            self._pairs.append(pair)
            pair.response = message
        method = _method(pair.request) if pair is not None else ""
        self._settle(message, line.status, method)
        return framing.of_response(message.fields, line.version, line.status, method)

    def end(self, message: Message) -> None:
        """Take a message that has ended."""
        line = message.line
        self._kept += len(message.summary.kept)
        if isinstance(line, RequestLine):
            if (line.method == "CONNECT" or message.fields.get("upgrade")) and not self._requests.lost:
                self._pause(message)
        elif _is_interim(line) and (pair := self._pair_for(message)) is not None:
            pair.request.extent += message.extent
        elif not any(pair.response is message for pair in self._pairs):
            self._kept -= len(message.summary.kept)
            self._note_all(message)
            self._found.append(anomaly("response-without-request", message.place, message.extent))
        self._release()

    def unread(self, kind: str, size: int, place: Place) -> None:
        """Count bytes that are no part of a message."""
        self._found.append(anomaly(kind, place, size))

    def passed(self, run: Run) -> None:
        """Take what another protocol speaks."""
        self._inside().add(run)

    def _inside(self) -> Tunnel:
        if self._tunnel is None:
            self._tunnel = Tunnel(self._connection, self._client, self._setting)
        return self._tunnel

    # -- pairing ---------------------------------------------------------------------------------------------------

    def _pair_for(self, response: Message) -> _Pair | None:
        waiting = self._open
        while response.lost_at >= 0 and len(waiting) > 1 and _answered_before(waiting[1].request, response):
            self._leave_unanswered()
        return waiting[0] if waiting and _can_answer(response, waiting[0].request) else None

    def _may_still_come(self, response: Message) -> bool:
        """Tell whether the request of a response may have been captured after it."""
        seen = response.ack >= 0 and self._requests.position >= response.ack
        return self._patient and not self._ended and not seen

    def _retry(self) -> None:
        """Show the responses that wait for their request again."""
        if self._responses.waiting:
            self._responses.resume()

    def _leave_unanswered(self) -> None:
        pair = self._open.popleft()
        pair.unanswered = True
        self._pairs.append(pair)

    # -- other protocols -------------------------------------------------------------------------------------------

    def _pause(self, request: Message) -> None:
        """Stop reading requests: what follows is HTTP only if the server refuses (RFC 9110 sections 7.8 and 9.3.6)."""
        self._requests.waiting, self._pausing = True, request

    def _settle(self, response: Message, status: int, method: str) -> None:
        """Decide whether the client still speaks HTTP after a response."""
        if framing.switches(status, method):
            self._pausing = None
            self._requests.tunnel()
            self._retract(response)
        elif self._pausing is not None and any(pair.request is self._pausing for pair in self._pairs):
            self._pausing = None
            self._requests.resume()

    def _retract(self, switch: Message) -> None:
        """Take back what was read as requests although the client had been told of another protocol before."""
        while self._open and self._open[-1].request.ack > switch.position:
            request = self._open.pop().request
            self._kept -= len(request.summary.kept)
            self.unread("tunnelled-bytes", request.extent, request.place)
            self._requests.retract()

    def _stop_pausing(self, *, spoke_http: bool = False) -> None:
        """Decide without the server's answer: most upgrades are offers that servers leave, CONNECT is meant."""
        pausing = self._pausing
        if pausing is None or (spoke_http and _method(pausing) == "CONNECT"):
            return
        self._pausing = None
        if spoke_http or (_method(pausing) != "CONNECT" and not self._answers):
            self._requests.resume()
        else:
            self._requests.tunnel()

    # -- results ---------------------------------------------------------------------------------------------------

    def _release(self) -> None:
        complete = list(itertools.takewhile(lambda pair: pair.complete, self._pairs))
        del self._pairs[: len(complete)]
        for pair in complete:
            self._emit(pair)

    def _emit(self, pair: _Pair) -> None:
        request, response = pair.request, pair.response
        self._note_all(request)
        if response is not None:
            self._note_all(response)
        line = request.line
        assert isinstance(line, RequestLine)
        odd = request.odd | (response.odd if response is not None else frozenset())
        sent, received = request.summary, response.summary if response is not None else NOTHING_KNOWN
        self._kept -= len(sent.kept) + len(received.kept)
        exchange = Exchange(
            method=line.method,
            scheme=self._setting.scheme,
            authority=grammar.authority(line.method, line.target, request.fields.get("host")),
            target=line.target,
            http_version=line.version,
            status=response.line.status if response is not None and isinstance(response.line, StatusLine) else None,
            place=request.place,
            request_fields=request.fields,
            response_fields=response.fields if response is not None else Fields(),
            client=self._ends[0],
            server=self._ends[1],
            request_size=request.size,
            response_size=response.size if response is not None else 0,
            wire_size=request.extent + (response.extent if response is not None else 0),
            caveats=tuple(sorted(odd | {"ambiguous-framing"} if self._ambiguous else odd)),
            response_trailers=received.trailers,
            protocol=received.protocol or sent.protocol,
            request_messages=sent.messages,
            response_messages=received.messages,
            request_content=sent.kept,
            response_content=received.kept,
            request_cut=sent.cut,
            response_cut=received.cut,
            latency=self._latency(request, response) if response is not None else UNKNOWN,
        )
        if exchange.status != 101 or not self._inside().open(exchange):
            self._found.append(exchange)

    def _latency(self, request: Message, response: Message) -> int:
        sure = request.whole and not self._ambiguous
        return latency(request.latest, response.place) if sure else UNKNOWN

    def _note_all(self, message: Message) -> None:
        self._ambiguous |= "ambiguous-framing" in message.odd
        self._found.extend(anomaly(kind, message.place) for kind in sorted(message.odd))

    def _take(self) -> list[Found]:
        found, self._found = self._found, []
        return found


def _is_interim(line: StatusLine) -> bool:
    return line.status < 200 and line.status != 101


def _method(request: Message) -> str:
    return request.line.method if isinstance(request.line, RequestLine) else ""


def _can_answer(response: Message, request: Message) -> bool:
    """Tell whether a request had been received when a response was sent.

    Acknowledgements that contradict the order of the messages are left aside where no bytes are missing: generated
    and injected traffic has such. Then it is enough that the response was not received when the request was sent.
    """
    if response.ack < 0 or request.position < response.ack:
        return True
    return request.lost_at < 0 and response.lost_at < 0 and request.ack <= response.position


def _answered_before(request: Message, response: Message) -> bool:
    """Tell whether bytes from where framing was lost had been received when a request was sent."""
    return _can_answer(response, request) and request.ack > response.lost_at
