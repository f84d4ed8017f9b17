"""However segments are reordered, repeated and cut, and however packets come in batches: the same bytes."""

import random
from collections import defaultdict

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from packets import ACK, FIN, RST, SYN, batch, batches, ethernet, tcp

from inventory.model.anomalies import Anomaly
from inventory.model.load import Load
from inventory.model.overhead import Overhead
from inventory.model.packets import PacketBatch
from inventory.model.streams import Run
from inventory.network import reassemble, reassembly
from inventory.network.connection import LiveConnection

Seen = tuple[dict[tuple[int, int], dict[int, bytes]], dict[str, int], list[tuple[int, int]]]


def streams(packets: list[PacketBatch]) -> Seen:
    """Return the bytes by connection, side and position (joined), anomalies by kind, and the finals in order."""
    joined: dict[tuple[int, int], dict[int, bytes]] = defaultdict(dict)
    ends: dict[tuple[int, int], int] = {}
    anomalies: dict[str, int] = {}
    finals = []
    for item in reassemble(packets):
        if isinstance(item, Anomaly | Overhead):
            anomalies[item.kind] = item.count if isinstance(item, Anomaly) else item.size
            continue
        key = (item.connection.number, item.side)
        assert len(item.data) == item.length
        if item.length:
            start = ends.get(key)
            position = next(reversed(joined[key])) if start == item.position and not item.gap else item.position
            joined[key][position] = joined[key].get(position, b"") + item.data
            ends[key] = item.position + item.length
        if item.final:
            finals.append(key)
    return dict(joined), anomalies, sorted(finals)


def _segments(chance: random.Random, data: bytes, base: int) -> list[bytes]:
    """Cut data into segments, with repetitions and overlaps, near their place."""
    cuts = sorted(chance.sample(range(1, len(data)), min(len(data) - 1, chance.randint(0, 12))))
    spans = list(zip([0, *cuts], [*cuts, len(data)], strict=True))
    extra = [(max(0, a - chance.randint(0, 5)), min(len(data), b + chance.randint(0, 5))) for a, b in spans[::3]]
    mixed = spans + extra
    chance.shuffle(mixed)
    return [ethernet(tcp(0, base + a, data[a:b], ack=500)) for a, b in mixed]


@settings(max_examples=80)
@given(
    st.binary(min_size=2, max_size=300),
    st.sampled_from([0, 7, 2**31 - 20, 2**32 - 100]),
    st.integers(1, 30),
    st.integers(),
)
def test_the_original_bytes_come_out(data: bytes, start: int, size: int, seed: int) -> None:
    frames = [ethernet(tcp(0, start - 1, flags=SYN)), *_segments(random.Random(seed), data, start)]
    found, anomalies, finals = streams(batches(frames, size))
    assert found == {(0, 0): {0: data}}
    assert "lost-segment" not in anomalies
    assert sorted(finals) == [(0, 0), (0, 1)]


@settings(max_examples=60)
@given(st.integers(), st.integers(1, 40))
def test_the_size_of_batches_makes_no_difference(seed: int, size: int) -> None:
    chance = random.Random(seed)
    frames, positions = [ethernet(tcp(0, 99, flags=SYN)), ethernet(tcp(1, 499, ack=100, flags=SYN))], [100, 500]
    for _ in range(120):
        side = chance.randint(0, 1)
        payload = bytes(chance.choices(range(256), k=chance.randint(0, 30)))
        frame = ethernet(tcp(side, positions[side], payload, ack=positions[1 - side]))
        positions[side] += len(payload)
        if chance.random() > 0.1:  # else lost
            frames.insert(len(frames) - (chance.random() < 0.15), frame)
    assert streams(batches(frames, size)) == streams(batches(frames, 1_000))


def _talk(chance: random.Random, base: int) -> list[bytes]:
    """Return the packets of a connection in which odd things may happen: loss, repetition, disorder, RST, FIN."""
    positions = [base, base + 70_000]
    frames = [
        ethernet(tcp(0, positions[0] - 1, flags=SYN)),
        ethernet(tcp(1, positions[1] - 1, ack=positions[0], flags=SYN)),
    ][: 2 if chance.random() < 0.8 else 1]
    for _ in range(chance.randint(0, 40)):
        side = chance.randint(0, 1)
        payload = bytes(chance.choices(range(256), k=chance.choice((0, 0, 1, 5, 30))))
        frame = ethernet(tcp(side, positions[side], payload, ack=positions[1 - side]))
        positions[side] += len(payload)
        if chance.random() > 0.02:
            frames.insert(len(frames) - (chance.random() < 0.02), frame)
        if chance.random() < 0.02:
            frames.append(frame)
    for side in (0, 1)[: chance.choice((0, 1, 2, 2, 2))]:
        frames.append(ethernet(tcp(side, positions[side], b"", ack=positions[1 - side] + side, flags=FIN)))
    if chance.random() < 0.2:
        frames.append(ethernet(tcp(chance.randint(0, 1), positions[0], flags=RST)))
    return frames


def _rows(packets: list[PacketBatch]) -> tuple[dict[tuple[int, int], list[tuple[int, ...]]], dict[str, int]]:
    """Return position, frame, time and acknowledgement of every segment by connection and side, and anomalies."""
    rows: dict[tuple[int, int], list[tuple[int, ...]]] = defaultdict(list)
    anomalies = {}
    for item in reassemble(packets):
        if isinstance(item, Anomaly | Overhead):
            anomalies[item.kind] = item.count if isinstance(item, Anomaly) else item.size
        elif isinstance(item, Run):
            columns = (item.starts, item.frames, item.times, item.acks)
            rows[item.connection.number, item.side] += zip(*columns, strict=True)
    return dict(rows), anomalies


@settings(max_examples=150)
@given(st.integers(), st.sampled_from([1_000, 2**32 - 70_050, 2**32 - 20]), st.sampled_from([5, 25, 1_000]))
@example(600605900, 1_000, 5)  # bytes that were lost just before a RST
def test_looking_at_all_together_or_at_each_gives_the_same(seed: int, base: int, size: int) -> None:
    chance = random.Random(seed)
    frames = _talk(chance, base) + (_talk(chance, base + 500_000) if chance.random() < 0.5 else [])
    together = streams(batches(frames, size)), _rows(batches(frames, size))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reassembly._Table, "_orderly", lambda *_: None)
        assert (streams(batches(frames, size)), _rows(batches(frames, size))) == together


def test_what_just_goes_on_needs_no_look_at_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LiveConnection, "_one", None)  # what is called for a closer look
    frames = [ethernet(tcp(0, 99, flags=SYN)), ethernet(tcp(1, 499, ack=100, flags=SYN))]
    frames += [ethernet(tcp(0, 100 + 3 * number, b"abc", ack=500)) for number in range(100)]
    frames += [ethernet(tcp(0, 400, ack=500, flags=FIN)), ethernet(tcp(1, 500, ack=401, flags=FIN))]
    assert streams(batches(frames, 7))[0] == {(0, 0): {0: b"abc" * 100}}


def test_the_first_copy_of_a_byte_wins_and_a_conflict_is_counted() -> None:
    frames = [ethernet(tcp(0, 0, b"GET /one")), ethernet(tcp(0, 0, b"GET /two")), ethernet(tcp(0, 8, b"!"))]
    found, anomalies, _ = streams([batch(frames)])
    assert found == {(0, 0): {0: b"GET /one!"}}
    assert anomalies["conflicting-overlap"] == 1


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 30), st.binary(min_size=1, max_size=12)), max_size=12), st.integers(1, 5))
def test_of_any_byte_the_first_copy_counts_and_every_copy_is_accounted_for(
    sent: list[tuple[int, bytes]], size: int
) -> None:
    sent.append((0, bytes(range(200, 243))))  # fills whatever is missing
    first: dict[int, int] = {}
    for start, data in sent:
        for index, value in enumerate(data):
            first.setdefault(start + index, value)
    frames = [ethernet(tcp(0, 999, flags=SYN)), *(ethernet(tcp(0, 1_000 + start, data)) for start, data in sent)]
    items = list(reassemble(batches(frames, size)))
    runs = [item for item in items if isinstance(item, Run)]
    assert b"".join(run.data for run in runs) == bytes(first[position] for position in range(43))
    repeated = sum(
        item.size
        for item in items
        if isinstance(item, Anomaly | Overhead) and item.kind in ("conflicting-overlap", "repeated")
    )
    assert sum(len(data) for _, data in sent) == sum(run.length for run in runs) + repeated


def test_a_lost_segment_is_a_gap_when_the_connection_ends() -> None:
    frames = [ethernet(tcp(0, 0, b"abc")), ethernet(tcp(0, 10, b"xyz")), ethernet(tcp(0, 13, flags=RST))]
    runs = [item for item in reassemble([batch(frames)]) if isinstance(item, Run) and item.length]
    assert [(run.position, run.gap, run.data) for run in runs] == [(0, 0, b"abc"), (10, 7, b"xyz")]


def test_a_lost_segment_is_given_up_once_the_peer_went_on() -> None:
    frames = [ethernet(tcp(0, 0, b"abc")), ethernet(tcp(0, 10, b"xyz")), ethernet(tcp(1, 500, b"", ack=13))]
    frames += [ethernet(tcp(1, 500 + number, b"r", ack=13)) for number in range(200)]
    before_the_end = []
    for item in reassemble([batch(frames)]):
        if isinstance(item, Run) and item.final:
            break
        before_the_end.append(item)
    assert any(isinstance(item, Run) and item.gap == 7 for item in before_the_end)


def test_bytes_cut_by_the_snap_length_are_a_gap_of_known_length() -> None:
    whole = ethernet(tcp(0, 0, b"0123456789"))
    frames = [whole[:-6], ethernet(tcp(0, 10, b"next"))]
    found, anomalies, _ = streams([batch(frames)])
    assert found == {(0, 0): {0: b"0123", 10: b"next"}}
    assert anomalies["truncated-packet"] == 1


def test_the_same_addresses_again_are_another_connection() -> None:
    frames = []
    for number in range(5):
        start = number * 1_000
        frames += [ethernet(tcp(0, start, flags=SYN)), ethernet(tcp(0, start + 1, b"data%d" % number))]
    found, _, finals = streams(batches(frames, 3))
    assert found == {(number, 0): {0: b"data%d" % number} for number in range(5)}
    assert len(finals) == len(set(finals)) == 10


def test_both_sides_end_once() -> None:
    frames = [
        ethernet(tcp(0, 0, b"a", ack=5)), ethernet(tcp(1, 5, b"b", ack=1, flags=FIN)),
        ethernet(tcp(0, 1, ack=7, flags=FIN)), ethernet(tcp(1, 7, ack=2)), ethernet(tcp(0, 1, ack=7, flags=FIN)),
    ]  # fmt: skip
    assert sorted(streams(batches(frames, 2))[2]) == [(0, 0), (0, 1)]


def test_acknowledgements_are_positions_of_the_other_side() -> None:
    frames = [
        ethernet(tcp(0, 999, flags=SYN)), ethernet(tcp(1, 7_999, ack=1_000, flags=SYN)),
        ethernet(tcp(0, 1_000, b"request", ack=8_000)), ethernet(tcp(1, 8_000, b"response", ack=1_007)),
    ]  # fmt: skip
    runs = [item for item in reassemble([batch(frames)]) if isinstance(item, Run) and item.length]
    assert [list(run.acks) for run in runs] == [[0], [7]]


def test_connections_are_given_up_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reassembly, "LIVE_LIMIT", 10)
    frames = []
    for number in range(50):
        packet = bytearray(tcp(0, 0, b"payload"))
        packet[12:16] = bytes((10, 1, 0, number))
        frames.append(ethernet(bytes(packet)))
    found, anomalies, finals = streams(batches(frames, 7))
    assert len(found) == 50
    assert anomalies["connection-given-up"] == 40
    assert len(finals) == 100


def test_with_less_memory_fewer_connections_are_followed() -> None:
    frames = []
    for number in range(50):
        packet = bytearray(tcp(0, 0, b"payload"))
        packet[12:16] = bytes((10, 1, 0, number))
        frames.append(ethernet(bytes(packet)))
    load = Load(room=10 / reassembly.LIVE_LIMIT)
    items = list(reassemble(batches(frames, 7), load))
    assert [item.count for item in items if isinstance(item, Anomaly)] == [40]
    assert load.live == 11


def test_header_lies_are_counted_and_left() -> None:
    good = ethernet(tcp(0, 0, b"good", ack=1, flags=ACK))
    lies = [bytearray(good) for _ in range(4)]
    lies[0][14] = 0x4F  # a header longer than the packet
    lies[1][14] = 0x41  # a header shorter than a header
    lies[2][16:18] = b"\x00\x05"  # a total length below the header's
    lies[3][46] = 0xF0  # a TCP header beyond the packet
    found, anomalies, _ = streams([batch([*map(bytes, lies), good, good[:20]])])
    assert found == {(0, 0): {0: b"good"}}
    assert anomalies["malformed-packet"] == 5


def test_bytes_after_the_end_are_another_connection_and_repetitions_are_not() -> None:
    frames = [
        ethernet(tcp(0, 0, b"first", ack=9)), ethernet(tcp(1, 9, ack=5, flags=RST)),
        ethernet(tcp(0, 0, b"first", ack=9)),
        ethernet(tcp(1, 9, ack=5)), ethernet(tcp(0, 5, b"second", ack=9)),
    ]  # fmt: skip
    for size in (1, 2, 100):
        found, _, _ = streams(batches(frames, size))
        assert found == {(0, 0): {0: b"first"}, (1, 0): {0: b"second"}}


def test_the_same_first_number_again_after_the_end_is_another_connection() -> None:
    one = [ethernet(tcp(0, 0, flags=SYN)), ethernet(tcp(0, 1, b"data")), ethernet(tcp(0, 5, flags=RST))]
    found, _, _ = streams(batches(one * 3, 4))
    assert found == {(number, 0): {0: b"data"} for number in range(3)}
