"""A flush comes out of the decoder behind everything that is complete, and changes nothing else."""

import pytest
from decode_talk import OK, Talk, get

from inventory.decode import decode
from inventory.model.exchanges import Exchange
from inventory.model.flush import Flush


@pytest.mark.parametrize("at", range(9))
def test_what_is_complete_comes_out_first(at: int) -> None:
    """Connections stay open, and nothing comes after the flush that could push the last exchange out."""
    talk = Talk()
    for path in ("/1", "/2", "/3", "/4"):
        talk.client(get(path)).server(OK)
    runs = talk.runs()
    found = list(decode([*runs[:at], Flush(), *runs[at:]]))
    before = found[: found.index(Flush())]
    assert [item.target for item in before if isinstance(item, Exchange)] == ["/1", "/2", "/3", "/4"][: at // 2]
    assert [item for item in found if item != Flush()] == list(decode(runs))
