"""Bytes captured are bytes decoded plus bytes in anomalies, by kind."""

from pathlib import Path

import pytest
from program import SAMPLES

from inventory import pipeline
from inventory.decode.oddities import MEANINGS

CAPTURES = sorted(path for path in SAMPLES.rglob("*") if path.suffix in (".pcap", ".pcapng"))


@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_payload_is_decoded_or_counted(path: Path) -> None:
    scanned = pipeline.scan(path)
    unread = sum(one.size for one in scanned.summary.anomalies if one.kind in MEANINGS)
    assert scanned.summary.payload == scanned.summary.decoded + unread + scanned.lost
    assert scanned.summary.decoded > 0
