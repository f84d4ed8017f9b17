"""Real captures: every byte of every stream is accounted for, and what is certain about them is found."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest
from decode_talk import Heard, hear

from inventory.capture import read
from inventory.model.anomalies import Anomaly
from inventory.network import reassemble

SHARED = Path(__file__).parents[2].parent / "shared" / "captures"
SIZE_LIMIT = 10_000  # bytes of a capture, so that the test is quick
NOT_PLAIN = {"h2", "http3", "har", "tls-keylog", "tls-dsb", "no-oracle", "bad-input"}

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.exists(), reason="needs the team's shared captures"),
]


def captures() -> list[dict[str, str]]:
    if not SHARED.exists():
        return []
    with (SHARED / "MANIFEST.tsv").open(encoding="utf-8", newline="") as manifest:
        rows = list(csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE))
    kinds = [set(row["kinds"].split(",")) for row in rows]
    return [
        row
        for row, kind in zip(rows, kinds, strict=True)
        if "h1" in kind and not kind & NOT_PLAIN and int(row["bytes"]) < SIZE_LIMIT
    ]


def heard_of(path: Path) -> Heard:
    with read(path) as packets:
        return hear(run for run in reassemble(packets) if not isinstance(run, Anomaly))  # type: ignore[arg-type]


def test_requests_of_real_captures_are_found():
    wanted: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    for row in captures():
        lines = [json.loads(line) for line in (SHARED / row["oracle"]).read_text("utf-8").splitlines()]
        name = row["file"]
        found.update((name, exchange.method) for exchange in heard_of(SHARED / name).exchanges)
        wanted.update((name, line["method"]) for line in lines if not line.get("disputed"))
    assert wanted.total() > 100
    assert (wanted & found).total() >= 0.95 * wanted.total()
