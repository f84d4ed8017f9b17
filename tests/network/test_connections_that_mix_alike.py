"""Connections whose addresses and ports mix to the same number are told apart all the same."""

import random

import numpy as np
import pytest
from packets import ACK, FIN, SERVER, SYN, batches, ethernet, tcp
from test_streams_in_any_schedule import streams

from inventory.network import grouping


def _talks(count: int) -> list[bytes]:
    """Connections of one client from many ports, mixed packet by packet."""
    talks = []
    for number in range(count):
        port = 20_000 + number
        talks.append(
            [
                ethernet(tcp(0, 99, flags=SYN, port=port)),
                ethernet(tcp(1, 499, ack=100, flags=SYN | ACK, port=port)),
                *(ethernet(tcp(0, 100 + 3 * step, b"%03d" % number, ack=500, port=port)) for step in range(5)),
                ethernet(tcp(1, 500, b"answer %d" % number, ack=115, port=port)),
                ethernet(tcp(0, 115, ack=500, flags=FIN | ACK, port=port)),
            ]
        )
    chance = random.Random(count)
    mixed = []
    while talks:
        talk = chance.choice(talks)
        mixed.append(talk.pop(0))
        talks = [one for one in talks if one]
    return mixed


@pytest.mark.parametrize("kept", [0, 1, 3])
@pytest.mark.parametrize("size", [7, 1_000])
def test_connections_that_mix_alike(kept: int, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = _talks(12)
    apart = streams(batches(frames, size))
    assert len(apart[0]) == 24
    mixing = grouping.spread
    monkeypatch.setattr(grouping, "spread", lambda found: mixing(found) & np.uint64(kept << 60))
    assert streams(batches(frames, size)) == apart


@pytest.mark.parametrize("end", ["client", "server"])
def test_sides_of_different_connections_are_no_pair(end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One side of each was captured, so no row of either stands beside one of the other that shows the mistake."""
    one, two = (ethernet(tcp(side, 100, b"said", port=20_001)) for side in (0, 1))
    others = {"client": ethernet(tcp(1, 100, b"said", port=20_002)), "server": two.replace(SERVER[0], bytes(4))}
    two = others[end]
    apart = streams(batches([one, two], 10))
    assert sorted(apart[0]) == [(0, 0), (1, 0)]
    monkeypatch.setattr(grouping, "spread", lambda found: np.zeros(len(found), np.uint64))
    assert streams(batches([one, two], 10)) == apart
