"""Random valid HTTP/1.1 conversations, and what is to be heard of them."""

from dataclasses import dataclass

from decode_talk import Talk
from hypothesis import strategies as st

TOKENS = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-_!#$%&'*+.^`|~", min_size=1, max_size=8)
VALUES = st.text('abcXYZ 0123456789:;,=()/"\x80\xff', max_size=20).map(str.strip)
RESERVED = frozenset(
    {
        "content-length",
        "transfer-encoding",
        "host",
        "upgrade",
        "connection",
        "expect",
        "trailer",
        "keep-alive",
        "proxy-connection",
    }
)
FIELDS = st.lists(st.tuples(TOKENS.filter(lambda name: name.lower() not in RESERVED), VALUES), max_size=4)
# Content that looks like messages is the hard kind.
CONTENTS = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([b"GET /ghost HTTP/1.1\r\nHost: g\r\n\r\n", b"HTTP/1.1 500 Ghost\r\n\r\n", b"\r\n", b"0\r\n\r\n"]),
)
TARGETS = st.text("abcXYZ0123456789/-._~%?=&", max_size=20).map(lambda text: "/" + text)


@dataclass(frozen=True)
class Said:
    """One exchange as it was sent, and its facts."""

    method: str
    target: str
    status: int
    request: bytes
    responses: bytes
    sizes: tuple[int, int]
    request_fields: tuple[tuple[str, str], ...]
    response_fields: tuple[tuple[str, str], ...]


@st.composite
def chunked(draw: st.DrawFn, content: bytes) -> bytes:
    wire, at = b"", 0
    while at < len(content):
        size = draw(st.integers(1, len(content) - at))
        extension = draw(st.sampled_from([b"", b";a", b';a="b"']))
        wire += b"%x" % size + extension + b"\r\n" + content[at : at + size] + b"\r\n"
        at += size
    trailer = draw(st.sampled_from([b"", b"Expires: now\r\n", b"A: 1\r\nB: 2\r\n"]))
    return wire + b"0\r\n" + trailer + b"\r\n"


@st.composite
def framed(draw: st.DrawFn, *, optional: bool, content: bytes) -> tuple[list[tuple[str, str]], bytes]:
    """The framing fields and the content on the wire."""
    if optional and not content and draw(st.booleans()):
        return [], b""
    if draw(st.booleans()):
        return [("Transfer-Encoding", draw(st.sampled_from(["chunked", "Chunked"])))], draw(chunked(content))
    return [("Content-Length", str(len(content)))], content


def head(line: str, fields: list[tuple[str, str]]) -> bytes:
    return "".join([line, "\r\n", *(f"{name}: {value}\r\n" for name, value in fields), "\r\n"]).encode("latin-1")


def lowered(fields: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name.lower(), value) for name, value in fields)


@st.composite
def exchanges(draw: st.DrawFn, *, last: bool = False) -> Said:
    method = draw(st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]))
    target = draw(TARGETS)
    content = draw(CONTENTS) if method in ("POST", "PUT", "PATCH") else b""
    framing, wire = draw(framed(optional=True, content=content))
    request_fields = [("Host", "a.test"), *draw(FIELDS), *framing]
    interim = b"".join(
        draw(
            st.lists(
                st.sampled_from([head("HTTP/1.1 100 Continue", []), head("HTTP/1.1 103 Hints", [("Link", "x")])]),
                max_size=2,
            )
        )
    )
    status = draw(st.sampled_from([200, 201, 204, 304, 404, 500]))
    answer = draw(CONTENTS)
    if last and status not in (204, 304) and method != "HEAD" and draw(st.booleans()):
        framing, answered = [("Connection", "close")], answer
    elif method == "HEAD" or status == 304:
        framing, answered, answer = draw(st.sampled_from([[("Content-Length", "99")], []])), b"", b""
    elif status == 204:
        framing, answered, answer = [], b"", b""
    else:
        framing, answered = draw(framed(optional=False, content=answer))
    response_fields = [*draw(FIELDS), *framing]
    return Said(
        method, target, status,
        head(f"{method} {target} HTTP/1.1", request_fields) + wire,
        interim + head(f"HTTP/1.1 {status} {draw(VALUES)}", response_fields) + answered,
        (len(content), len(answer)), lowered(request_fields), lowered(response_fields),
    )  # fmt: skip


@st.composite
def conversations(draw: st.DrawFn) -> list[Said]:
    return [*draw(st.lists(exchanges(), max_size=4)), draw(exchanges(last=True))]


def talk_of(said: list[Said], *, pipelined: bool) -> Talk:
    """The segments of a conversation: one for each message, or for all messages of a side."""
    talk = Talk()
    if pipelined:
        return talk.client(b"".join(one.request for one in said)).server(b"".join(one.responses for one in said))
    for one in said:
        talk.client(one.request).server(one.responses)
    return talk
