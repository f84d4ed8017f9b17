"""Real captures of other projects: HAR exchanges as their oracles have them, packets as tshark has them."""

import csv
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from inventory import capture
from inventory.errors import CaptureError
from inventory.model.anomalies import Anomaly

CAPTURES = Path(__file__).parents[2].parent / "shared" / "captures"
MANIFEST = CAPTURES / "MANIFEST.tsv"
ROWS = (
    list(csv.DictReader(MANIFEST.read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    if MANIFEST.exists()
    else []
)
EARLIEST, LATEST = 631_152_000 * 10**9, 4_102_444_800 * 10**9

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not ROWS, reason="the shared captures are not here")]


def items_of(row):
    with capture.read(CAPTURES / row["file"]) as reading:
        return list(reading)


def test_har_exchanges():
    scored = 0
    for row in ROWS:
        if row["format"] != "har":
            continue
        if row["oracle"] == "-":
            with pytest.raises(CaptureError):
                items_of(row)
            continue
        lines = [json.loads(line) for line in (CAPTURES / row["oracle"]).read_text(encoding="utf-8").splitlines()]
        wanted = sorted(_key(line) for line in lines if not line.get("disputed"))
        doubtful = {(line["method"], line["target"]) for line in lines if line.get("disputed")}
        found = [
            (item.method, item.authority.lower(), item.target, item.status or 0)
            for item in items_of(row)
            if not isinstance(item, Anomaly)
        ]
        assert sorted(key for key in found if (key[0], key[2]) not in doubtful) == wanted, row["file"]
        scored += 1
    assert scored > 100


def _key(line):
    target = line["target"]
    authority = line["authority"] or ""
    if "://" in target.partition("?")[0]:
        authority, _, rest = target.partition("://")[2].partition("/")
        target = "/" + rest
    status = line["status"] or 0
    return line["method"], authority.rpartition("@")[2].lower(), target.partition("#")[0], max(status, 0)


def _packets_of_tshark(path):
    fields = ["frame.number", "frame.cap_len", "frame.len", "frame.time_epoch"]
    command = ["tshark", "-n", "-r", path, "-T", "fields", "--disable-protocol", "ip", "--disable-protocol", "ipv6"]
    shown = subprocess.run([*command, *(f"-e{field}" for field in fields)], capture_output=True, text=True, check=False)
    rows = []
    for line in shown.stdout.splitlines():
        frame, captured, original, time = line.split("\t")
        seconds, _, fraction = time.partition(".")
        nanoseconds = int(seconds or 0) * 10**9 + int(fraction.ljust(9, "0"))
        rows.append((int(frame), int(captured), int(original), nanoseconds if EARLIEST <= nanoseconds < LATEST else 0))
    return rows


@pytest.mark.skipif(not shutil.which("tshark"), reason="tshark is the oracle")
def test_packets():
    chosen = [row for row in ROWS if row["format"].startswith("pcap") and row["oracle"] != "-"][::50]
    for row in chosen:
        found = []
        for item in items_of(row):
            if not isinstance(item, Anomaly):
                columns = (item.frame, item.captured, item.original, item.time)
                found += zip(*(column.tolist() for column in columns), strict=True)
        assert found == _packets_of_tshark(CAPTURES / row["file"]), row["file"]
    assert len(chosen) > 8
