"""HAR 1.2 files to exchanges, as browsers, proxies and converters really write them."""

from collections.abc import Iterator
from typing import BinaryIO

from inventory.capture.har_entries import MEANINGS, SkippedError, exchange
from inventory.capture.har_json import entries
from inventory.model.anomalies import Anomaly
from inventory.model.exchanges import Exchange


def recognises(head: bytes) -> bool:
    """Tell JSON by its first sign, in whatever encoding; whether it is a HAR shows when it is read."""
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return text[:1] in (b"{", b"[") or (not text and head.isspace())


def read(stream: BinaryIO, *_: object) -> Iterator[Exchange | Anomaly]:
    """Yield an exchange for each entry that is one; the others are counted, one anomaly for each kind.

    Raises CaptureError for what is no JSON, no HAR, nested too deep, or cut: then nothing of it should be kept.
    """
    odd: dict[str, tuple[int, int]] = {}  # entries and the first of them, by kind
    for number, entry in enumerate(entries(stream), start=1):
        try:
            found = exchange(entry, number) if entry else None
            kinds = found.caveats if found else ("unreadable-entry",)
        except SkippedError as problem:
            found, kinds = None, (problem.kind,)
        if found:
            yield found
        for kind in kinds:
            count, first = odd.get(kind, (0, number))
            odd[kind] = count + 1, first
    for kind, (count, first) in sorted(odd.items()):
        yield Anomaly(kind, MEANINGS[kind], count, frame=first)
