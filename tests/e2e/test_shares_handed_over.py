"""What is handed to another process is what it would have taken itself, and pieces stay while they are looked at."""

import multiprocessing
import random
from dataclasses import fields
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from shares import taken

from inventory import handing
from inventory.handing import Handing, Shared, Taking
from inventory.model.packets import Secrets
from inventory.network import Dealt, Portion, Rows, Segments, Table, UserDatagrams

SIZE = 2_000  # bytes of a piece


class Wire(NamedTuple):
    """Two processes, in one."""

    handing: Handing
    taking: Taking


def wire() -> Wire:
    shared = Shared(1)
    one, other = multiprocessing.Pipe()
    return Wire(Handing(shared, [one]), Taking(shared, 0, other))


def table(chance: random.Random, kind: type[Table], data: NDArray[np.uint8], rows: int) -> Table:
    columns: dict[str, NDArray[np.generic]] = {}
    for field in fields(kind):
        if field.name in ("source_high", "source_low", "target_high", "target_low"):
            columns[field.name] = np.array([chance.randrange(1 << 64) for _ in range(rows)], np.uint64)
        elif field.name == "initial":
            columns[field.name] = np.array([chance.random() < 0.5 for _ in range(rows)], bool)
        elif field.name != "data":
            columns[field.name] = np.array([chance.randrange(-1, 1 << 62) for _ in range(rows)], np.int64)
    start = np.array([chance.randrange(len(data)) for _ in range(rows)], np.int64)
    columns |= {"start": start, "captured": np.array([chance.randrange(len(data) - at) for at in start], np.int64)}
    return kind(data=data, **columns)  # type: ignore[arg-type]


def some(chance: random.Random, found: Table) -> Rows:
    return Rows(found, np.array([row for row in range(len(found)) if chance.random() < 0.6], np.intp))


def content(portion: Portion) -> list[object]:
    """Return what a portion holds, wherever its payloads stand."""
    found: list[object] = [portion.frame, portion.time]
    for one in (portion.segments, portion.datagrams):
        if one is not None:
            names = [field.name for field in fields(one) if field.name not in ("data", "start")]
            found.append({name: (getattr(one, name).dtype, getattr(one, name).tolist()) for name in names})
            found.append([one.data[at : at + size].tobytes() for at, size in zip(one.start, one.captured, strict=True)])
    return found


@pytest.mark.parametrize("memory", [handing.TABLE_SIZE, 0, 3_000])
@given(st.integers(), st.lists(st.integers(0, 30), min_size=1, max_size=3), st.integers(0, 2))
def test_what_comes_is_what_was_handed(memory: int, seed: int, levels: list[int], quic: int) -> None:
    chance = random.Random(seed)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(handing, "TABLE_SIZE", memory)
        ends = wire()
        coming = iter(ends.taking)
        for number in range(5):
            piece = ends.handing.take(SIZE)
            piece[:] = chance.randbytes(SIZE)
            data = np.frombuffer(piece, np.uint8)
            own = np.frombuffer(chance.randbytes(500), np.uint8)  # as of fragments
            tables: list[Table] = [table(chance, Segments, data, levels[0])]
            tables += [table(chance, Segments, own, rows) for rows in levels[1:]]
            tables += [table(chance, UserDatagrams, where, rows) for where, rows in [(data, 7), (own, 3)][:quic]]
            dealt = Dealt(number, number * 7, tuple(some(chance, found) for found in tables))
            ends.handing.done = number * SIZE
            ends.handing.secrets(Secrets(b"%d" % number))
            ends.handing.hand(data, [dealt])
            told = next(coming)
            assert isinstance(told, Secrets)
            assert told.lines == b"%d" % number
            came = next(coming)
            assert isinstance(came, Portion)
            assert content(came) == content(taken(dealt))
            assert ends.taking.done == number * SIZE
        ends.handing.finish()
        assert list(coming) == []


@given(st.integers(), st.integers(0, 12))
def test_pieces_stay_while_somebody_looks_at_them(seed: int, most: int) -> None:
    chance = random.Random(seed)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(handing, "PIECES", 6)
        ends = wire()
        coming = iter(ends.taking)
        looked_at: list[tuple[memoryview, bytes]] = []
        own = 0
        for number in range(40):
            piece = ends.handing.take(SIZE)
            own += isinstance(piece, bytearray)
            piece[:] = bytes([number + 1]) * SIZE
            data = np.frombuffer(piece, np.uint8)
            found = table(chance, Segments, data, 3)
            ends.handing.hand(data, [Dealt(number, 0, (Rows(found, np.arange(3)),))])
            came = next(coming)
            assert isinstance(came, Portion)
            for view in (came.segments.data.data, data.data):
                if chance.random() < 0.5:
                    looked_at.append((view[10:100], bytes(view[10:100])))
            del came, data, found, piece, view
            chance.shuffle(looked_at)
            del looked_at[most:]
            assert all(view == expected for view, expected in looked_at)
        assert own <= 40 * (most > 2)


def test_few_places_are_used_when_nobody_looks() -> None:
    ends = wire()
    coming = iter(ends.taking)
    places = set()
    for number in range(40):
        data = np.frombuffer(ends.handing.take(SIZE), np.uint8)
        ends.handing.hand(data, [Dealt(number, 0, (Rows(table(random.Random(1), Segments, data, 3), np.arange(3)),))])
        places.add(ends.handing._place)
        next(coming)
    assert places <= {0, 1, 2}
