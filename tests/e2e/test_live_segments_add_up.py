"""However a live capture is cut into segments, together they are what a scan of the same packets shows."""

import struct
from collections.abc import Iterator
from itertools import islice, pairwise, takewhile
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from program import SAMPLES

from inventory import capture, endpoints, pipeline
from inventory.errors import CaptureError, StoreError
from inventory.model.anomalies import Anomaly
from inventory.model.captures import joined
from inventory.model.exchanges import each
from inventory.model.flush import Flush
from inventory.model.observations import Sighting
from inventory.model.packets import PacketBatch
from inventory.scanning import Counts
from inventory.store import Store

COLUMNS = ("frame", "offset", "captured", "original", "time", "linktype")
SHOP, ODD = SAMPLES / "shop" / "capture.pcap", SAMPLES / "odd-http" / "capture.pcap"


class Recorded(capture.Live):
    """Packets of a file as if they came live, with flushes after some of them."""

    def __init__(self, path: Path, flushes: set[int], batch_size: int = 100, snaplen: int = 1 << 20) -> None:
        self.begun = 0
        super().__init__(None, "test0", 1.0)
        self._path, self._flushes, self._batch_size, self._snaplen = path, flushes, batch_size, snaplen

    def unflushed(self) -> "Recorded":
        """Return the same batches without flushes."""
        other = type(self)(self._path, self._flushes, self._batch_size, self._snaplen)
        pieces = other._pieces
        other._pieces = lambda batch: (one for one in pieces(batch) if not isinstance(one, Flush))  # type: ignore[method-assign]
        return other

    def begin(self) -> None:
        super().begin()
        self.begun += 1
        self.name = f"live-test0-{self.begun}"
        self._hash.update(self.name.encode())

    def __iter__(self) -> Iterator[PacketBatch | Anomaly | Flush]:
        with capture.read(self._path) as reading:
            for item in reading:
                yield from self._pieces(item) if isinstance(item, PacketBatch) else [item]

    def _pieces(self, batch: PacketBatch) -> Iterator[PacketBatch | Flush]:
        for at in range(len(batch)):
            if at % self._batch_size == 0 or at in self._flushes:
                end = min([cut for cut in self._flushes if cut > at] + [at - at % self._batch_size + self._batch_size])
                columns = {name: getattr(batch, name)[at:end] for name in COLUMNS}
                columns["captured"] = np.minimum(columns["captured"], self._snaplen)
                if at in self._flushes:
                    yield Flush()
                yield PacketBatch(batch.data, **columns)


@pytest.fixture(autouse=True)
def _segments_from_flush_to_flush(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "SEGMENT_LENGTH", 0.0)


def refuse(problem: StoreError) -> None:
    raise problem


def _watched(live: Recorded) -> tuple[list[pipeline.Scanned], tuple[Sighting, ...]]:
    with Store.open(":memory:", create=True) as store:
        return list(pipeline.watch(store, live, refuse)), store.sightings()


@pytest.mark.parametrize("snaplen", [1 << 20, 400, 150])
@pytest.mark.parametrize("path", [SHOP, ODD], ids=lambda path: path.parent.name)
@settings(max_examples=8)
@given(flushes=st.sets(st.integers(0, 1_500), max_size=12), batch_size=st.integers(40, 2_000))
def test_segments_add_up_to_the_capture(path: Path, snaplen: int, flushes: set[int], batch_size: int) -> None:
    live = Recorded(path, flushes, batch_size, snaplen)
    (whole,) = _watched(live.unflushed())[0]
    segments, stored = _watched(live)
    (total,) = joined(segment.summary for segment in segments)
    for field in ("packets", "exchanges", "payload", "decoded", "first_seen", "last_seen"):
        assert getattr(total, field) == getattr(whole.summary, field), field
    assert [(one.kind, one.count, one.size) for one in total.anomalies] == [
        (one.kind, one.count, one.size) for one in whole.summary.anomalies
    ]
    assert all(segment.summary.decoded <= segment.summary.payload for segment in segments)
    assert _counts(stored) == _counts(whole.sightings)
    assert _frames(stored) == _frames(whole.sightings)


@pytest.mark.parametrize("path", [SHOP, ODD], ids=lambda path: path.parent.name)
def test_one_segment_is_what_a_scan_of_the_packets_shows(path: Path) -> None:
    (segment,), stored = _watched(Recorded(path, set(), 10_000))
    whole = pipeline.scan(path)
    own = ("digest", "name", "format", "size")
    assert {name: value for name, value in msgspec.structs.asdict(segment.summary).items() if name not in own} == {
        name: value for name, value in msgspec.structs.asdict(whole.summary).items() if name not in own
    }
    assert (_counts(stored), _frames(stored)) == (_counts(whole.sightings), _frames(whole.sightings))


def test_anomalies_stand_in_the_segment_in_which_they_were_found() -> None:
    first, *_ = _watched(Recorded(SHOP, {300}, snaplen=150))[0]
    assert "truncated-packet" in {one.kind for one in first.summary.anomalies}


def _counts(sightings):
    return {
        (one.service, one.method, one.path): [(tally.status, tally.kind, tally.count) for tally in one.tallies]
        for one in sightings
    }


def _frames(sightings):
    """Evidence has the numbers of packets since the start, whatever segment it stands in."""
    return {(place.frame, place.stream) for one in sightings for tally in one.tallies for place in tally.evidence}


def test_an_exchange_over_a_flush_counts_once_in_the_later_segment() -> None:
    with capture.read(ODD) as reading:
        packets = sum(len(item) for item in reading if isinstance(item, PacketBatch))
    for cut in range(1, packets, 7):
        with Store.open(":memory:", create=True) as store:
            segments = list(pipeline.watch(store, Recorded(ODD, {cut}), refuse))
        assert sum(one.summary.exchanges for one in segments) == pipeline.scan(ODD).summary.exchanges
        assert segments[0].summary.packets == cut


def test_nothing_is_lost_while_the_database_refuses() -> None:
    told: list[StoreError] = []
    with Store.open(":memory:", create=True) as store:
        add, refusals = store.add, iter([True, True, False, False, False])

        def sometimes(*arguments):
            if next(refusals):
                raise StoreError("locked")
            return add(*arguments)

        store.add = sometimes  # type: ignore[method-assign]
        segments = list(pipeline.watch(store, Recorded(SHOP, {200, 400, 600}), told.append))
        assert [problem.message for problem in told] == ["locked", "locked"]
        assert [one.summary.packets for one in segments[:1]] == [600]
        assert sum(one.summary.exchanges for one in segments) == pipeline.scan(SHOP).summary.exchanges
        assert len(store.captures()) == len(segments) == 2


def test_a_database_that_refuses_the_last_segment_ends_it() -> None:
    def refuse_all(*_: object) -> bool:
        raise StoreError("full")

    with Store.open(":memory:", create=True) as store:
        store.add = refuse_all  # type: ignore[method-assign]
        with pytest.raises(StoreError, match="full"):
            list(pipeline.watch(store, Recorded(SHOP, {200}), lambda _: None))


def test_a_segment_grows_in_place_until_it_is_long_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each flush stores the segment so far, and the inventory is as if it had been stored once."""
    monkeypatch.setattr(pipeline, "SEGMENT_LENGTH", 60.0)
    whole = pipeline.scan(ODD)
    with Store.open(":memory:", create=True) as store, Store.open(":memory:", create=True) as once:
        sizes = []
        for scanned in pipeline.watch(store, Recorded(ODD, {20, 40, 41, 200}), refuse):
            (found,) = store.captures()
            assert found == scanned.summary
            sizes.append(found.packets)
        assert sizes[:4] == [20, 40, 41, 200]
        assert found.exchanges == whole.summary.exchanges
        assert (found.payload, found.decoded) == (whole.summary.payload, whole.summary.decoded)
        once.add(scanned.summary, scanned.sightings, endpoints.infer)
        assert (store.sightings(), store.endpoints()) == (once.sightings(), once.endpoints())
        rows = [opened.info().rows | {"former_templates": 0} for opened in (store, once)]  # what was seen in between
        assert rows[0] == rows[1]


def test_what_the_last_packets_leave_open_is_stored_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flush after the last packet, and then the end: requests without a response are complete only then."""
    monkeypatch.setattr(pipeline, "SEGMENT_LENGTH", 60.0)
    request = next(pipeline.exchanges(SHOP)).place.frame
    with Store.open(":memory:", create=True) as store:
        live = Recorded(SHOP, {request})
        pieces = live._pieces
        live._pieces = lambda batch: islice(pieces(batch), 2)  # type: ignore[method-assign]
        first, second = pipeline.watch(store, live, refuse)
        assert first.summary.packets == second.summary.packets == request
        assert (first.summary.exchanges, second.summary.exchanges) == (0, 1)
        assert store.captures() == (second.summary,)


def test_stretches_without_packets_are_not_stored() -> None:
    with Store.open(":memory:", create=True) as store:
        live = Recorded(SHOP, set())
        live._pieces = lambda batch: iter([Flush(), Flush(), batch, Flush(), Flush()])  # type: ignore[method-assign]
        segments = list(pipeline.watch(store, live, refuse))
        assert [one.summary.packets for one in segments if one.summary.packets] == [segments[0].summary.packets]
        assert len(store.captures()) == len(segments) <= 2


def test_what_came_before_the_interface_went_is_stored() -> None:
    class Gone(Recorded):
        @property
        def problem(self) -> CaptureError:
            return CaptureError("test0 can be listened to no more")

    with Store.open(":memory:", create=True) as store:
        segments = []
        with pytest.raises(CaptureError, match="no more"):
            segments.extend(pipeline.watch(store, Gone(SHOP, {100}), refuse))
        found = store.captures()
    assert sum(one.packets for one in found) == pipeline.scan(SHOP).summary.packets


def test_an_exchange_is_out_before_the_flush_that_follows_it() -> None:
    """Although its connection stays open, and nothing comes after it that could push it out."""
    found = list(pipeline.exchanges(SHOP))
    pairs = [pair for pair in pairwise(found) if pair[0].place.stream == pair[1].place.stream]
    assert len(pairs) > 25
    for one, following in pairs[:25]:
        live = Recorded(SHOP, {following.place.frame - 1}, 10_000)
        items = Counts().exchanges(live, pipeline.KeyLog())
        before = list(takewhile(lambda item: not isinstance(item, Flush), each(items)))
        assert one in before
        assert following not in before


@pytest.mark.parametrize("snaplen", [400, 150])
def test_payload_of_cut_packets_is_what_a_scan_says(tmp_path: Path, snaplen: int) -> None:
    with capture.read(ODD) as reading:
        records = [
            struct.pack("<IIII", *divmod(int(time) // 1000, 10**6), min(size, snaplen), original)
            + batch.data[at : at + min(size, snaplen)].tobytes()
            for batch in reading
            if isinstance(batch, PacketBatch)
            for at, size, original, time in zip(batch.offset, batch.captured, batch.original, batch.time, strict=True)
        ]
    file = tmp_path / "cut.pcap"
    file.write_bytes(ODD.read_bytes()[:24] + b"".join(records))
    (segment,), _ = _watched(Recorded(file, set(), 10_000))
    scanned = pipeline.scan(file).summary
    assert (segment.summary.payload, segment.summary.decoded) == (scanned.payload, scanned.decoded)
    assert segment.summary.anomalies == scanned.anomalies
