"""`inventory report --since last`: each name is told what came since, once, and only when it was given."""

from pathlib import Path
from typing import Any

import pytest
from program import SAMPLES, Invoke
from traffic_at import DESCRIPTION, Call, calls, day, write_calls

from inventory.store import Store
from inventory.store.writing import remove_capture

SHOP = SAMPLES / "shop"
LISTS = ("appeared", "vanished", "woken", "changed", "findings_new", "findings_gone", "findings_accepted")


def last(invoke: Invoke, *options: object) -> dict[str, Any]:
    result = invoke("report", "--since", "last", "--format", "json", *options)
    assert result.status == 0, result.err
    found: dict[str, Any] = result.document["changes"]
    return found


def scan(invoke: Invoke, tmp_path: Path, name: str, found: list[Call]) -> None:
    assert invoke("scan", write_calls(tmp_path / f"{name}.har", found)).status == 0


def paths(found: dict[str, Any], kind: str) -> list[str]:
    return [one.get("template") or one["path"] for one in found[kind]]


def lengths(found: dict[str, Any]) -> dict[str, int]:
    return {kind: len(found[kind]) for kind in LISTS if found[kind]}


def test_the_first_tells_everything_and_the_second_nothing(invoke: Invoke) -> None:
    invoke("scan", SHOP / "capture.pcap")
    options = ("--spec", SHOP / "openapi-drifted.yaml")
    first = last(invoke, *options)
    assert lengths(first) == {"appeared": 30, "findings_new": 13}
    assert first["notices"] == ["no report of that name was made before: this is everything since the beginning"]
    assert (first["since"]["made_at"], first["since"]["captures"]) == (None, 0)
    second = last(invoke, *options)
    assert lengths(second) == {}
    assert second["notices"] == ["no capture holds anything since then"]
    assert (second["since"]["time"], second["since"]["captures"]) == (None, 1)
    assert second["since"]["made_at"] is not None


def test_each_name_has_its_own_last_report(invoke: Invoke, tmp_path: Path) -> None:
    scan(invoke, tmp_path, "one", calls(5, 0, "/v1/orders"))
    assert paths(last(invoke, "--name", "anna"), "appeared") == ["/v1/orders"]
    scan(invoke, tmp_path, "two", calls(5, 30, "/v1/users"))
    assert paths(last(invoke, "--name", "anna"), "appeared") == ["/v1/users"]
    assert paths(last(invoke, "--name", "böb"), "appeared") == ["/v1/orders", "/v1/users"]


def test_peeking_does_not_count(invoke: Invoke, tmp_path: Path) -> None:
    scan(invoke, tmp_path, "one", calls(5, 0, "/v1/orders"))
    for _ in range(2):
        assert paths(last(invoke, "--peek"), "appeared") == ["/v1/orders"]
    assert paths(last(invoke), "appeared") == ["/v1/orders"]
    assert paths(last(invoke), "appeared") == []


def test_old_traffic_that_comes_late_is_in_the_next_report(invoke: Invoke, tmp_path: Path) -> None:
    scan(invoke, tmp_path, "new", calls(5, day(9), "/v1/orders"))
    last(invoke)
    scan(invoke, tmp_path, "old", [*calls(5, 0, "/v1/orders"), *calls(3, 0, "/v1/forgotten")])
    found = last(invoke)
    assert paths(found, "appeared") == ["/v1/forgotten"]
    assert found["appeared"][0]["first_seen"] == "2026-06-01T00:00:00.000000Z"


def test_it_is_not_remembered_when_a_file_cannot_be_written(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan(invoke, tmp_path, "one", calls(5, 0, "/v1/orders"))

    def refuse(path: Path, text: str) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("inventory.cli.results.replace", refuse)
        result = invoke("report", "--since", "last", "--format", "json", "--output", "report.json")
    assert result.status == 2
    assert "No space left" in result.err
    assert paths(last(invoke), "appeared") == ["/v1/orders"]


def test_findings_are_told_as_new_accepted_and_gone(invoke: Invoke, tmp_path: Path) -> None:
    Path("spec.yaml").write_text(DESCRIPTION, "utf-8")
    options = ("--spec", "spec.yaml")
    scan(invoke, tmp_path, "one", [*calls(40, 0, "/v1/orders"), *calls(40, 0, "/v1/debug")])
    assert paths(last(invoke, *options), "findings_new") == ["/v1/debug"]
    assert invoke("baseline", "write", *options, "--output", "known.json").status == 0
    accepted = last(invoke, *options, "--baseline", "known.json")
    assert lengths(accepted) == {"findings_accepted": 1}
    assert lengths(last(invoke, *options, "--baseline", "known.json")) == {}
    scan(invoke, tmp_path, "two", calls(40, day(3), "/v1/orders"))
    assert paths(last(invoke, *options), "findings_gone") == ["/v1/debug"]
    scan(invoke, tmp_path, "three", calls(40, day(6), "/v1/orders"))
    assert lengths(last(invoke, *options)) == {}, "what is gone is told once"
    scan(invoke, tmp_path, "four", [*calls(40, day(9), "/v1/orders"), *calls(1, day(9), "/v1/debug")])
    assert paths(last(invoke, *options), "findings_new") == ["/v1/debug"], "and is new when it comes back"


def test_what_is_declared_by_now_is_gone(invoke: Invoke, tmp_path: Path) -> None:
    Path("spec.yaml").write_text(DESCRIPTION, "utf-8")
    scan(invoke, tmp_path, "one", [*calls(9, 0, "/v1/orders"), *calls(9, 0, "/v1/users")])
    assert paths(last(invoke, "--spec", "spec.yaml"), "findings_new") == ["/v1/users"]
    last(invoke)  # without a description nothing is said of findings, and nothing forgotten
    Path("spec.yaml").write_text(DESCRIPTION + DESCRIPTION.partition("paths:\n")[2].replace("orders", "users"), "utf-8")
    found = last(invoke, "--spec", "spec.yaml")
    assert lengths(found) == {"findings_gone": 1}
    assert found["findings_gone"][0]["rule"] == "undocumented-endpoint"


def test_a_template_that_changed_makes_no_finding_new(invoke: Invoke, tmp_path: Path) -> None:
    Path("spec.yaml").write_text(DESCRIPTION, "utf-8")
    options = ("--spec", "spec.yaml")
    scan(invoke, tmp_path, "one", [*calls(9, 0, "/v1/orders"), *calls(9, 0, "/v1/teams/rocket")])
    assert paths(last(invoke, *options), "findings_new") == ["/v1/teams/rocket"]
    names = ("berta", "carla", "dora", "emil", "frida", "gustav", "hanna", "ida", "jakob", "klara", "lena", "max")
    teams = [Call(day(1), f"/v1/teams/{name}-{len(name)}x") for name in names]
    scan(invoke, tmp_path, "two", [*teams, *calls(9, day(1), "/v1/orders")])
    templates = {one["template"] for one in invoke("endpoints", "--format", "json").document["endpoints"]}
    assert templates == {"/v1/orders", "/v1/teams/{team}"}
    assert lengths(last(invoke, *options)) == {}
    assert lengths(changes_since(invoke, "one.har", *options)) == {}


def changes_since(invoke: Invoke, point: str, *options: object) -> dict[str, Any]:
    found: dict[str, Any] = invoke("report", "--since", point, "--format", "json", *options).document["changes"]
    return found


def test_a_capture_that_was_taken_out_is_told_again_when_it_comes_back(invoke: Invoke, tmp_path: Path) -> None:
    scan(invoke, tmp_path, "one", calls(5, 0, "/v1/orders"))
    scan(invoke, tmp_path, "two", calls(5, 30, "/v1/users"))
    last(invoke)
    with Store.open("inventory.db", create=False) as store:
        digest = next(one.digest for one in store.captures() if one.name == "two.har")
        with store._writer.begin() as connection:
            remove_capture(connection, digest)
        known = store.report("default")
        assert known is not None
        assert len(known.known) == 1
    scan(invoke, tmp_path, "two", calls(5, 30, "/v1/users"))
    assert paths(last(invoke), "appeared") == ["/v1/users"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--since", "yesterday"), "--since yesterday is neither a time nor a capture"),
        (("--since", "2999-01-01"), "--since 2999-01-01 is in the future"),
        (("--since", "2026-02-30"), "--since 2026-02-30 is no time"),
        (("--since", "999999w"), "is before 1970"),
        (("--at", "last"), "--at last is neither a time nor a capture"),
        (("--between", "2026-06-03", "2026-06-02"), "2026-06-03 is later than 2026-06-02"),
        (("--between", "2026-06-03", "nothing"), "--between nothing is neither"),
        (("--between", "1d", "1h", "--since", "2d"), "--between says both"),
        (("--since", "last", "--at", "1h"), "--since last goes until now"),
        (("--name", "x"), "--name and --peek are for --since last"),
        (("--peek", "--since", "7d"), "--name and --peek are for --since last"),
        (("--since", "last", "--name", ""), "is no --name"),
        (("--since", "last", "--name", "x" * 101), "is no --name"),
        (("--since", "last", "--name", "a\x1b[31mb"), "is no --name"),
        (("--since", "7d", "--silence", "long"), "--silence long is no time"),
        (("--since", "one.har"), "may be several captures"),
    ],
)
def test_what_makes_no_sense_is_refused(invoke: Invoke, tmp_path: Path, options: tuple[str, ...], words: str) -> None:
    for number, folder in enumerate(("a", "b")):
        (tmp_path / folder).mkdir()
        write_calls(tmp_path / folder / "one.har", calls(3, number, "/v1/orders"))
    invoke("scan", tmp_path)
    result = invoke("report", "--format", "json", *options)
    assert (result.status, result.out) == (2, "")
    assert words in result.err
    assert "(" in result.err, "there is a hint"
    assert "\x1b" not in result.err


def test_a_capture_is_meant_by_the_beginning_of_its_digest(invoke: Invoke, tmp_path: Path) -> None:
    for number, folder in enumerate(("a", "b")):
        (tmp_path / folder).mkdir()
        write_calls(tmp_path / folder / "one.har", calls(3, number * 30, f"/v1/{'orders' if number else 'users'}"))
    invoke("scan", tmp_path)
    captures = invoke("db", "info", "--format", "json").document["captures"]
    found = invoke("report", "--since", captures[0]["digest"][:8], "--format", "json").document["changes"]
    assert [one["template"] for one in found["appeared"]] == ["/v1/orders"]
    assert found["since"]["time"] == captures[0]["last_seen"]


def test_of_too_many_names_the_oldest_is_forgotten(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inventory.store.reports.REPORTS_LIMIT", 2)
    scan(invoke, tmp_path, "one", calls(5, 0, "/v1/orders"))
    for number, name in enumerate(("a", "b", "c")):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1_790_000_000 + number))
        result = invoke("report", "--since", "last", "--name", name, "--format", "json")
        assert result.status == 0
    assert "a is forgotten" in result.err
    assert paths(last(invoke, "--name", "b"), "appeared") == []
    assert paths(last(invoke, "--name", "a"), "appeared") == ["/v1/orders"]
