import gzip
import sys
import tracemalloc
import zlib
from functools import cache

import brotli
import pytest
from content_pieces import cuts, pieces
from hypothesis import given
from hypothesis import strategies as st

from inventory.decode.codings import BLOCK, OPENED_FREELY, OPENED_LIMIT, PARTS_LIMIT, RATIO_LIMIT, Codings

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


def raw_deflate(data):
    squeezer = zlib.compressobj(wbits=-15)
    return squeezer.compress(data) + squeezer.flush()


CODE = {
    "gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress,
    "zstd": zstd.compress,
}  # fmt: skip
WAYS = [*CODE.items(), ("deflate", raw_deflate)]
CONTENTS = st.one_of(
    st.binary(max_size=200),
    st.builds(lambda seed, size: (seed * size)[:40_000], st.binary(min_size=1, max_size=500), st.integers(1, 100)),
    st.randoms(use_true_random=False).map(lambda random: random.randbytes(9_000)),
)


def opened(names, parts, *, whole=True):
    codings = Codings(tuple(names))
    found = b"".join([codings.feed(part) for part in parts])
    found += codings.finish(whole=whole)
    assert codings.held == 0
    return found, codings.odd


@given(CONTENTS, st.lists(st.sampled_from(WAYS), min_size=1, max_size=3), cuts())
def test_codings_on_each_other_cut_anywhere(content, ways, places):
    coded = content
    for _, code in ways:
        coded = code(coded)
    assert opened([name for name, _ in ways], pieces(coded, places)) == (content, "")


@given(CONTENTS, st.sampled_from(WAYS), st.integers(0, 10_000), st.integers(1, 255), cuts())
def test_damage_gives_the_same_however_cut(content, way, place, flip, places):
    coded = bytearray(way[1](content))
    coded[place % len(coded)] ^= flip
    assert opened([way[0]], [bytes(coded)]) == opened([way[0]], pieces(bytes(coded), places))


@pytest.mark.parametrize(("name", "code"), WAYS)
def test_cut_off_before_its_end(name, code):
    coded = code(bytes(range(256)) * 40)
    for size in range(1, len(coded)):
        _, odd = opened([name], [coded[:size]])
        assert odd == "damaged-content", size
        assert opened([name], [coded[:size]], whole=False)[1] == ""


@pytest.mark.parametrize(("name", "code"), WAYS)
def test_nothing_at_all_is_whole(name, code):
    assert opened([name], []) == (b"", "")
    assert opened([name, name], [code(b"")]) == (b"", "")


@pytest.mark.parametrize(("name", "code"), WAYS)
def test_bytes_after_the_end(name, code):
    assert opened([name], [code(b"a" * 100) + b"\0\0"])[1] == "damaged-content"
    assert opened([name], [code(b"a" * 100), b"\0" * BLOCK])[1] == "damaged-content"


@pytest.mark.parametrize("name", CODE)
@pytest.mark.parametrize("content", [b"<html>Not Found</html>", b'{"a": 1}', b"\xff" * 5_000])
def test_content_that_is_not_what_it_says(name, content):
    assert opened([name], [content])[1] == "damaged-content"


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_members_and_frames_one_after_the_other(name):
    parts = [CODE[name](b"%d," % number) for number in range(PARTS_LIMIT)]
    expected = b"".join(b"%d," % number for number in range(PARTS_LIMIT))
    assert opened([name], [b"".join(parts)]) == (expected, "")
    assert opened([name], [b"".join(parts) + CODE[name](b"x")])[1] == "oversized-content"


def test_zstd_frame_to_skip():
    skipped = b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc"
    assert opened(["zstd"], [skipped + zstd.compress(b"ok") + skipped]) == (b"ok", "")


def test_zstd_window_larger_than_allowed():
    asks = b"\x28\xb5\x2f\xfd\x00\xf8" + b"\x01\x00\x00"  # RFC 8878 section 3.1.1.1.2: 2 TiB
    assert opened(["zstd"], [asks]) == (b"", "damaged-content")


@pytest.mark.parametrize("names", [("compress",), ("gzip", "foo"), ("foo", "gzip"), ("gzip",) * 4, ("x",) * 1_000])
def test_unknown_codings_are_left(names):
    assert opened(names, [gzip.compress(b"a")]) == (b"", "unknown-coding")


def test_names_stand_in_the_order_in_which_they_were_applied():
    assert opened(["gzip", "br"], [brotli.compress(gzip.compress(b"a"))]) == (b"a", "")
    assert opened(["br", "gzip"], [brotli.compress(gzip.compress(b"a"))])[1] == "damaged-content"


@pytest.mark.parametrize(("name", "code"), WAYS)
def test_content_of_just_the_limit_and_one_byte_more(name, code):
    content = (bytes(range(256)) * (OPENED_LIMIT // 256 + 1))[:OPENED_LIMIT]
    noise = b"".join(zlib.crc32(b"%d" % number).to_bytes(4, "big") for number in range(4_096))
    content = noise + content[len(noise) :]
    assert opened([name], [code(content)]) == (content, "")
    assert opened([name], [code(content + b"x")]) == (content, "oversized-content")


@cache
def bomb(name):
    """Bytes that open to 32 MiB."""
    return CODE[name](bytes(1 << 25)) if name != "br" else brotli.compress(bytes(1 << 25), quality=4)


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("layers", [1, 2, 3])
def test_bombs_open_to_the_limit_and_no_further(name, layers):
    coded = bomb(name)
    for _ in range(layers - 1):
        coded = CODE[name](coded)
    tracemalloc.start()
    try:
        found, odd = opened([name] * layers, [coded])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert odd == "oversized-content"
    assert len(found) <= min(OPENED_LIMIT, OPENED_FREELY + RATIO_LIMIT * len(coded))
    assert peak < 8 * OPENED_LIMIT


def test_short_content_may_not_open_to_much():
    coded = brotli.compress(bytes(OPENED_LIMIT))
    found, odd = opened(["br"], [coded])
    assert (len(found), odd) == (OPENED_FREELY + RATIO_LIMIT * len(coded), "oversized-content")


def test_nothing_is_opened_after_the_limit():
    codings = Codings(("gzip",))
    codings.feed(bomb("gzip"))
    assert codings.odd == "oversized-content"
    assert codings.feed(bomb("gzip")) == b""
    assert codings.held == 0
