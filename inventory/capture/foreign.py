"""The first bytes of a file that is none of ours to what it is, as far as that can be told."""

_MAGICS = {
    b"GMBU": "Microsoft Network Monitor", b"RTSS": "Microsoft Network Monitor 1", b"snoop\x00": "snoop",
    b"btsnoop\x00": "Bluetooth snoop", b"TRSNIFF data": "Sniffer", b"XCP\x00": "NetXray or Windows Sniffer",
    b"VL\x00\x00": "NetXray 1.0", b"iptrace ": "AIX iptrace", b"TR\x00d": "Linux or HP-UX nettl",
    b"\x7fver": "OmniPeek", b"\x05VNF": "Visual Networks", b"\xaa\xaa\xaa\xaa": "5Views",
    b"\x01\x10\x4c\x00": "LANalyzer", b"SQLite format 3\x00": "SQLite",
}  # fmt: skip


def name(head: bytes) -> str:
    """Return the name of the format that a file begins like; "" where it is not known."""
    return next((found for magic, found in _MAGICS.items() if head.startswith(magic)), "")
