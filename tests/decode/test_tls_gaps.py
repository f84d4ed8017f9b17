from collections.abc import Iterable

import pytest
from decode_talk import OK, Segment, Talk, get, response
from hypothesis import given, settings
from hypothesis import strategies as st
from tls_forge import Forge, message
from tls_peers import Session, hear_inside, speak

from inventory.decode.keylog import KeyLog
from inventory.decode.protocols import tls
from inventory.decode.recognition import Found, Setting
from inventory.model.streams import Run

LINES = [(who, data) for number in range(12) for who, data in (
    ("client", get(f"/{number}")),
    ("server", response(200, "Content-Length: 3000", f"Number: /{number}", content=bytes([number + 65]) * 3_000)),
)]  # fmt: skip


def lose(talk: Talk, lost: Iterable[int]) -> Talk:
    """The same talk without some of its segments."""
    left = Talk(talk.number, talk.acknowledging)
    lost = set(lost)
    missing = [0, 0]
    for number, segment in enumerate(talk.segments):
        if number in lost:
            missing[segment.side] += len(segment.data)
            continue
        gap = missing[segment.side]
        missing[segment.side] = 0
        left.segments.append(Segment(segment.side, segment.position, segment.data, segment.frame, segment.ack, gap))
    left.said, left.missing = list(talk.said), missing
    return left


class Inside:
    """What is fed to the conversation inside."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.runs: list[Run] = []
        self.held = 0

    def feed(self, runs: Iterable[Run]) -> list[Found]:
        self.runs += runs
        return []

    def finish(self) -> list[Found]:
        return []


def said_inside(talk: Talk, secrets: KeyLog, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Run], list[Found]]:
    """The runs that come out of the records, and what else is found."""
    with monkeypatch.context() as patch:
        patch.setattr(tls, "Talk", Inside)
        conversation = tls.Conversation(talk.connection, 0, Setting(secrets))
        found = [item for run in talk.runs() for item in conversation.feed([run])] + conversation.finish()
        inner = conversation._inner
    runs = inner.runs if isinstance(inner, Inside) else []
    counted = sum(run.length for run in runs) + sum(item.size for item in found)
    assert counted == sum(len(segment.data) for segment in talk.segments)
    return runs, found


@pytest.fixture(scope="module")
def patch() -> Iterable[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as context:
        yield context


@given(data=st.data())
@settings(max_examples=60)
def test_every_whole_record_is_read(patch: pytest.MonkeyPatch, data: st.DataObject):
    forge = Forge(data.draw(st.sampled_from([0x1301, 0x1303]))).open().ask(get("/"))
    opened = len(forge.talk.segments)
    start = forge.talk.said[1]
    sizes = data.draw(st.lists(st.integers(1, 3_000), min_size=1, max_size=30))
    content = b"".join(bytes([number + 65]) * size for number, size in enumerate(sizes))
    ends, at = [], start
    for number, size in enumerate(sizes):
        forge.reply(bytes([number + 65]) * size)
        at += size + 22
        ends.append(at)
    before = Talk(segments=forge.talk.segments[:opened], said=list(forge.talk.said))
    after = Talk(segments=forge.talk.segments[opened:]).cut(data.draw(st.integers(50, 2_000)))
    whole = Talk(segments=before.segments + after.segments, said=forge.talk.said)
    lost = data.draw(st.sets(st.integers(opened, len(whole.segments) - 1), max_size=8))
    runs, _ = said_inside(lose(whole, lost), forge.secrets(), patch)
    holes = [(whole.segments[number].position, len(whole.segments[number].data)) for number in lost]
    expected = b"".join(
        bytes([number + 65]) * size
        for number, (size, end) in enumerate(zip(sizes, ends, strict=True))
        if not any(hole < end and hole + length > end - size - 22 for hole, length in holes)
    )
    told = [run for run in runs if run.side == 1 and run.length]
    assert b"".join(run.data for run in told) == expected
    for run in told:  # without padding it is known how much is missing, too
        assert run.data == content[run.position : run.position + run.length]


SUITES = [
    ("TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256"),
    ("TLSv1.2", "ECDHE-RSA-CHACHA20-POLY1305"),
    ("TLSv1.2", "AES128-SHA256"),
    ("TLSv1.1", "AES256-SHA"),
    ("TLSv1", "AES128-SHA"),
    ("TLSv1", "CAMELLIA128-SHA"),
    ("TLSv1.3", ""),
]


@pytest.mark.parametrize(("version", "suite"), SUITES)
@pytest.mark.parametrize("lost", [1, 2, 7])
def test_segments_are_lost_after_the_handshake(version: str, suite: str, lost: int):
    session = speak(LINES, version, suite)[0]
    talk = session.talk().cut(700)
    first = next(number for number, segment in enumerate(talk.segments) if segment.position > _opened(session)[1])
    for start in range(first, len(talk.segments) - lost, 5):
        heard = hear_inside(lose(talk, range(start, start + lost)), session.secrets, singly=bool(start % 2))
        whole = {f"/{number}" for number in range(12)}
        assert len({exchange.target for exchange in heard.exchanges} & whole) >= 12 - (lost + 4) // 4 - 1
        assert {exchange.target for exchange in heard.exchanges} <= {*whole, ""}
        one_sided = len({segment.side for segment in talk.segments[start : start + lost]}) == 1
        for exchange in heard.exchanges if one_sided else ():
            assert exchange.response_fields.get("number") in {exchange.target, ""} or not exchange.target


def _opened(session: Session) -> list[int]:
    """How many bytes each side sends before its first line, or more."""
    sizes = [0, 0]
    for who, data in session.flights:
        if sizes[1] and sizes[0] > 400 and who == "server" and len(data) > 3_000:
            break
        sizes[who == "server"] += len(data)
    return sizes


@given(data=st.data())
@settings(max_examples=100)
def test_any_loss_is_counted(data: st.DataObject):
    forge = Forge().open().ask(get("/1")).reply(OK)
    forge.talk.client(forge.client.seal(message(24, b"\x01"), 22))
    forge.client.update()
    for number in range(2, 5):
        forge.ask(get(f"/{number}")).reply(response(200, "Content-Length: 900", content=bytes(900)), size=250)
    talk = forge.talk.cut(data.draw(st.sampled_from([40, 300, 1_400])))
    lost = data.draw(st.sets(st.integers(0, len(talk.segments) - 1), max_size=12))
    heard = hear_inside(lose(talk, lost), forge.secrets())
    assert {exchange.target for exchange in heard.exchanges} <= {"/1", "/2", "/3", "/4", ""}


def test_key_update_that_was_lost():
    forge = Forge().open().ask(get("/1")).reply(OK)
    update = len(forge.talk.segments)
    forge.talk.client(forge.client.seal(message(24, b"\x01"), 22))
    forge.client.update()
    forge.ask(get("/2")).reply(OK)
    heard = hear_inside(lose(forge.talk, [update]), forge.secrets())
    assert heard.lines == [("GET", "/1", 200), ("GET", "/2", 200)]


def test_tries_after_a_gap_have_an_end():
    forge = Forge().open().ask(get("/1")).reply(OK)
    number = len(forge.talk.segments)
    forge.talk.client(bytes(5_000_000))
    forge.talk.client(b"\x17\x03\x03\x00\x20" * 20_000)
    heard = hear_inside(lose(forge.talk, [number]), forge.secrets())
    assert heard.lines == [("GET", "/1", 200)]
    assert heard.sizes.total() == 100_000
