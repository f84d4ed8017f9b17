"""QUIC connections are counted by the host that they are with, whatever of their beginning was captured."""

import pytest
from quic_packets import TWO, Client, crypto, hello

from inventory.decode import decode, sealed
from inventory.model.anomalies import Anomaly
from inventory.model.coverage import Coverage
from inventory.model.datagrams import Datagram, Datagrams
from inventory.model.flush import Flush
from inventory.model.load import Load
from inventory.model.overhead import Overhead

SIDES = ("192.0.2.1:50000", "192.0.2.2:443")
HOST = "api.example.test"
FIRST = Client().initial(crypto(0, hello()))
SERVERS = Client(origin=b"anything").initial(b"", to=b"you")  # with keys of nobody


def some(*payloads: bytes, side: int = 0, number: int = 0, missing: int = 0) -> Datagrams:
    firsts = tuple(Datagram(side, data, len(data) + missing) for data in payloads)
    return Datagrams(number, SIDES, firsts)


def end(number: int = 0, captured: int = 5_000, cut: int = 0) -> Datagrams:
    return Datagrams(number, SIDES, (), captured, cut, True)


def encrypted(host: str = HOST, size: int = 5_000, server: str = SIDES[1], *names: str) -> Coverage:
    """What is told where the hello was read, or (without a host) was not."""
    return Coverage(host, "", server, (("encrypted", size),), names or (("h3",) if host else ()))


def test_told_by_host_at_the_end():
    assert list(decode([some(FIRST), end()])) == [encrypted()]


def test_told_with_all_that_the_client_offered():
    protocols = (b"h3", b"\x0a\x0a", b"JJ", b"h3-29", b"h3", b"\x1b[2J", b"hq-interop")
    first = Client().initial(crypto(0, hello(protocols=protocols)))
    assert list(decode([some(first), end()])) == [encrypted(HOST, 5_000, SIDES[1], "h3", "h3-29", "hq-interop")]


def test_in_the_order_of_what_ends():
    items = [some(FIRST), some(Client(TWO).initial(crypto(0, hello(b"two"))), number=1), end(1), Flush(), end(0)]
    assert list(decode(items)) == [encrypted("two"), Flush(), encrypted()]


def test_the_first_datagram_may_be_the_servers():
    items = [some(SERVERS), some(FIRST, side=1), end()]
    assert list(decode(items)) == [encrypted(server=SIDES[0])]


@pytest.mark.parametrize("reverse", [False, True])
def test_hello_in_several_datagrams(reverse):
    data = hello(padding=2_000)
    client = Client()
    pieces = [client.initial(crypto(at, data[at : at + 900]), number=at // 900) for at in range(0, len(data), 900)]
    assert len(pieces) == 3
    items = [some(piece) for piece in (pieces[::-1] if reverse else pieces)]
    load = Load()
    assert list(decode([*items, end()], load=load)) == [encrypted()]
    assert load.hellos > 900
    assert list(decode([*items[1:], end()])) == [encrypted("")]


def test_retry_and_version_negotiation():
    first = Client().initial(crypto(0, hello()[:40]))
    retried = Client(origin=b"servers-choice").initial(crypto(0, hello()), token=b"token")
    other = Client(TWO, origin=b"chosen-anew").initial(crypto(0, hello()))
    for again in (retried, other):
        assert list(decode([some(first, again), end()])) == [encrypted()]


def test_what_was_joined_in_its_middle_is_another_protocol():
    later = Client().initial(crypto(0, hello()), to=b"servers-choice", number=1)
    assert list(decode([some(later), some(SERVERS, side=1), end()])) == [Overhead("other-protocols", 5_000)]


def test_what_only_looks_like_it_is_another_protocol():
    assert list(decode([some(FIRST[:-1] + b"x"), end(cut=3)])) == [Overhead("other-protocols", 5_000)]
    assert list(decode([some(FIRST[:-1] + b"x"), end(captured=0, cut=3)])) == []


def test_cut_datagrams_show_no_host():
    (told,) = decode([some(FIRST[:100], missing=len(FIRST) - 100), end(captured=100, cut=1_138)])
    assert told == Coverage("", "", SIDES[1], (("encrypted", 100), ("truncated", 1_138)))


def test_sizes_may_be_told_several_times():
    pause = Datagrams(0, SIDES, (), 700, 0, False)
    items = [some(FIRST), pause, Datagrams(0, SIDES), end(captured=20)]
    assert list(decode(items)) == [encrypted(size=700), encrypted(size=20)]
    assert list(decode([some(FIRST), pause, end(captured=0)])) == [encrypted(size=700)]


def test_beginnings_are_kept_up_to_a_limit(monkeypatch):
    data = hello(padding=1_000)
    pieces = [Client().initial(crypto(at, data[at : at + 700]), number=at // 700) for at in (0, 700)]
    one = Load()
    list(decode([some(pieces[0]), end()], load=one))
    monkeypatch.setattr(sealed, "HELLOS_LIMIT", 4 * one.hellos)
    begun = [some(pieces[0], number=number) for number in range(5)]  # the first three are given up
    done = [some(pieces[1], number=number) for number in range(5)]
    load = Load()
    found = list(decode([*begun, *done, *map(end, range(5))], load=load))
    assert found == [encrypted("")] * 3 + [encrypted()] * 2
    assert load.hellos == 5 * one.hellos
    whole = list(decode([*begun[:4], *done[:4], *map(end, range(4))], load=load))
    assert whole == [encrypted()] * 4
    assert list(decode([*begun[:4], *done[:4], end(0)], load=Load(0.5))) == [encrypted("")]


def test_nothing_is_kept_of_what_has_ended():
    reading = sealed.Sealed(Load())
    for number in range(100):
        reading.take(some(Client().initial(crypto(0, hello()[:40])), number=number))
    assert reading._held > 100 * 40
    for number in range(100):
        reading.take(end(number))
    assert (reading._held, reading._seen) == (0, {})


def test_a_talkative_server_does_not_hide_the_host():
    data = hello(padding=1_000)
    pieces = [Client().initial(crypto(at, data[at : at + 700]), number=at // 700) for at in (0, 700)]
    items = [some(pieces[0]), some(*[SERVERS] * 16, side=1), some(pieces[1]), end()]
    assert list(decode(items)) == [encrypted()]


def test_no_more_is_looked_at_than_the_hello():
    reading = sealed.Sealed(Load())
    reading.take(some(FIRST))
    assert reading._seen[0].flow is None


def test_it_is_no_anomaly():
    assert not any(isinstance(item, Anomaly) for item in decode([some(FIRST), end()]))
