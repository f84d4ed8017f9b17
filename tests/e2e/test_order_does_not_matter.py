"""The inventory is a function of the set of captures: the same bytes in any order, one by one or together."""

import gzip
import random
from pathlib import Path

from program import SAMPLES, Invoke

CAPTURES = sorted(path for path in SAMPLES.rglob("*") if path.suffix in (".pcap", ".pcapng", ".har"))
SPEC = SAMPLES / "shop" / "openapi-drifted.yaml"


def _printed(invoke: Invoke, db: Path) -> tuple[str, str]:
    endpoints = invoke("endpoints", "--all", "--db", db, "--format", "json")
    diff = invoke("diff", "--db", db, "--spec", SPEC, "--format", "json", "--fail-on", "never")
    assert (endpoints.status, diff.status) == (0, 0)
    return endpoints.out, diff.out


def test_any_order_and_any_split_print_the_same_bytes(invoke: Invoke, tmp_path: Path) -> None:
    assert len(CAPTURES) >= 4
    together = tmp_path / "together.db"
    assert invoke("scan", *CAPTURES, "--db", together).status == 0
    wanted = _printed(invoke, together)
    for seed in range(3):
        shuffled = random.Random(seed).sample(CAPTURES, len(CAPTURES))
        db = tmp_path / f"{seed}.db"
        cut = seed + 1
        assert invoke("scan", *shuffled[:cut], "--db", db).status == 0
        for capture in shuffled[cut:]:
            assert invoke("scan", capture, "--db", db).status == 0
        assert _printed(invoke, db) == wanted


def test_a_capture_counts_once_whatever_its_name_and_compression(invoke: Invoke, tmp_path: Path) -> None:
    db = tmp_path / "inventory.db"
    capture = SAMPLES / "shop" / "capture.pcap"
    assert invoke("scan", capture, "--db", db).status == 0
    before = _printed(invoke, db)
    copy, packed = tmp_path / "copy.cap", tmp_path / "packed.bin"
    copy.write_bytes(capture.read_bytes())
    packed.write_bytes(gzip.compress(capture.read_bytes()))
    again = invoke("scan", capture, copy, packed, "--db", db, "--format", "json")
    assert again.status == 0
    assert again.document["known"] == ["capture.pcap", "copy.cap", "packed.bin"]
    assert again.document["captures"] == []
    assert _printed(invoke, db) == before
