"""Bytes to pieces of them, cut anywhere."""

from itertools import pairwise

from hypothesis import strategies as st

from inventory.decode.content import Summary, open_content
from inventory.model.exchanges import Fields


def cuts() -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, 12_000), max_size=12)


def pieces(data: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[begin:end] for begin, end in pairwise(ends)]


def read(data: list[bytes], coding: str = "", media_type: str = "", *, request: bool = False) -> Summary:
    """What is known of a content; integers among the pieces would be gaps."""
    content = open_content(Fields((("content-encoding", coding), ("content-type", media_type))), request=request)
    assert content is not None
    for piece in data:
        content.feed(piece)
        assert content.held >= 0
    return content.finish()
