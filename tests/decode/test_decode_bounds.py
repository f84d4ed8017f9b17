import tracemalloc

import pytest
from decode_talk import CLIENT, OK, Talk, get, hear, response

from inventory.decode import conversing, decode, decoder
from inventory.decode.keylog import KeyLog
from inventory.decode.recognition import Setting
from inventory.model.anomalies import Anomaly
from inventory.model.coverage import Coverage
from inventory.model.exchanges import Exchange
from inventory.model.load import Load
from inventory.model.streams import Run


def unfinished(count: int) -> list[Run]:
    return [
        run
        for number in range(count)
        for run in Talk(number).client(b"GET / HTTP/1.1\r\nX: " + b"x" * 1_000).runs()[:1]
    ]


def test_connections_that_never_end_are_given_up_oldest_first(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(decoder, "HELD_LIMIT", 100_000)
    found = list(decode(iter(unfinished(100))))
    given_up = [item.stream for item in found if isinstance(item, Anomaly) and item.kind == "unfinished-connection"]
    assert given_up == list(range(len(given_up)))
    assert 70 < len(given_up) < 100
    assert sum(isinstance(item, Exchange) for item in found) == 100


def test_with_less_memory_connections_are_given_up_earlier():
    load = Load(room=100_000 / decoder.HELD_LIMIT)
    found = list(decode(iter(unfinished(100)), None, load))
    assert 70 < sum(isinstance(item, Anomaly) and item.kind == "unfinished-connection" for item in found) < 100
    assert load.decoding < 110_000


def test_what_a_connection_weighs_is_about_what_it_takes():
    runs = unfinished(300)
    tracemalloc.start()
    try:
        decoding = decode(iter(runs))
        next(decoding)  # every connection has been fed by now
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 300 * (conversing.CONNECTION_COST + 1_100) * 2


def test_a_connection_that_goes_on_after_it_was_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(decoder, "HELD_LIMIT", 10_000)
    talk = Talk(0).client(get("/1")).server(OK).client(get("/2")).server(OK)
    runs = talk.runs()
    heard = hear([*runs[:2], *unfinished(20)[1:], *runs[2:]])
    assert [exchange.target for exchange in heard.exchanges if exchange.place.stream == 0] == ["/1", "/2"]


def test_anomalies_from_before_pass_through():
    lost = Anomaly("lost-segment", "bytes that were exchanged but not captured", 1, 5)
    talk = Talk().client(get("/")).server(OK)
    found = list(decode([talk.runs()[0], lost, *talk.runs()[1:]]))
    assert found[0] is lost
    assert [type(item) for item in found[1:]] == [Exchange, Coverage]


def read_before_the_end(runs: list[Run]) -> int:
    """How many exchanges and anomalies come out before the last run goes in."""
    pending = len(runs)

    def counted():
        nonlocal pending
        for run in runs:
            pending -= 1
            yield run

    return sum(pending > 0 for _ in decode(counted()))


def apart(talk: Talk) -> list[Run]:
    """The runs of a connection that does not end, each by itself: those of another one stand between them."""
    other = Talk(99).client(get("/other"))
    return [part for run in talk.runs() if not run.final for part in (run, *other.runs()[:1])]


def test_responses_are_not_held_forever_for_requests_that_never_come():
    big = response(200, "Content-Length: 100000", content=bytes(100_000))
    assert read_before_the_end(apart(Talk(acknowledging=False).server(*[big] * 5))) == 0
    assert read_before_the_end(apart(Talk(acknowledging=False).server(*[big] * 30))) > 0


def test_requests_are_not_held_forever_for_an_answer_that_never_comes():
    talk = Talk().client(get("/up", "Upgrade: x"), *[get("/2", "X: " + "x" * 50_000)] * 30)
    assert hear(apart(talk)).lines.count(("GET", "/2", None)) == 30
    connection, most = conversing.Talk(Setting(KeyLog())), 0
    for run in talk.runs():
        connection.feed([run])
        most = max(most, connection.weigh())
    assert most < 1_300_000


def test_one_sided_connection_is_not_gathered_to_its_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(decoder, "GROUP_LIMIT", 1_000)
    runs = [run for run in Talk().server(*[OK] * 1_000).runs() if run.side != CLIENT]
    assert read_before_the_end(runs) > 0


def test_what_is_left_of_a_run_keeps_no_more_of_it():
    connection = conversing.Talk(Setting(KeyLog()))
    connection.feed(Talk().client(*[get("/1")] * 2_000, b"GET /2").runs(joined=True)[:1])
    backlog = connection._conversation._requests._backlog
    assert backlog.data == b"GET /2"
    assert sum(len(run.starts) for run in backlog._runs) == 1


def test_runs_are_asked_for_only_as_needed():
    asked: list[int] = []

    def runs():
        for number in range(3):
            for run in Talk(number).client(get("/")).server(OK).runs():
                asked.append(number)
                yield run

    next(decode(runs()))
    assert set(asked) == {0}
