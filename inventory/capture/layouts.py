"""The first bytes of a pcap file to how its record headers are laid out, where its own header leaves that open."""

import struct
from typing import NamedTuple

PROBE_SIZE = 65_536  # bytes of records that are looked at
PROBED = 16  # records that have to make sense
_DAY = 86_400  # seconds that times may go backwards


class Layout(NamedTuple):
    """One way to write record headers."""

    size: int  # bytes
    captured: int = 8  # where the captured length stands; the original length is the other one of 8 and 12


PLAIN, SWAPPED, MODIFIED = Layout(16), Layout(16, 12), Layout(24)
_NOKIA, _RED_HAT, _SUSE = Layout(20), Layout(24), Layout(28)
_DG_UX = (543, 0)


def layout(head: bytes, records: bytes, order: str, *, modified: bool, limit: int) -> Layout:
    """Return the layout of a file that begins with this header of 24 bytes and these records.

    Old systems wrote larger record headers, or the two lengths the other way round, under the same magic numbers. What
    the header says is taken unless the first records make no sense that way, and all of them do in another one.
    """
    version = struct.unpack_from(order + "HH", head, 4)
    first, *others = _possible(version, modified=modified)
    if _sensible(records, order, first, limit):
        return first
    found = (other for other in others if _sensible(records, order, other, limit) > 1)
    return next(found, first)


def _possible(version: tuple[int, ...], *, modified: bool) -> tuple[Layout, ...]:
    if version == _DG_UX or (version[0] == 2 and version[1] < 3):
        return SWAPPED, PLAIN  # libpcap before 0.4 wrote the original length first
    if modified:
        return MODIFIED, _SUSE
    return PLAIN, _RED_HAT, _NOKIA, SWAPPED


def _sensible(records: bytes, order: str, one: Layout, limit: int) -> int:
    """Count the whole records that make sense; 0 when one of the first does not."""
    header = struct.Struct(order + "IIII")
    at, latest, count = 0, 0, 0
    while at + one.size <= len(records) and count < PROBED:
        seconds, fraction, captured, original = header.unpack_from(records, at)
        if one.captured == 12:
            captured, original = original, captured
        if fraction >= 10**6 or not captured <= original <= limit or seconds < latest - _DAY:
            return 0
        latest = seconds
        at += one.size + captured
        count += at <= len(records)
    return count
