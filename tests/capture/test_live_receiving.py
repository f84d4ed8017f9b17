"""What is received live comes out once, in order, in bounded memory, whatever the interface does."""

import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from inventory.capture import live as module
from inventory.capture.live import Live
from inventory.model.anomalies import Anomaly
from inventory.model.flush import Flush
from inventory.model.packets import PacketBatch

NOW = time.time_ns()


class Source:
    """Packets from a list, then silence, or what else `after` says."""

    linktype = 113

    def __init__(self, packets: list[tuple[bytes, int]], after: Exception | None = None) -> None:
        self.packets = iter(packets)
        self.after = after
        self.drops = [0, 3]

    def receive(self) -> tuple[bytes, int] | None:
        found = next(self.packets, None)
        if found is None:
            if self.after is not None:
                raise self.after
            time.sleep(0.005)
        return found

    def dropped(self) -> int:
        return self.drops.pop() if self.drops else 0


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TICK", 0.01)


def _packets(count: int, size: int = 60) -> list[tuple[bytes, int]]:
    return [(number.to_bytes(4, "big") * (size // 4), NOW + number) for number in range(count)]


def _contents(items: list[object]) -> list[tuple[bytes, int]]:
    found = []
    for item in items:
        if isinstance(item, PacketBatch):
            for at, size, moment in zip(item.offset, item.captured, item.time, strict=True):
                found.append((item.data[at : at + size].tobytes(), int(moment)))
    return found


def test_packets_come_out_once_in_order_with_frames_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BUFFER_LIMIT", 5_000)
    packets = _packets(4_000)
    items = list(Live(Source(packets), "eth0", interval=60, duration=0.6))
    assert _contents(items) == packets
    batches = [item for item in items if isinstance(item, PacketBatch)]
    assert np.concatenate([batch.frame for batch in batches]).tolist() == list(range(1, 4_001))
    assert {int(number) for batch in batches for number in batch.linktype} == {113}
    assert all((batch.original == batch.captured).all() for batch in batches)
    assert len(batches) > 4_000 * 60 // 6_000, "the buffer has no limit"


def test_a_reader_that_is_slow_costs_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BUFFER_LIMIT", 20_000)
    live = Live(Source(_packets(50_000)), "eth0", interval=60)
    items = iter(live)
    assert isinstance(next(items), PacketBatch)
    time.sleep(0.2)  # the receiver has time for all
    assert 0 < live._receiver.waiting <= 20_000 + 60 + module.PACKET_COST
    items.close()


def test_drops_are_told_with_their_number() -> None:
    items = list(Live(Source(_packets(5)), "eth0", interval=60, duration=0.1))
    assert [(one.kind, one.count) for one in items if isinstance(one, Anomaly)] == [("dropped-packets", 3)]


def test_flushes_come_on_an_idle_interface() -> None:
    items = list(Live(Source([]), "eth0", interval=0.05, duration=0.5))
    assert 3 <= len(items) <= 11
    assert {type(item) for item in items} <= {Flush, Anomaly}


def test_stopping_takes_what_has_come_and_leaves_what_comes_later() -> None:
    class Busy(Source):
        """Has packets without end, the later ones from after the moment at which it was stopped."""

        def receive(self) -> tuple[bytes, int] | None:
            found = super().receive()
            if found is not None:
                return found
            live.stop()
            return (b"late", time.time_ns() + 10**9) if live._receiver.stopping else None

    live = Live(Busy(_packets(300)), "eth0", interval=60)
    assert _contents(list(live)) == _packets(300)


@pytest.mark.parametrize("abandoned", [False, True])
def test_the_thread_ends_with_the_iteration(*, abandoned: bool) -> None:
    before = threading.active_count()
    items: Iterator[object] = iter(Live(Source(_packets(10)), "eth0", interval=60, duration=0.05))
    if abandoned:
        next(items)
        items.close()  # type: ignore[attr-defined]
    else:
        list(items)
    assert threading.active_count() == before


def test_an_interface_that_goes_ends_it_with_what_came_before() -> None:
    live = Live(Source(_packets(20), after=OSError(100, "Network is down")), "eth0", interval=60)
    assert live.problem is None
    assert _contents(list(live)) == _packets(20)
    assert live.problem is not None
    assert "eth0 can be listened to no more: Network is down" in live.problem.message


def test_segments_are_told_apart() -> None:
    live = Live(Source(_packets(40)), "eth\x1b0", interval=60, duration=0.05)
    empty = live.segment()
    assert empty.name.startswith("live-eth\\x1b0-20")
    assert empty.name.endswith("Z")
    list(live)
    whole = live.segment()
    assert (whole.packets, whole.size) == (40, 40 * 60)
    assert whole.digest != empty.digest
    live.begin()
    assert (live.segment().packets, live.segment().size) == (0, 0)


def test_the_digest_depends_on_bytes_and_times() -> None:
    def digest(packets: list[tuple[bytes, int]]) -> str:
        live = Live(Source(packets), "eth0", interval=60, duration=0.05)
        live.name = "live"
        live._hash = module.hashlib.sha256()
        list(live)
        return live.segment().digest

    first = digest([(b"abcd", NOW)])
    assert first == digest([(b"abcd", NOW)])
    assert (
        len({first, digest([(b"abce", NOW)]), digest([(b"abcd", NOW + 1)]), digest([(b"ab", NOW), (b"cd", NOW)])}) == 4
    )
