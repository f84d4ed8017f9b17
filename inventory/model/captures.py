"""What is known about a capture as a whole: what it is, what was read, what was not."""

from collections.abc import Iterable
from functools import reduce

import msgspec

from inventory.model.anomalies import Anomaly, count
from inventory.model.coverage import Fate, merge_fates
from inventory.model.evidence import earliest


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
    captured: int = 0  # bytes of all packets, as far as they were captured; 0 for a HAR
    coverage: tuple[Fate, ...] = ()  # what became of them, by host and fate; the sum but for `MISSING` is `captured`
    judged_by: tuple[str, ...] = ()  # digests of the descriptions by which its contents were judged, sorted


def joined(segments: Iterable[CaptureSummary]) -> list[CaptureSummary]:
    """Sum up the segments of one live capture, if there are any, under the name of the first.

    Several have no digest together.
    """
    found = list(segments)
    return [reduce(_sum, found)] if found else []


def _sum(one: CaptureSummary, following: CaptureSummary) -> CaptureSummary:
    anomalies = {anomaly.kind: anomaly for anomaly in one.anomalies}
    for anomaly in following.anomalies:
        count(anomalies, anomaly)
    return CaptureSummary(
        digest="",
        name=one.name,
        format=one.format,
        size=one.size + following.size,
        packets=one.packets + following.packets,
        exchanges=one.exchanges + following.exchanges,
        payload=one.payload + following.payload,
        decoded=one.decoded + following.decoded,
        first_seen=earliest((one.first_seen, following.first_seen)),
        last_seen=max(one.last_seen, following.last_seen),
        anomalies=tuple(anomalies[kind] for kind in sorted(anomalies)),
        captured=one.captured + following.captured,
        coverage=merge_fates((*one.coverage, *following.coverage)),
    )
