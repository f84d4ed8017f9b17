"""Runs that hold whole, plain HTTP/1 exchanges to those exchanges, without state between them."""

from collections.abc import Sequence
from operator import le

import msgspec

from inventory.decode import bare, grammar
from inventory.decode.backlog import Cursor
from inventory.decode.columns import Columns
from inventory.decode.content import NOTHING_KNOWN, Summary, open_content
from inventory.decode.grammar import authority
from inventory.decode.heads import CHUNKED, METHODS, PLAIN, Answer, Asked, chunks
from inventory.decode.latency import latencies, taken_from
from inventory.model.contents import KEPT_LIMIT, base_type, is_json
from inventory.model.exchanges import Exchange, PlainExchanges
from inventory.model.streams import Run

_HEAD_END = b"\r\n\r\n"


def exchanges(
    requests: Cursor, responses: Cursor, ends: tuple[str, str], scheme: str
) -> list[PlainExchanges | Exchange]:
    """Read the exchanges that stand whole where both cursors are, up to the first one that needs a closer look.

    `ends` are the addresses of client and server. Both cursors move on behind the last exchange that is returned.
    """
    columns = bare.read(requests, responses)
    _read(requests.data, responses.data, columns)
    if not columns.heads:
        return []
    run = requests.run
    segments = _segments(run, columns.asked[:-1])
    count = _answered_in_order(columns, segments, run, responses.run)
    if not count:
        return []
    requests.at, responses.at = columns.asked[count], columns.answered[count]
    packets = taken_from(run.frames, segments), taken_from(run.times, segments)
    begins = _segments(responses.run, columns.answered[:-1])
    taken = latencies(run, _latest_segments(run, columns.asked[1:], segments), responses.run, begins)
    found = columns.exchanges(scheme, ends, run.connection.number, packets, taken)
    if count < len(found):
        found = found.part(0, count)
    return [found] if not columns.known else _apart(found, columns.known)


def connection(runs: list[Run], scheme: str) -> list[PlainExchanges | Exchange] | None:
    """Read a connection of which both sides are whole; None where not all of it is plain exchanges."""
    if len(runs) != 2 or runs[0].side == runs[1].side or not all(_is_whole(run) for run in runs):
        return None
    cursors = [Cursor(run) for run in runs]
    client = next((number for number, side in enumerate(cursors) if _begins_request(side.data)), -1)
    if client < 0:
        return None
    sides = runs[0].connection.sides
    asked, answered = cursors[client], cursors[1 - client]
    ends = sides[runs[client].side], sides[runs[1 - client].side]
    found = exchanges(asked, answered, ends, scheme)
    return found if not (asked or answered) else None


def _is_whole(run: Run) -> bool:
    return run.final and not run.position and not run.gap and run.length > 0


def _begins_request(data: bytes) -> bool:
    return data[: max(data.find(b" ", 0, 16), 0)].decode("latin-1") in METHODS


def _read(asked: bytes, answered: bytes, columns: Columns) -> None:
    """Read on behind what the columns hold, one exchange after the other."""
    at, to = columns.asked[-1], columns.answered[-1]
    asked_end, answered_end, limit = len(asked), len(answered), grammar.HEAD_LIMIT
    while at < asked_end and to < answered_end:
        head, answer_head = asked.find(_HEAD_END, at, at + limit), answered.find(_HEAD_END, to, to + limit)
        if head < 0 or answer_head < 0:
            break
        request = PLAIN.request(asked[at:head].decode("latin-1"))
        answer = PLAIN.answer(answered[to:answer_head])
        if request is None or answer is None:
            break
        method, target, of = request
        sent, received = of.length, 0 if method == "HEAD" else answer.length
        at, to = head + 4 + sent, answer_head + 4 + received
        asking = asked[head + 4 : at] if of.kept and 0 < sent <= KEPT_LIMIT else b""
        answering = answered[answer_head + 4 : to] if answer.kept and 0 < received <= KEPT_LIMIT else b""
        closer = of.interesting or answer.interesting
        closer |= (of.kept and sent > KEPT_LIMIT) or (answer.kept and received > KEPT_LIMIT)
        if closer or sent < 0 or received < 0 or not _is_plain(method, target):
            contents = _contents((asked, head + 4, sent, of), (answered, answer_head + 4, received, answer))
            if contents is None:
                break
            (sent, at, asked_for), (received, to, told) = contents
            asking, answering = asked_for.kept, told.kept
            form = asked_for.kept and not is_json(base_type(of.media_type))
            if form or not (asked_for.is_plain and told.is_plain and _is_plain(method, target)):
                columns.known[len(columns.heads)] = asked_for, told
        if at > asked_end or to > answered_end:
            columns.known.pop(len(columns.heads), None)
            break
        columns.heads.append(PLAIN.heads(method, of, answer))
        columns.targets.append(target)
        columns.sent.append(sent)
        columns.received.append(received)
        columns.asking.append(asking)
        columns.answering.append(answering)
        columns.asked.append(at)
        columns.answered.append(to)


def _is_plain(method: str, target: str) -> bool:
    return method != "OPTIONS" and bare.are_plain((target,))


def _contents(*messages: tuple[bytes, int, int, Asked | Answer]) -> list[tuple[int, int, Summary]] | None:
    """Look closer at the contents that begin at an index of some data: their sizes and ends, and what is known of them.

    None where one is not whole or not plain.
    """
    found: list[tuple[int, int, Summary]] = []
    for data, begin, length, head in messages:
        end, ranges = (begin + length, [(begin, begin + length)]) if length >= 0 else (-1, [])
        if length == CHUNKED:
            end, ranges = chunks(data, begin) or (-1, [])
        if not 0 <= end <= len(data):
            return None
        size = sum(until - since for since, until in ranges)
        worth = size and (head.interesting or head.kept)
        opened = open_content(head.fields, request=isinstance(head, Asked)) if worth else None
        summary = NOTHING_KNOWN
        if opened is not None:
            for since, until in ranges:
                opened.feed(data[since:until])
            summary = opened.finish()
        if summary.odd:
            return None
        found.append((size, end, summary))
    return found


def _segments(run: Run, begins: list[int]) -> Sequence[int]:
    """Return the segment in which each message begins, by indexes of the run; a range for the first ones."""
    positions = [begin + run.position for begin in begins] if run.position else begins
    if positions == run.starts[: len(positions)]:  # often: each in a segment of its own
        return range(len(positions))
    return [run.segment_at(position) for position in positions]


def _latest_segments(run: Run, ends: list[int], firsts: Sequence[int]) -> Sequence[int]:
    """Return which segment of each message came last, by the index behind it and the segments in which they begin."""
    count, last = len(ends), ends[-1] + run.position
    if isinstance(firsts, range) and (count == len(run.starts) or last <= run.starts[count]):
        return firsts
    lasts = [run.segment_at(end + run.position - 1) for end in ends]
    return [
        max(range(first, last + 1), key=run.times.__getitem__) if first < last else first
        for first, last in zip(firsts, lasts, strict=True)
    ]


def _answered_in_order(columns: Columns, segments: Sequence[int], requests: Run, responses: Run) -> int:
    """Count the exchanges before the first whose response was sent before its request was.

    `segments` are those in which the requests begin.
    """
    acks = [requests.acks[segment] - responses.position for segment in segments]
    if all(map(le, acks, columns.answered)):
        return len(acks)
    for number, (acknowledged, answered) in enumerate(zip(acks, columns.answered, strict=False)):
        if acknowledged > answered:
            ack = responses.acks[responses.segment_at(answered + responses.position)]
            if 0 <= ack <= columns.asked[number] + requests.position:
                return number
    return len(acks)


def _apart(found: PlainExchanges, known: dict[int, tuple[Summary, Summary]]) -> list[PlainExchanges | Exchange]:
    """Take those out that are not plain after all."""
    apart: list[PlainExchanges | Exchange] = []
    begin = 0
    for number in [*(number for number in known if number < len(found)), len(found)]:
        if begin < number:
            apart.append(found.part(begin, number))
        apart += [_with(one, *known[number]) for one in found.part(number, number + 1)]
        begin = number + 1
    return apart


def _with(exchange: Exchange, sent: Summary, received: Summary) -> Exchange:
    """Add what is known of the contents, and read a target that is more than a path."""
    return msgspec.structs.replace(
        exchange,
        authority=authority(exchange.method, exchange.target, exchange.authority),
        response_trailers=received.trailers,
        protocol=received.protocol or sent.protocol,
        request_messages=sent.messages,
        response_messages=received.messages,
        request_content=sent.kept,
        response_content=received.kept,
        request_cut=sent.cut,
        response_cut=received.cut,
    )
