"""Baselines and waivers as users have them: what they type, what they see, and the exit status."""

import json
from pathlib import Path

import pytest
from program import SAMPLES, Invoke

CAPTURE = SAMPLES / "shop" / "capture.har"
SPEC = SAMPLES / "shop" / "openapi-drifted.yaml"
CHECK = ("check", CAPTURE, "--spec", SPEC)
WAIVER = '[[waivers]]\nrule = "shadow"\npath = "/v1/**"\nreason = "goes in spring"\nexpires = 2026-06-30\n'
LAST_DAY, DAY_AFTER = "1782864000", "1782864001"  # 2026-07-01T00:00:00Z is the day after


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INVENTORY_CONFIG", raising=False)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(LAST_DAY) - 1))


@pytest.fixture
def known(invoke: Invoke, tmp_path: Path) -> Path:
    """A baseline of the sample."""
    result = invoke("baseline", "write", CAPTURE, "--spec", SPEC)
    assert (result.status, result.out) == (0, "")
    assert "findings accepted" in result.err
    return tmp_path / "inventory-baseline.json"


def test_what_is_in_the_baseline_does_not_fail(invoke: Invoke, known: Path) -> None:
    assert invoke(*CHECK).status == 1
    result = invoke(*CHECK, "--baseline", known, "--fail-on", "note", "--format", "json")
    assert (result.status, result.err) == (0, "")
    findings = result.document["findings"]
    assert {one["state"] for one in findings} == {"known"}
    assert "state" not in invoke(*CHECK, "--format", "json").document["findings"][0]


def test_what_is_not_in_it_fails(invoke: Invoke, known: Path) -> None:
    document = json.loads(known.read_text())
    removed = document["findings"].pop()
    known.write_text(json.dumps(document))
    result = invoke(*CHECK, "--baseline", known, "--fail-on", "note", "--format", "json")
    assert result.status == 1
    (new,) = [one for one in result.document["findings"] if one["state"] == "new"]
    assert new["fingerprint"] == removed["fingerprint"]
    assert len(result.document["findings"]) == len(document["findings"]) + 1


def test_it_does_not_depend_on_the_form_of_the_capture(invoke: Invoke, known: Path) -> None:
    for name in ("capture.pcap", "capture.pcapng"):
        check = ("check", SAMPLES / "shop" / name, "--spec", SPEC, "--baseline", known, "--fail-on", "note")
        assert invoke(*check).status == 0
    before = known.read_bytes()
    assert invoke("baseline", "write", SAMPLES / "shop" / "capture.pcap", "--spec", SPEC).status == 0
    assert known.read_bytes() == before


def test_it_is_written_from_the_inventory_as_well(invoke: Invoke, known: Path) -> None:
    before = known.read_bytes()
    assert invoke("scan", CAPTURE).status == 0
    assert invoke("baseline", "write", "--spec", SPEC, "--output", "other.json").status == 0
    assert known.with_name("other.json").read_bytes() == before
    assert invoke("diff", "--spec", SPEC, "--baseline", known, "--fail-on", "note").status == 0
    assert invoke("diff", "--spec", SPEC, "--fail-on", "note").status == 1
    assert invoke("baseline", "write", "--spec", SPEC, "--output", "-").out.encode() == before


def test_scan_marks_what_is_known(invoke: Invoke, known: Path) -> None:
    result = invoke("scan", CAPTURE, "--spec", SPEC, "--baseline", known, "--format", "json")
    assert result.status == 0
    assert {one["state"] for one in result.document["findings"]} == {"known"}


def test_what_is_mended_is_counted(invoke: Invoke, known: Path) -> None:
    mended = ("check", CAPTURE, "--spec", SAMPLES / "shop" / "openapi.yaml", "--baseline", known)
    result = invoke(*mended)
    assert result.status == 0
    assert result.err.startswith("inventory: fixed since the baseline")
    assert "inventory baseline write" in result.err
    document = invoke(*mended, "--format", "json").document
    assert document["summary"]["gone"] == len(json.loads(known.read_text())["findings"])
    assert [one["kind"] for one in document["notices"]] == ["gone"]


def test_a_waiver_accepts_until_its_last_day(invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inventory.toml").write_text(WAIVER + '[rules.undocumented-method]\nseverity = "note"\n')
    result = invoke(*CHECK, "--format", "json")
    assert (result.status, result.err) == (0, "")
    waived = [one for one in result.document["findings"] if one.get("waiver")]
    assert {one["waiver"] for one in waived} == {"goes in spring"}
    assert all(one["rule"].startswith("undocumented") for one in waived)
    assert result.document["notices"] == []
    monkeypatch.setenv("SOURCE_DATE_EPOCH", LAST_DAY)
    result = invoke(*CHECK, "--format", "json")
    assert result.status == 1
    assert result.err.count("\n") == 1
    for part in ("shadow", "/v1/**", "2026-06-30", "goes in spring"):
        assert part in result.err
    assert not any(one.get("waiver") for one in result.document["findings"])
    assert [(one["kind"], one["severity"]) for one in result.document["notices"]] == [("expired-waiver", "error")]
    assert invoke(*CHECK, "--fail-on", "never").status == 0


def test_a_waiver_that_ended_fails_though_nothing_else_does(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inventory.toml").write_text(WAIVER)
    clean = ("check", CAPTURE, "--spec", SAMPLES / "shop" / "openapi.yaml")
    result = invoke(*clean)
    assert result.status == 0
    assert "1 waiver fits no finding: shadow /v1/**" in result.err
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY_AFTER)
    result = invoke(*clean)
    assert result.status == 1
    assert "ended on 2026-06-30" in result.err


def test_what_is_waived_is_not_written(invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inventory.toml").write_text(WAIVER)
    assert invoke("baseline", "write", CAPTURE, "--spec", SPEC).status == 0
    written = json.loads((tmp_path / "inventory-baseline.json").read_text())["findings"]
    assert written
    assert not any(one["path"].startswith("/v1/") for one in written)
    assert invoke(*CHECK, "--baseline", "inventory-baseline.json", "--fail-on", "note").status == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY_AFTER)
    assert invoke(*CHECK, "--baseline", "inventory-baseline.json", "--fail-on", "note").status == 1


def test_a_baseline_that_is_none_gives_one_line(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "newer.json").write_text('{"version": 9, "findings": []}')
    for name, word in (("missing.json", "No such file"), (CAPTURE, "no baseline"), ("newer.json", "version 9")):
        result = invoke("check", tmp_path / "not-even-looked-at.pcap", "--spec", SPEC, "--baseline", name)
        assert (result.status, result.out) == (2, "")
        assert result.err.count("\n") == 1
        assert word in result.err
        assert str(name) in result.err


def test_nothing_is_written_where_a_capture_cannot_be_read(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "bad.pcap").write_bytes(b"bad")
    result = invoke("baseline", "write", "bad.pcap", CAPTURE, "--spec", SPEC)
    assert result.status == 3
    assert not (tmp_path / "inventory-baseline.json").exists()


def test_a_baseline_that_cannot_be_written_gives_one_line(invoke: Invoke) -> None:
    result = invoke("baseline", "write", CAPTURE, "--spec", SPEC, "--output", "no/such/folder.json")
    assert result.status == 2
    assert result.err.count("\n") == 1
    assert "no/such/folder.json" in result.err


def test_what_fails_is_known_before_anything_is_read(invoke: Invoke) -> None:
    result = invoke("check", "not-even-looked-at.pcap", "--spec", SPEC, "--fail-on", "zombi")
    assert result.status == 2
    assert "did you mean zombie?" in result.err


def test_fail_on_may_be_repeated(invoke: Invoke) -> None:
    assert invoke(*CHECK, "--fail-on", "zombie").status == 1
    assert invoke(*CHECK, "--fail-on", "declared-unused", "--fail-on", "undocumented-method").status == 1
    clean = ("check", CAPTURE, "--spec", SAMPLES / "shop" / "openapi.yaml", "--fail-on")
    assert invoke(*clean, "shadow,zombie", "--fail-on", "note").status == 0
