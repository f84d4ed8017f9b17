"""Pieces of a file: their memory is used again, but never while somebody looks at a part of it."""

import io
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory import capture
from inventory.capture import reader
from inventory.capture.columns import Pieces
from inventory.capture.formats import pcap
from inventory.model.packets import PacketBatch

SIZE = 4_096
SAMPLES = Path(__file__).parents[2] / "samples"


@given(st.integers(), st.integers(1, 6), st.integers(0, 40))
def test_what_is_looked_at_stays(seed: int, most: int, kept: int) -> None:
    chance = random.Random(seed)
    data = chance.randbytes(20 * SIZE + 7)
    pieces = Pieces(io.BytesIO(data), SIZE)
    looked_at: list[tuple[memoryview, bytes]] = []
    read = bytearray()
    for piece in pieces:
        rest = bytes(piece[len(piece) - kept :]) if kept and not pieces.ended else b""
        read += piece[: len(piece) - len(rest)]
        looked_at.append((memoryview(piece)[10:100], bytes(piece[10:100])))
        chance.shuffle(looked_at)
        for view, _ in looked_at[most:]:
            view.release()
        del looked_at[most:]
        pieces.keep(rest)
        assert all(view == expected for view, expected in looked_at)
    assert read == data


def test_memory_is_used_again_when_nobody_looks() -> None:
    pieces = Pieces(io.BytesIO(bytes(40 * SIZE)), SIZE)
    assert len({id(piece) for piece in pieces}) <= 4


@pytest.mark.parametrize("limit", [1, 7, 10_000])
def test_batches_of_few_packets_are_the_same_packets(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    record = (1_700_000_000).to_bytes(4, "little") + bytes(4) + (5).to_bytes(4, "little") * 2 + b"hello"
    file = b"\xd4\xc3\xb2\xa1\2\0\4\0" + bytes(8) + (65_535).to_bytes(4, "little") + (1).to_bytes(4, "little")
    monkeypatch.setattr(pcap, "BATCH_LIMIT", limit)
    batches = list(pcap.read(io.BytesIO(file + 100 * record)))
    assert all(len(batch) <= limit for batch in batches)
    assert [frame for batch in batches for frame in batch.frame.tolist()] == list(range(1, 101))
    assert {bytes(batch.data[at : at + 5]) for batch in batches for at in batch.offset.tolist()} == {b"hello"}


@pytest.mark.parametrize(("room", "largest"), [(1.0, 20_000), (0.25, 5_000), (0.001, 2_000)])
def test_with_less_memory_less_is_read_at_once(
    room: float, largest: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "CHUNK_SIZE", 20_000)
    monkeypatch.setattr(reader, "LEAST_CHUNK", 2_000)
    path = tmp_path / "many.pcap"
    path.write_bytes((SAMPLES / "shop" / "capture.pcap").read_bytes())
    sizes = [len(item.data) for item in _batches(path, room)]
    assert largest / 2 < max(sizes) < largest + 5_000  # what was left over of a packet comes on top
    assert sum(len(item) for item in _batches(path, room)) == sum(len(item) for item in _batches(path, 1.0))


def _batches(path: Path, room: float) -> list[PacketBatch]:
    with capture.read(path, room=room) as reading:
        return [item for item in reading if isinstance(item, PacketBatch)]
