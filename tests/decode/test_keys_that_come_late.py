"""Keys that come while records do, or after them, open what they would have opened before; what waits is bounded."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from decode_talk import OK, Talk, get
from hypothesis import given, settings
from hypothesis import strategies as st
from tls_forge import CLIENT_RANDOM, Forge
from tls_peers import Session, hear_inside, speak

from inventory.decode import decode, decoder, keylog
from inventory.decode.keylog import KeyLog
from inventory.decode.protocols import tls
from inventory.decode.recognition import Setting
from inventory.decode.tls import side
from inventory.model.anomalies import Anomaly
from inventory.model.coverage import Coverage
from inventory.model.exchanges import Exchange
from inventory.model.flush import Flush
from inventory.model.load import Load
from inventory.model.streams import Run

LINES = [("client", get("/1")), ("server", OK), ("client", get("/2")), ("server", OK), ("client", get("/3"))]
FLUSH = Flush()
Connections = decoder._Connections


class Growing:
    """A key log that a program writes to."""

    def __init__(self) -> None:
        self.new = b""
        self.log = KeyLog(self.read)
        self.looks = 0

    def read(self, *, last: bool) -> bytes:
        self.looks += 1
        lines, self.new = self.new, b""
        return lines


def writing(items: Iterable[Run | Flush | bytes], growing: Growing) -> Iterator[Run | Flush]:
    """Yield runs and flushes; what stands between them is written to the key log when it is its turn."""
    for item in items:
        if isinstance(item, bytes):
            growing.new += item
        else:
            yield item


def said(items: Iterable[Run | Flush | bytes]) -> list[str]:
    """What comes out, in order: targets, kinds of anomalies, and flushes."""
    growing, told = Growing(), []
    for item in decode(writing(items, growing), growing.log):
        if isinstance(item, Exchange):
            told.append(item.target)
        elif isinstance(item, Anomaly):
            told.append(item.kind)
        elif isinstance(item, Flush):
            told.append("flush")
    return told


@pytest.fixture(
    scope="module",
    params=[("TLSv1.3", ""), ("TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256"), ("TLSv1.2", "ECDHE-RSA-AES128-SHA")],
    ids=" ".join,
)
def session(request: pytest.FixtureRequest) -> Session:
    return speak(LINES, *request.param)[0]


@settings(max_examples=40)
@given(data=st.data())
def test_it_makes_no_difference_when_keys_come(session: Session, data: st.DataObject) -> None:
    """One line of the log after the other, anywhere between the runs, before the flush that follows the end."""
    runs: list[Run | Flush | bytes] = list(session.talk().cut(data.draw(st.sampled_from([40, 300, 5_000]))).runs())
    lines = [line + b"\n" for line in session.log.splitlines()]
    places = sorted(data.draw(st.lists(st.integers(0, len(runs)), min_size=len(lines), max_size=len(lines))))
    flushes = data.draw(st.lists(st.integers(0, len(runs) - 2), max_size=3))
    items = [(place, 1, line) for place, line in zip(places, lines, strict=True)]
    items += [(place, 0, FLUSH) for place in flushes]
    for place, _, item in sorted(items, key=lambda one: one[:2], reverse=True):
        runs.insert(place, item)
    growing = Growing()
    late = [item for item in decode(writing(runs, growing), growing.log) if not isinstance(item, Flush)]
    early = list(decode((run for run in runs if isinstance(run, Run)), session.secrets))
    assert [one for one in late if isinstance(one, Exchange)] == [one for one in early if isinstance(one, Exchange)]
    assert sorted(map(repr, late)) == sorted(map(repr, early))


def test_a_connection_that_has_ended_waits_for_the_flush_after_the_next_one(session: Session) -> None:
    runs = session.talk().runs()
    found = ["/1", "/2", "/3"]
    assert said([*runs, session.log, FLUSH, FLUSH]) == [*found, "flush", "flush"]
    assert said([*runs, FLUSH, session.log, FLUSH]) == ["flush", *found, "flush"]
    assert said([*runs, FLUSH, FLUSH, session.log, FLUSH]) == ["flush", "encrypted", "flush", "flush"]
    assert said([*runs, session.log]) == found
    assert said(runs) == ["encrypted"]


def test_an_open_connection_is_read_at_the_flush_after_its_keys_came(session: Session) -> None:
    *runs, one_end, other_end = session.talk().runs()
    told = said([*runs, FLUSH, FLUSH, FLUSH, session.log, FLUSH, one_end, other_end])
    assert told[:5] == ["flush", "flush", "flush", "/1", "/2"]
    assert told[5:] in (["flush", "/3"], ["/3", "flush"])


@pytest.mark.parametrize("flushes", [0, 1, 2])
def test_inside_of_a_tunnel_it_is_the_same(session: Session, flushes: int) -> None:
    talk = Talk().client(b"CONNECT a.test:443 HTTP/1.1\r\nHost: a.test\r\n\r\n").server(b"HTTP/1.1 200 OK\r\n\r\n")
    for who, data in session.flights:
        (talk.client if who == "client" else talk.server)(data)
    told = said([*talk.runs(), *[FLUSH] * flushes, session.log, FLUSH])
    inside = ["/1", "/2", "/3"] if flushes < 2 else ["encrypted"]
    assert [one for one in told if one != "flush"] == ["a.test:443", *inside]


def test_without_a_log_that_grows_nothing_waits(session: Session) -> None:
    conversation = tls.Conversation(session.talk().connection, 0, Setting(KeyLog()))
    for run in session.talk().runs()[:-2]:
        conversation.feed([run])
    assert conversation.hopes == 0


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Connections]:
    """The connections of all calls of `decode`."""
    kept: list[Connections] = []

    class Kept(Connections):
        def __init__(self, secrets: KeyLog, load: Load) -> None:
            super().__init__(secrets, load)
            kept.append(self)

    monkeypatch.setattr(decoder, "_Connections", Kept)
    return kept


def _numbered(talk: Talk, number: int) -> list[Run]:
    return replace(talk, number=number).runs()


def test_what_waits_is_bounded_and_the_first_to_wait_is_the_first_to_be_given_up(
    session: Session, monkeypatch: pytest.MonkeyPatch, made: list[Connections]
) -> None:
    """Given up is the waiting, not the connection: nothing is told to be unfinished."""
    talks = [_numbered(session.talk(), number) for number in range(9)]
    monkeypatch.setattr(decoder, "HOPE_LIMIT", 40_000)
    growing, held = Growing(), []

    def watched() -> Iterator[Run]:
        for runs in talks:
            yield from runs
            held.append(made[0]._hoped)
            assert held[-1] == sum(made[0]._hopes.values())
        growing.new = session.log

    found = decode(watched(), growing.log)
    out = list(found)
    ends = [item for item in out if isinstance(item, Coverage)]
    opened = {item.place.stream for item in out if isinstance(item, Exchange)}
    given_up = [(item.kind, item.stream) for item in out if isinstance(item, Anomaly)]
    assert max(held) <= 40_000
    assert 2 <= len(opened) <= 4
    assert given_up == [("encrypted", number) for number in range(9 - len(opened))]
    assert len(ends) == 9


def test_what_one_side_holds_while_it_waits_has_a_limit() -> None:
    forge = Forge().open()
    for _ in range(100):
        forge.reply(bytes(16_000))
    conversation = tls.Conversation(forge.talk.connection, 0, Setting(Growing().log))
    most = 0
    for run in forge.talk.runs()[:-2]:
        conversation.feed([run])
        most = max(most, conversation.held)
    assert side.WAIT_LIMIT - 20_000 < most < side.WAIT_LIMIT + 20_000
    assert conversation.held < 20_000
    assert conversation.hopes == 0


def test_what_comes_after_keys_that_were_too_late_is_read() -> None:
    forge = Forge().open()
    for _ in range(100):
        forge.reply(bytes(16_000))
    cut = len(forge.talk.segments)
    forge.ask(get("/late")).reply(OK)
    growing = Growing()
    other = KeyLog(growing.read)
    runs = forge.talk.runs()
    conversation = tls.Conversation(forge.talk.connection, 0, Setting(other))
    found = [item for run in runs[:cut] for item in conversation.feed([run])]
    growing.new = b"".join(
        f"{label} {CLIENT_RANDOM.hex()} {secret.hex()}\n".encode() for label, secret in forge.labels.items()
    )
    other.look()
    found += [item for run in runs[cut:] for item in conversation.feed([run])] + conversation.finish()
    assert [item.target for item in found if isinstance(item, Exchange)] == ["/late"]


def test_a_connection_is_forgotten_when_all_of_it_is_read(session: Session, made: list[Connections]) -> None:
    growing = Growing()
    found = decode(writing([*session.talk().runs(), session.log, FLUSH], growing), growing.log)
    for item in found:
        if isinstance(item, Flush):
            (connections,) = made
            assert (connections._held, connections._hoped) == (0, 0)
            assert not connections._open
            assert not connections._hopes


def test_the_latest_lines_of_a_log_that_grows_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keylog, "LATEST_LIMIT", 6)
    growing = Growing()
    randoms = [bytes([number]) * 32 for number in range(5)]
    for random in randoms:
        for label in ("CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0"):
            growing.new += f"{label} {random.hex()} {random.hex()}\n".encode()
        growing.log.look()
    known = [growing.log.secret("SERVER_TRAFFIC_SECRET_0", random) == random for random in randoms]
    assert known == [False, False, True, True, True]
    assert (len(growing.log), growing.log.learned) == (6, 10)


def test_sessions_are_forgotten_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keylog, "LATEST_LIMIT", 1)
    growing = Growing()
    growing.log.add(b"RSA Session-ID:0a0b Master-Key:" + b"00" * 48)
    assert growing.log.may_know(bytes(32))
    growing.log.add(b"CLIENT_RANDOM " + b"01" * 32 + b" " + b"02" * 48)
    assert not growing.log.may_know(bytes(32))
    assert growing.log.master_secret(b"\x0a\x0b") == b""


def test_a_log_above_one_that_grows_learns_with_it_where_that_is_wanted() -> None:
    growing = Growing()
    still, along = growing.log.above(), growing.log.above(grows=True)
    growing.new = b"CLIENT_RANDOM " + b"01" * 32 + b" " + b"02" * 48 + b"\n"
    assert not still.look()
    assert (growing.looks, len(along)) == (0, 0)
    assert along.look()
    assert not along.look()
    assert (len(along), along.learned) == (1, 1)
    along.add(b"CLIENT_RANDOM " + b"03" * 32 + b" " + b"02" * 48)
    assert (len(along), len(growing.log)) == (2, 1)


def test_nothing_is_lost_by_waiting_without_keys(session: Session) -> None:
    assert hear_inside(session.talk(), Growing().log).sizes == hear_inside(session.talk()).sizes
