"""The configuration: where it is found, what it may say, and one clear line for all else."""

from pathlib import Path

import pytest
from program import SAMPLES, Invoke, Result

CAPTURE = SAMPLES / "shop" / "capture.har"
SPEC = SAMPLES / "shop" / "openapi-drifted.yaml"


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INVENTORY_CONFIG", raising=False)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


def _severities(result: Result) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in result.document["findings"]:
        found.setdefault(one["rule"], set()).add(one["severity"])
    return found


def _assert_refused(result: Result, *parts: str) -> None:
    assert result.status == 2
    assert result.out == ""
    assert result.err.count("\n") == 1
    assert result.err.startswith("inventory: ")
    assert result.err.endswith(")\n"), "no hint"
    for part in parts:
        assert part in result.err


def test_it_has_the_defaults_of_options(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "inventory.toml").write_text(f'spec = "{SPEC}"\nfail-on = ["zombie"]\ndb = "sub/own.db"\n')
    (tmp_path / "sub").mkdir()
    assert invoke("check", CAPTURE).status == 1
    assert invoke("check", CAPTURE, "--fail-on", "never").status == 0
    assert invoke("scan", CAPTURE, "--no-config", "--db", "sub/own.db").status == 0
    assert invoke("diff").status == 1
    assert "/v1/carts" in invoke("endpoints").out
    assert not (tmp_path / "inventory.db").exists()


def test_the_command_line_wins_over_the_environment_and_both_over_it(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inventory.toml").write_text('db = "configured.db"\n')
    monkeypatch.setenv("INVENTORY_DB", "environment.db")
    assert invoke("scan", CAPTURE, "--db", "given.db").status == 0
    assert {one.name for one in tmp_path.glob("*.db")} == {"given.db"}
    assert invoke("scan", CAPTURE).status == 0
    assert {one.name for one in tmp_path.glob("*.db")} == {"given.db", "environment.db"}


def test_names_of_files_are_relative_to_its_folder(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "api.yaml").write_bytes(SPEC.read_bytes())
    (tmp_path / "inventory.toml").write_text('spec = ["api.yaml"]\nbaseline = "known.json"\ndb = "own.db"\n')
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert invoke("baseline", "write", CAPTURE).status == 0
    assert (tmp_path / "known.json").is_file()
    assert invoke("scan", CAPTURE).status == 0
    assert (tmp_path / "own.db").is_file()
    result = invoke("check", CAPTURE, "--format", "json")
    assert result.status == 0
    assert {one["spec"]["file"] for one in result.document["findings"]} == {"../../api.yaml"}


def test_the_nearest_one_holds_up_to_the_repository(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = tmp_path / "repository"
    deep = repository / "deep"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    (tmp_path / "inventory.toml").write_text('[rules.declared-unused]\nseverity = "error"\n')
    check = ("check", CAPTURE, "--spec", SPEC, "--format", "json")
    assert _severities(invoke(*check))["declared-unused"] == {"error"}
    (repository / ".git").mkdir()
    assert _severities(invoke(*check))["declared-unused"] == {"note"}
    (repository / "pyproject.toml").write_text('[tool.inventory.rules.declared-unused]\nseverity = "off"\n')
    assert "declared-unused" not in _severities(invoke(*check))
    (deep / "pyproject.toml").write_text("[tool.other]\nwords = 1\n")
    assert "declared-unused" not in _severities(invoke(*check))
    (deep / "inventory.toml").write_text('[rules.declared-unused]\nseverity = "warning"\n')
    assert _severities(invoke(*check))["declared-unused"] == {"warning"}
    assert _severities(invoke(*check, "--no-config"))["declared-unused"] == {"note"}


def test_another_one_is_named(invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inventory.toml").write_text("nonsense = 1\n")
    (tmp_path / "ci.toml").write_text('[rules.deprecated-in-use]\nseverity = "note"\n')
    check = ("check", CAPTURE, "--spec", SPEC, "--format", "json")
    assert _severities(invoke(*check, "--config", "ci.toml"))["deprecated-in-use"] == {"note"}
    monkeypatch.setenv("INVENTORY_CONFIG", "ci.toml")
    assert _severities(invoke(*check))["deprecated-in-use"] == {"note"}
    assert _severities(invoke(*check, "--no-config"))["deprecated-in-use"] == {"warning"}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("spce = 1", ("there is no key spce", "did you mean spec?")),
        ("fail_on = 'error'", ("fail_on", "did you mean fail-on?")),
        ("zzzzzz = 1", ("zzzzzz", "possible: spec, server")),
        ("spec = 1", ("spec: 1 is not possible", "a text, or a list of texts")),
        ("spec = ['a', 2]", ('spec: ["a", 2]', "a list of texts")),
        ("db = []", ("db: []", "SQLAlchemy")),
        ("max-loss = 3", ("max-loss: 3", "from 0 to 1")),
        ("max-loss = true", ("max-loss: true", "from 0 to 1")),
        ("fail-on = 'zombi'", ("fail-on: zombi", "did you mean zombie?")),
        ("rules = 1", ("rules: 1",)),
        ("rules.x = 1", ("rules.x: 1 is no table",)),
        ("[rules.declared-unsued]\nseverity = 'off'", ("rules.declared-unsued", "did you mean declared-unused?")),
        ("[rules.declared-unused]\nseverity = 'fatal'", ("rules.declared-unused: severity", '"fatal"', "note or off")),
        ("[rules.declared-unused]\nseverty = 'off'", ("severty", "did you mean severity?")),
        ("[rules.declared-unused]", ("severity is missing", "note or off")),
        ("waivers = 1", ("waivers: 1",)),
        ("waivers = ['a']", ('waivers 1: "a" is no table',)),
        ("[[waivers]]\nrule = '*'", ("waivers 1: reason is missing", "why")),
        ("[[waivers]]\nrule = '*'\nreason = ' '", ('waivers 1: reason: " "', "why")),
        ("[[waivers]]\nreason = 'r'", ("waivers 1: rule is missing",)),
        (
            "[[waivers]]\nrule = '*'\nreason = 'r'\n[[waivers]]\nrule = 'shadwo'\nreason = 'r'",
            ("waivers 2: rule: shadwo", "did you mean shadow?"),
        ),
        ("[[waivers]]\nrule = 'error'\nreason = 'r'", ("waivers 1: rule: error is no rule or tag",)),
        ("[[waivers]]\nrule = '*'\nreason = 'r'\npath = 'orders'", ("waivers 1: path", "/legacy/**")),
        ("[[waivers]]\nrule = '*'\nreason = 'r'\nmethod = 'GET,PUT'", ("waivers 1: method",)),
        ("[[waivers]]\nrule = '*'\nreason = 'r'\nexpires = 'soon'", ("waivers 1: expires", "2026-12-31")),
        ("[[waivers]]\nrule = '*'\nreason = 'r'\nexpires = 2026-01-01T00:00:00Z", ("expires", "2026-12-31")),
        ("[[waivers]]\nrule = '*'\nreason = 'r'\nexpired = 2026-01-01", ("did you mean expires?",)),
        ("[[waivers]]\nrule = '*'\nreason = 'r'\n" * 1_001, ("waivers: there are 1,001", "at most 1,000")),
        ("a = ", ("no TOML", "--no-config")),
        ("\x00", ("no TOML",)),
        ('"\\u001b[31m" = 1', ("\\x1b",)),
        ("a" * 1024 * 1024 + " = 1", ("too large",)),
        ("a = " + "[" * 10_000, ("no TOML",)),
    ],
)
def test_what_it_may_not_say(invoke: Invoke, tmp_path: Path, text: str, parts: tuple[str, ...]) -> None:
    (tmp_path / "inventory.toml").write_text(text)
    result = invoke("check", CAPTURE, "--spec", SPEC)
    _assert_refused(result, "inventory.toml: ", *parts)
    assert len(result.err) < 1_000


def test_what_is_wrong_does_no_harm_without_it(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "inventory.toml").write_text("spce = 1\n")
    assert invoke("check", CAPTURE, "--spec", SPEC, "--no-config", "--fail-on", "never").status == 0


def test_a_table_in_pyproject_is_checked_as_well(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.inventory]\nspce = 1\n")
    _assert_refused(invoke("endpoints"), "pyproject.toml: there is no key spce", "did you mean spec?")


def test_a_file_that_is_not_there_or_no_file(invoke: Invoke, tmp_path: Path) -> None:
    _assert_refused(invoke("check", CAPTURE, "--spec", SPEC, "--config", "no.toml"), "no.toml: No such file")
    _assert_refused(invoke("check", CAPTURE, "--spec", SPEC, "--config", tmp_path), "directory")
    (tmp_path / "latin.toml").write_bytes(b"reason = 'caf\xe9'")
    _assert_refused(invoke("check", CAPTURE, "--spec", SPEC, "--config", "latin.toml"), "latin.toml: no TOML")


def test_an_empty_one_is_none(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "inventory.toml").write_text("")
    result = invoke("check", CAPTURE)
    _assert_refused(result, "no description", "--spec", "inventory.toml")


def test_a_day_that_is_none(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("soon", "1" * 400, "-9" * 30):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
        _assert_refused(invoke("check", CAPTURE, "--spec", SPEC), "SOURCE_DATE_EPOCH")
