"""HTTP/1.0 and 1.1 (RFC 9112): the two streams of a connection to exchanges."""

from collections import deque
from collections.abc import Iterable

from inventory.decode import framing, grammar
from inventory.decode.framing import NO_CONTENT, Framing
from inventory.decode.grammar import RequestLine, StatusLine
from inventory.decode.messages import START_LINE_VIEW, Message, MessageReader
from inventory.decode.oddities import anomaly
from inventory.model.anomalies import Anomaly
from inventory.model.exchanges import Exchange, Fields, Place
from inventory.model.streams import Connection, Run

STALL_LIMIT = 16_384  # bytes of responses held back while their request may still turn up


def client_side(run: Run) -> int | None:
    """Return the side that is the HTTP client if a message begins in this run, else None.

    Messages are looked for where segments begin, so a connection that was joined in its middle is found too.
    """
    data = run.data
    for start in run.starts:
        head = data[int(start) - run.position :][:START_LINE_VIEW]
        if grammar.begins_response(head):
            return 1 - run.side
        if grammar.begins_request(head, whole=True):
            return run.side
    if run.position == 0 and grammar.is_simple_request(data):
        return run.side
    return None


class Conversation:
    """Pairs the messages of one connection.

    Responses answer requests in order (RFC 9112 section 9.3.2). Over gaps the acknowledgement numbers of TCP tell
    which request a response can belong to: a response is sent after its request was acknowledged, and a
    request that was sent after bytes of an answer were acknowledged is not the one that they answer.
    """

    def __init__(self, connection: Connection, client: int) -> None:
        self._connection, self._client = connection, client
        self._requests = MessageReader(self, requests=True)
        self._responses = MessageReader(self, requests=False)
        self._open: deque[Message] = deque()  # requests without a final response yet
        self._answers: dict[int, Message] = {}  # response position to its request, while it is read
        self._found: list[Exchange | Anomaly] = []
        self._pausing: Message | None = None  # upgrade or CONNECT request whose answer decides what follows it
        self._ambiguous = False
        self._ended = False
        self._patient = True

    def feed(self, runs: Iterable[Run]) -> list[Exchange | Anomaly]:
        """Read the next runs of both sides; return what is complete."""
        # Requests first: a response is framed by the method of its request.
        for run in sorted(runs, key=lambda run: run.side != self._client):
            (self._requests if run.side == self._client else self._responses).feed(run)
            self._retry()
        return self._take()

    def finish(self) -> list[Exchange | Anomaly]:
        """Read what is left when the connection has ended or was lost."""
        self._ended = True
        self._retry()
        self._responses.finish()
        if self._pausing is not None and _method(self._pausing) != "CONNECT" and not self._responses.position:
            self._requests.resume()  # one-sided capture: most upgrades are offers that servers leave
        self._requests.finish()
        while self._open:
            self._emit(self._open.popleft(), None)
        return self._take()

    # -- what the readers ask --------------------------------------------------------------------------------------

    def frame(self, message: Message) -> Framing | None:
        """Frame a message by what is known of both sides."""
        line = message.line
        if isinstance(line, RequestLine):
            return NO_CONTENT if line.version == "0.9" else framing.of_request(message.fields)
        if line.status < 200 and line.status != 101:
            return NO_CONTENT
        request = self._request_of(message)
        if request is None and self._may_still_come(message):
            return None
        if request is not None:
            self._answers[message.position] = request
        return framing.of_response(message.fields, line.status, _method(request))

    def complete(self, message: Message) -> None:
        """Take a message that has ended."""
        line = message.line
        if isinstance(line, RequestLine):
            self._open.append(message)
            if line.method == "CONNECT" or message.fields.get("upgrade"):
                self._requests.waiting, self._pausing = True, message  # what follows is HTTP only if refused
            return
        if line.status < 200 and line.status != 101:
            return
        request = self._answers.pop(message.position, None)
        if request is None:
            self._note_all(message)
            self._found.append(anomaly("response-without-request", message.place, message.extent))
        else:
            self._emit(request, message)

    def unread(self, kind: str, size: int, place: Place) -> None:
        """Count bytes that are no part of a message."""
        self._found.append(anomaly(kind, place, size))

    # -- pairing ---------------------------------------------------------------------------------------------------

    def _request_of(self, response: Message) -> Message | None:
        waiting = self._open
        while response.lost_at >= 0 and len(waiting) > 1 and _answered_before(waiting[1], response):
            self._emit(waiting.popleft(), None)
        if waiting and _can_answer(response, waiting[0]):
            request = waiting.popleft()
            self._settle(request, response)
            return request
        return None

    def _settle(self, request: Message, response: Message) -> None:
        """Decide whether the client still speaks HTTP after an upgrade or CONNECT (RFC 9110 sections 7.8 and 9.3.6)."""
        if request is not self._pausing:
            return
        self._pausing = None
        status = response.line.status if isinstance(response.line, StatusLine) else 0
        if framing.of_response(Fields(), status, _method(request)).ends is framing.Ends.NEVER:
            self._requests.tunnel()
        else:
            self._requests.resume()

    def _may_still_come(self, response: Message) -> bool:
        """Tell whether the request of a response may have been captured after it."""
        seen = response.ack >= 0 and self._requests.position >= response.ack
        return self._patient and not self._ended and not seen

    def _retry(self) -> None:
        """Show the responses that wait for their request again."""
        if self._responses.waiting:
            self._patient = self._patient and self._responses.held <= STALL_LIMIT
            self._responses.resume()

    # -- results ---------------------------------------------------------------------------------------------------

    def _emit(self, request: Message, response: Message | None) -> None:
        self._note_all(request)
        if response is not None:
            self._note_all(response)
        line = request.line
        assert isinstance(line, RequestLine)
        odd = request.odd | (response.odd if response is not None else set())
        if self._ambiguous:
            odd.add("ambiguous-framing")
        self._found.append(
            Exchange(
                method=line.method,
                scheme="http",
                authority=_authority(line, request.fields),
                target=line.target,
                http_version=line.version,
                status=response.line.status if response is not None and isinstance(response.line, StatusLine) else None,
                place=request.place,
                request_fields=request.fields,
                response_fields=response.fields if response is not None else Fields(),
                client=self._connection.sides[self._client],
                server=self._connection.sides[1 - self._client],
                request_size=request.size,
                response_size=response.size if response is not None else 0,
                caveats=tuple(sorted(odd)),
            )
        )

    def _note_all(self, message: Message) -> None:
        if "ambiguous-framing" in message.odd:
            self._ambiguous = True
        self._found.extend(anomaly(kind, message.place) for kind in sorted(message.odd))

    def _take(self) -> list[Exchange | Anomaly]:
        found, self._found = self._found, []
        return found


def _method(request: Message | None) -> str:
    return request.line.method if request is not None and isinstance(request.line, RequestLine) else ""


def _can_answer(response: Message, request: Message) -> bool:
    return response.ack < 0 or request.position < response.ack


def _answered_before(request: Message, response: Message) -> bool:
    """Tell whether bytes from where framing was lost had been received when a request was sent."""
    return _can_answer(response, request) and request.ack > response.lost_at


def _authority(line: RequestLine, fields: Fields) -> str:
    scheme, found, rest = line.target.partition("://")
    if found and scheme.isalpha():
        return rest.partition("/")[0].partition("?")[0]
    return line.target if line.method == "CONNECT" else fields.get("host")
