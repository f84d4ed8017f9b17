"""Bytes captured are bytes decoded plus bytes in anomalies, by kind."""

from pathlib import Path

import pytest
from program import SAMPLES

from inventory import pipeline
from inventory.decode import KeyLog
from inventory.decode.oddities import MEANINGS
from inventory.errors import CaptureError
from inventory.model.coverage import FATES, MISSING

SHARED = Path(__file__).parents[2].parent / "shared" / "captures"
CAPTURES = sorted(path for path in SAMPLES.rglob("*") if path.suffix in (".pcap", ".pcapng"))


@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_payload_is_decoded_or_counted(path: Path) -> None:
    scanned = pipeline.scan(path)
    unread = sum(one.size for one in scanned.summary.anomalies if one.kind in MEANINGS)
    assert scanned.summary.payload == scanned.summary.decoded + unread + scanned.lost
    assert scanned.summary.decoded > 0


def unaccounted(path: Path, keys: KeyLog | None = None) -> int:
    """Return how many captured bytes have no fate, or more than one."""
    summary = pipeline.scan(path, None, keys).summary
    assert {fate.fate for fate in summary.coverage} <= set(FATES)
    assert all(fate.size > 0 for fate in summary.coverage)
    return summary.captured - sum(fate.size for fate in summary.coverage if fate.fate not in MISSING)


@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_captured_byte_has_one_fate(path: Path) -> None:
    assert unaccounted(path) == 0


def test_what_was_said_with_a_host_is_told_by_host() -> None:
    summary = pipeline.scan(SAMPLES / "shop" / "capture.pcap").summary
    hosts = {fate.host for fate in summary.coverage if fate.fate == "exchange"}
    assert hosts == {
        endpoint.service for endpoint in pipeline.infer(pipeline.scan(SAMPLES / "shop" / "capture.pcap").sightings)
    }


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared captures")
def test_every_byte_of_captures_by_others_has_one_fate() -> None:
    wrong = {}
    for path in sorted(path for path in SHARED.glob("*/*") if path.suffix in (".pcap", ".pcapng", ".cap")):
        keys = KeyLog()
        log = path.with_name(path.name + ".keylog")
        if log.exists():
            keys.add(log.read_bytes())
        try:
            left = unaccounted(path, keys)
        except CaptureError:
            continue
        if left:
            wrong[path.name] = left
    assert not wrong
