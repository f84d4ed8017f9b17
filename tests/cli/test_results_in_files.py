"""`--output`: several formats in one run, each file whole or not there; what cannot be is refused before the work."""

import json
import os
from pathlib import Path

import pytest
from program import SAMPLES, Invoke

CAPTURE = SAMPLES / "shop" / "capture.pcap"
DRIFTED = SAMPLES / "shop" / "openapi-drifted.yaml"
FITTING = SAMPLES / "shop" / "openapi.yaml"
FORMATS = ("csv", "github", "github-summary", "gitlab", "json", "junit", "markdown", "sarif", "table")


def test_several_formats_in_one_run(invoke: Invoke, tmp_path: Path) -> None:
    outputs = [f"--output={form}=out.{form}" for form in FORMATS]
    result = invoke("check", CAPTURE, "--spec", DRIFTED, *outputs)
    assert result.status == 1
    assert result.err == ""
    assert "undocumented-endpoint" in result.out
    for form in ("csv", "sarif", "table"):
        alone = invoke("check", CAPTURE, "--spec", DRIFTED, "--format", form)
        assert (tmp_path / f"out.{form}").read_bytes().decode() == alone.out
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f"out.{form}" for form in FORMATS)


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("drift.sarif", '{\n  "$schema"'),
        ("drift.sarif.json", '{\n  "$schema"'),
        ("DRIFT.XML", "<?xml"),
        ("drift.md", "<!-- inventory -->"),
        ("drift.csv", "severity,rule,"),
        ("drift.json", '{\n  "schema_version"'),
        ("a=b/drift.md", "<!-- inventory -->"),
    ],
)
def test_the_ending_tells_the_format(invoke: Invoke, tmp_path: Path, name: str, beginning: str) -> None:
    (tmp_path / "a=b").mkdir()
    assert invoke("check", CAPTURE, "--spec", DRIFTED, "--output", f"./{name}", "--fail-on", "never").status == 0
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(beginning)


def test_beside_another_format_on_standard_output(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("check", CAPTURE, "--spec", DRIFTED, "--format", "json", "--output", "a.sarif")
    assert result.status == 1
    assert result.document["summary"]["findings"] == 13
    assert result.document["exit_status"] == 1
    assert json.loads((tmp_path / "a.sarif").read_text())["runs"][0]["invocations"][0]["exitCode"] == 1


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("drift.txt.gz", ("tells no format", ".sarif")),
        ("pdf=drift.pdf", ("no format pdf", "sarif")),
        ("json=", ("names no file",)),
        ("json=-", ("names no file",)),
        ("", ("names no file",)),
        ("nowhere/drift.json", ("nowhere/drift.json", "No such file")),
        ("json=/dev/null", ("no regular file",)),
        ("json=.", ("no regular file",)),
        ("json=capture.har/x", ("capture.har/x", "Not a directory")),
        ("spec.yaml/../spec.json", ("would replace",)),
    ],
)
def test_what_is_refused_before_anything_is_read(
    invoke: Invoke, tmp_path: Path, output: str, words: tuple[str, ...]
) -> None:
    (tmp_path / "capture.har").write_text("no capture at all")
    (tmp_path / "spec.json").write_text("no description at all")
    (tmp_path / "spec.yaml").mkdir()
    result = invoke("check", "capture.har", "--spec", "spec.json", "--output", output)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("inventory: ")
    assert result.err.count("\n") == 1
    assert result.err.endswith(")\n")
    assert all(word in result.err for word in words)
    assert (tmp_path / "spec.json").read_text() == "no description at all"


def test_a_file_named_twice(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to("a.json")
    result = invoke("check", CAPTURE, "--spec", DRIFTED, "--output", "a.json", "--output", "gitlab=link.json")
    assert result.status == 2
    assert "written already" in result.err


def test_neither_inputs_nor_the_inventory_are_replaced(invoke: Invoke, tmp_path: Path) -> None:
    assert invoke("scan", CAPTURE).status == 0
    before = (tmp_path / "inventory.db").read_bytes()
    for command in (("diff", "--spec", DRIFTED), ("endpoints",), ("show", "/orders"), ("scan", CAPTURE)):
        result = invoke(*command, "--output", "json=inventory.db")
        assert result.status == 2
        assert "would replace" in result.err
    assert (tmp_path / "inventory.db").read_bytes() == before


def test_a_file_behind_a_link_is_replaced_there(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "drift.csv").write_text("old")
    (tmp_path / "drift.csv").symlink_to("real/drift.csv")
    invoke("check", CAPTURE, "--spec", DRIFTED, "--output", "drift.csv")
    assert (tmp_path / "drift.csv").is_symlink()
    assert (tmp_path / "real" / "drift.csv").read_text().startswith("severity")


def test_others_may_read_the_file(invoke: Invoke, tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        invoke("check", CAPTURE, "--spec", DRIFTED, "--output", "drift.csv")
    finally:
        os.umask(before)
    assert (tmp_path / "drift.csv").stat().st_mode & 0o777 == 0o644


def test_a_file_that_cannot_be_written_after_all(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.name == "drift.csv":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    (tmp_path / "drift.csv").write_text("old")
    monkeypatch.setattr(Path, "replace", full)
    result = invoke("check", CAPTURE, "--spec", DRIFTED, "--output", "drift.csv", "--output", "drift.md")
    assert result.status == 2
    assert "cannot write drift.csv: No space left on device" in result.err
    assert "undocumented-endpoint" in result.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["drift.csv", "drift.md"]
    assert (tmp_path / "drift.csv").read_text() == "old"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("check", "bad.pcap", "--spec", DRIFTED), 3),
        (("check", "empty.pcap", "--spec", DRIFTED), 4),
        (("check", CAPTURE, "--spec", DRIFTED, "--server", "http://elsewhere.test"), 4),
        (("check", CAPTURE, "--spec", "bad.pcap"), 2),
        (("diff", "--spec", DRIFTED, "--db", "none.db"), 5),
        (("scan", CAPTURE, "--spec", DRIFTED, "--server", "http://elsewhere.test"), 4),
        (("scan", "nothing.pcap", "--spec", DRIFTED), 3),
    ],
)
def test_files_of_a_run_that_failed(invoke: Invoke, tmp_path: Path, arguments: tuple[object, ...], status: int) -> None:
    (tmp_path / "bad.pcap").write_bytes(b"bad")
    (tmp_path / "empty.pcap").write_bytes(CAPTURE.read_bytes()[:24])
    (tmp_path / "drift.sarif").write_text("of an earlier run")
    result = invoke(*arguments, "--output", "drift.sarif", "--output", "drift.xml")
    assert (result.status, result.out) == (status, "")
    (run,) = json.loads((tmp_path / "drift.sarif").read_text())["runs"]
    assert run["results"] == []
    assert run["invocations"][0]["executionSuccessful"] is False
    assert run["invocations"][0]["exitCode"] == status
    assert 'errors="1"' in (tmp_path / "drift.xml").read_text()


def test_files_tell_that_a_capture_could_not_be_read(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "bad.pcap").write_bytes(b"bad")
    result = invoke("check", "bad.pcap", CAPTURE, "--spec", DRIFTED, "--output", "drift.sarif", "--format", "json")
    assert result.status == result.document["exit_status"] == 3
    (run,) = json.loads((tmp_path / "drift.sarif").read_text())["runs"]
    assert len(run["results"]) == 13
    assert run["invocations"][0]["executionSuccessful"] is False


def test_the_same_bytes_wherever_it_runs(invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Descriptions are told relative to the working directory, captures by their names."""
    found = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "my api.yaml").write_bytes(DRIFTED.read_bytes())
        (folder / "capture.pcap").write_bytes(CAPTURE.read_bytes())
        monkeypatch.chdir(folder)
        spec = "my api.yaml" if name == "one" else folder / "my api.yaml"
        outputs = [f"--output={form}={folder}/out.{form}" for form in FORMATS]
        assert invoke("check", folder / "capture.pcap", "--spec", spec, *outputs).status == 1
        found.append({form: (folder / f"out.{form}").read_bytes() for form in FORMATS})
    assert found[0] == found[1]
    assert all(str(tmp_path).encode() not in shown for shown in found[0].values())
    assert b'"uri": "my%20api.yaml"' in found[0]["sarif"]


@pytest.mark.parametrize(("fail_on", "failing"), [("error", 6), ("warning", 8), ("note", 13), ("never", 6)])
def test_cases_fail_as_the_run_does(invoke: Invoke, tmp_path: Path, fail_on: str, failing: int) -> None:
    invoke("check", CAPTURE, "--spec", DRIFTED, "--fail-on", fail_on, "--output", "a.xml")
    assert f'failures="{failing}"' in (tmp_path / "a.xml").read_text().splitlines()[1]


def test_scan_with_descriptions(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("scan", CAPTURE, "--spec", DRIFTED, "--output", "drift.sarif")
    assert result.status == 0
    assert "New endpoints" in result.out
    assert "undocumented-endpoint" in result.out
    (run,) = json.loads((tmp_path / "drift.sarif").read_text())["runs"]
    assert len(run["results"]) == 13
    assert run["invocations"][0] == {"executionSuccessful": True, "exitCode": 0, "toolExecutionNotifications": []}


def test_scan_without_descriptions(invoke: Invoke, tmp_path: Path) -> None:
    assert invoke("scan", CAPTURE, "--output", "new.json").status == 0
    assert json.loads((tmp_path / "new.json").read_text())["new_endpoints"]
    result = invoke("scan", CAPTURE, "--output", "new.sarif")
    assert result.status == 2


def test_endpoints_and_rules_in_files(invoke: Invoke, tmp_path: Path) -> None:
    invoke("scan", CAPTURE)
    assert invoke("endpoints", "--output", "all.csv", "--output", "all.md").status == 0
    assert (tmp_path / "all.csv").read_text().startswith("service,method,")
    assert (tmp_path / "all.md").read_text().startswith("| service |")
    assert invoke("rules", "--output", "rules.md").status == 0
    assert "`undocumented-endpoint`" in (tmp_path / "rules.md").read_text()
    assert invoke("show", "GET /v1/orders", "--output", "one.md").status == 0
    assert (tmp_path / "one.md").read_text().startswith("### `GET api.shop.example")


def test_a_description_that_fits_gives_files_too(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("check", CAPTURE, "--spec", FITTING, "--output", "drift.sarif", "--output", "drift.xml")
    assert result.status == 0
    assert json.loads((tmp_path / "drift.sarif").read_text())["runs"][0]["results"] == []
    assert 'failures="0"' in (tmp_path / "drift.xml").read_text()
