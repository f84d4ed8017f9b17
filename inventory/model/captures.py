"""What is known about a capture as a whole: what it is, what was read, what was not."""

import msgspec

from inventory.model.anomalies import Anomaly


class CaptureSummary(msgspec.Struct, frozen=True):
    """One scanned capture.

    Of the `payload` bytes that TCP carried (for a HAR: 0), `decoded` became exchanges; the rest is in anomalies.
    """

    digest: str  # SHA-256 of the opened (uncompressed) content, hexadecimal: what the capture is known by
    name: str  # file name without its folder
    format: str  # name of the format plug-in: "pcap", "pcapng", "har"
    size: int  # bytes of the file
    packets: int  # packets, or HAR entries
    exchanges: int
    payload: int
    decoded: int
    first_seen: int  # nanoseconds since 1970 (UTC); 0 where unknown
    last_seen: int
    anomalies: tuple[Anomaly, ...] = ()  # one per kind, sorted by kind
