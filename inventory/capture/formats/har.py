"""HAR 1.2 files to exchanges, as browsers, proxies and converters really write them."""

from collections.abc import Iterator
from typing import BinaryIO

from inventory.capture.har_entries import Entry, SkippedError, exchange
from inventory.capture.har_json import entries
from inventory.model.anomalies import Anomaly, merge
from inventory.model.exchanges import Exchange


def recognises(head: bytes) -> bool:
    """Tell JSON by its first sign; whether it is a HAR shows when it is read."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    return text[:1] in (b"{", b"[") or (not text and bool(head))


def read(stream: BinaryIO) -> Iterator[Exchange | Anomaly]:
    """Yield an exchange for each entry that is one; the others are counted in anomalies.

    Raises CaptureError for what is no JSON, no HAR, nested too deep, or cut: then nothing of it should be kept.
    """
    skipped: dict[str, Anomaly] = {}
    for number, entry in enumerate(entries(stream), start=1):
        try:
            if not isinstance(entry, Entry):
                raise SkippedError("unreadable-entry", "HAR entry that is not as HAR 1.2 says: left")
            yield exchange(entry, number)
        except SkippedError as problem:
            found = Anomaly(problem.kind, str(problem), frame=number)
            skipped[problem.kind] = merge(skipped[problem.kind], found) if problem.kind in skipped else found
    yield from (skipped[kind] for kind in sorted(skipped))
