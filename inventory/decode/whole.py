"""Runs that hold whole, plain HTTP/1 exchanges to those exchanges, without state between them."""

import re
from typing import Any

import numpy as np

from inventory.decode import grammar
from inventory.decode.backlog import Cursor
from inventory.decode.content import NOTHING_KNOWN, Summary, open_content
from inventory.decode.grammar import authority
from inventory.decode.heads import CHUNKED, METHODS, NO_LENGTH, PLAIN, VERSIONS, chunks
from inventory.model.exchanges import Exchange, Fields, Place
from inventory.model.packets import Column
from inventory.model.streams import Run

_HEAD_END = b"\r\n\r\n"
_ODD = re.compile(rb"[\0\t\r\n]")  # in a request line


# An exchange but for where it stands; the summaries of its contents come last.
_Read = tuple[str, str, str, str, Fields, int, int, Fields, int, int, Summary, Summary]
_Ranges = list[tuple[int, int]]  # where content begins and ends, chunk by chunk


def exchanges(requests: Cursor, responses: Cursor, ends: tuple[str, str], scheme: str) -> list[Exchange]:
    """Read the exchanges that stand whole where both cursors are, up to the first one that needs a closer look.

    `ends` are the addresses of client and server. Both cursors move on behind the last exchange that is returned.
    """
    asked, answered = requests.data, responses.data
    read: list[_Read] = []
    begins: list[int] = []
    answers: list[int] = []
    at, to = requests.at, responses.at
    while at < len(asked) and to < len(answered):
        request = _request(asked, at)
        if request is None:
            break
        response = _response(answered, to, request[0])
        if response is None:
            break
        method, target, version, host, fields, size, end, sent = request
        status, response_fields, response_size, response_end, received = response
        begins.append(at)
        answers.append(to)
        wire_size = end - at + response_end - to
        read.append(
            (
                method,
                target,
                version,
                host,
                fields,
                size,
                status,
                response_fields,
                response_size,
                wire_size,
                sent,
                received,
            )
        )
        at, to = end, response_end
    if not read:
        return []
    run = requests.run
    asked_at = np.array(begins, np.int64) + run.position
    segments = run.starts.searchsorted(asked_at, "right") - 1
    count = _answered_in_order(asked_at, run.acks[segments], responses.run, answers)
    if count < len(read):
        at, to = begins[count], answers[count]
    requests.at, responses.at = at, to
    frames, times = run.frames[segments].tolist(), run.times[segments].tolist()
    stream = run.connection.number
    places = [Place(frame, stream, time) for frame, time in zip(frames, times, strict=True)]
    return [_exchange(one, place, ends, scheme) for one, place in zip(read[:count], places, strict=False)]


def _request(data: bytes, at: int) -> tuple[str, str, str, str, Fields, int, int, Summary] | None:
    """Read one request: method, target, version, host, fields, bytes of content, where it ends, what it says."""
    end = data.find(_HEAD_END, at, at + grammar.HEAD_LIMIT)
    if end < 0:
        return None
    line, _, lines = data[at:end].partition(b"\r\n")
    parts = line.split(b" ")
    if len(parts) != 3 or not parts[1] or _ODD.search(line):
        return None
    method, version, block = METHODS.get(parts[0]), VERSIONS.get(parts[2]), PLAIN.block(lines)
    if block is None or method is None or version is None:
        return None
    content = _content(data, end + 4, 0 if block.length == NO_LENGTH else block.length, version)
    if content is None:
        return None
    size, after, ranges = content
    summary = _summary(data, ranges, block.fields, request=True) if size and block.interesting else NOTHING_KNOWN
    if summary.odd:
        return None
    return method, parts[1].decode("latin-1"), version, block.host, block.fields, size, after, summary


def _response(data: bytes, at: int, method: str) -> tuple[int, Fields, int, int, Summary] | None:
    """Read one response: status, fields, bytes of content, where it ends, what it says."""
    end = data.find(_HEAD_END, at, at + grammar.HEAD_LIMIT)
    if end < 0:
        return None
    line, _, lines = data[at:end].partition(b"\r\n")
    status, version = PLAIN.status(line)
    block = PLAIN.block(lines)
    if block is None or not status:
        return None
    length = 0 if status in (204, 304) or method == "HEAD" else block.length
    content = _content(data, end + 4, length, version)
    if content is None:
        return None
    size, after, ranges = content
    summary = _summary(data, ranges, block.fields, request=False) if size and block.interesting else NOTHING_KNOWN
    return None if summary.odd else (status, block.fields, size, after, summary)


def _content(data: bytes, at: int, length: int, version: str) -> tuple[int, int, _Ranges] | None:
    """Return how many bytes of content begin at an index, where the message ends, and where the content stands.

    None where it is not whole or not plain.
    """
    if length >= 0:
        return (length, at + length, [(at, at + length)]) if at + length <= len(data) else None
    found = chunks(data, at) if length == CHUNKED and version == "1.1" else None
    return None if found is None else (sum(end - begin for begin, end in found[1]), *found)


def _summary(data: bytes, ranges: _Ranges, fields: Fields, *, request: bool) -> Summary:
    content = open_content(fields, request=request)
    if content is None:
        return NOTHING_KNOWN
    for begin, end in ranges:
        content.feed(data[begin:end])
    return content.finish()


def _answered_in_order(asked_at: Column, acks: Column, responses: Run, answers: list[int]) -> int:
    """Count the exchanges before the first whose response was sent before its request was.

    All positions are those of the streams; `acks` are what the requests acknowledge.
    """
    answered_at = np.array(answers, np.int64) + responses.position
    answer_acks = responses.acks[responses.starts.searchsorted(answered_at, "right") - 1]
    wrong = (answer_acks >= 0) & (answer_acks <= asked_at) & (acks > answered_at)
    return int(wrong.argmax()) if wrong.any() else len(answers)


def _exchange(read: _Read, place: Place, ends: tuple[str, str], scheme: str) -> Exchange:
    method, target, version, host, fields, size, status, response_fields, response_size, wire_size, sent, received = (
        read
    )
    own = host if target[0] == "/" else authority(method, target, host)
    if sent is NOTHING_KNOWN and received is NOTHING_KNOWN:
        known: tuple[Any, ...] = ()
    else:
        protocol, messages = received.protocol or sent.protocol, (sent.messages, received.messages)
        known = ((), received.trailers, protocol, *messages, sent.kept)
    return Exchange(
        method,
        scheme,
        own,
        target,
        version,
        status,
        place,
        fields,
        response_fields,
        *ends,
        size,
        response_size,
        wire_size,
        *known,
    )
