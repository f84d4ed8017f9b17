"""Old systems' record headers under the usual magic numbers, as editcap writes them; damage is not taken for them."""

import shutil
import struct
import subprocess

import pytest
from capture_examples import SECOND, START, Packet, expected, packets, pcap, rows
from hypothesis import example, given
from hypothesis import strategies as st

from inventory.capture.formats import pcap as form

EXTRA = {"Nokia": (False, 4), "Red Hat 6.1": (False, 8), "SuSE 6.3": (True, 12)}  # magic number, bytes of a header more
SOME = [Packet(bytes(range(number, number + 60)), 60 + 9 * number, (START + number) * SECOND) for number in range(20)]


def _written(content, order, *, modified, extra, version=(2, 4), swapped=False):
    """Write a pcap file whose record headers have some bytes more, or their lengths the other way round."""
    parts = [pcap([], order=order, modified=modified)[:4], struct.pack(order + "HH", *version)]
    parts.append(pcap([], order=order)[8:])
    for packet in content:
        seconds, fraction = divmod(packet.time, SECOND)
        lengths = (len(packet.data), packet.original)[:: -1 if swapped else 1]
        parts.append(struct.pack(order + "IIII", seconds, fraction // 1000, *lengths) + bytes(extra) + packet.data)
    return b"".join(parts)


@given(packets(unit=1000), st.integers(1, 200), st.sampled_from("<>"), st.sampled_from(sorted(EXTRA)))
def test_larger_headers_are_told_by_the_first_records(content, chunk, order, name):
    modified, extra = EXTRA[name]
    data = _written(SOME + content, order, modified=modified, extra=extra)
    assert rows(form, data, chunk) == (expected(SOME + content), [])


@pytest.mark.parametrize("version", [(2, 2), (2, 3), (543, 0)])
@pytest.mark.parametrize("order", "<>")
def test_lengths_the_other_way_round(version, order):
    data = _written(SOME, order, modified=False, extra=0, version=version, swapped=True)
    assert rows(form, data) == (expected(SOME), [])


def test_an_old_version_number_with_lengths_as_they_are_now():
    content = [packet._replace(original=500) for packet in SOME]
    data = _written(content, "<", modified=False, extra=0, version=(2, 0))
    assert rows(form, data) == (expected(content), [])


@given(st.integers(24, 24 + 20 * 76), st.binary(min_size=1, max_size=8))
@example(104, b"\x00\x00\x00f\x00")  # a second record of another layout that does not end within the file
def test_damage_never_makes_another_layout_of_a_plain_file(place, noise):
    """Records before the damage come out as they are."""
    whole = pcap(SOME)
    data = whole[:place] + noise + whole[place:]
    found = rows(form, data)[0]
    sound = (place - 24) // 76
    assert [row.data for row in found[:sound]] == [packet.data for packet in SOME[:sound]]


def test_packets_larger_than_they_were_are_no_other_layout():
    content = [packet._replace(original=10) for packet in SOME]
    assert [row.data for row in rows(form, pcap(content))[0]] == [packet.data for packet in SOME]


@pytest.mark.shared
@pytest.mark.skipif(not shutil.which("editcap"), reason="editcap is the oracle")
@pytest.mark.parametrize("name", ["pcap", "nsecpcap", "modpcap", "nokiapcap", "rh6_1pcap", "suse6_3pcap"])
def test_as_editcap_writes_them(name, tmp_path):
    plain, other = tmp_path / "plain.pcap", tmp_path / "other.pcap"
    plain.write_bytes(pcap(SOME))
    subprocess.run(["editcap", "-F", name, plain, other], check=True, capture_output=True, timeout=60)
    assert rows(form, other.read_bytes()) == (expected(SOME), [])
