"""`inventory report --at` and `--between`: the inventory as it was, from what captures held by then."""

from pathlib import Path
from typing import Any

from program import Invoke
from traffic_at import DESCRIPTION, calls, day, write_calls


def report(invoke: Invoke, *options: object) -> Any:
    result = invoke("report", "--format", "json", *options)
    assert result.status == 0, result.err
    return result.document


def without_settings(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key not in ("at", "changes")}


def test_it_is_what_was_told_then(invoke: Invoke, tmp_path: Path) -> None:
    Path("spec.yaml").write_text(DESCRIPTION, "utf-8")
    one = write_calls(tmp_path / "one.har", [*calls(30, 0, "/v1/orders"), *calls(3, 1, "/v1/debug/17?a=1")])
    two = write_calls(tmp_path / "two.har", [*calls(30, day(2), "/v1/orders"), *calls(3, day(2), "/v1/users?b=1")])
    invoke("scan", one)
    then = report(invoke, "--spec", "spec.yaml")
    invoke("scan", two)
    at = report(invoke, "--spec", "spec.yaml", "--at", "2026-06-02")
    assert at["at"] == "2026-06-02T00:00:00.000000Z"
    assert without_settings(at) == without_settings(then)
    listed = invoke("endpoints", "--at", "one.har", "--format", "json").document["endpoints"]
    assert [one["template"] for one in listed] == [one["template"] for one in then["endpoints"]]
    judged = invoke("diff", "--spec", "spec.yaml", "--at", "2026-06-02", "--format", "json")
    assert (judged.status, judged.document["findings"]) == (
        1,
        [{**one, "fails": True} for one in then["drift"]["findings"]],
    )
    assert invoke("diff", "--spec", "spec.yaml", "--at", "2026-05-01").status == 4
    assert without_settings(report(invoke, "--spec", "spec.yaml", "--at", "two.har")) == without_settings(
        report(invoke, "--spec", "spec.yaml")
    )


def test_before_anything_there_is_nothing(invoke: Invoke, tmp_path: Path) -> None:
    invoke("scan", write_calls(tmp_path / "one.har", calls(3, 0, "/v1/orders")))
    document = report(invoke, "--at", "2026-05-01")
    assert document["endpoints"] == []
    assert document["summary"]["captures"] == 0
    assert document["notices"] == ["no capture began by then"]


def test_of_a_capture_over_it_counts_what_was_by_then(invoke: Invoke, tmp_path: Path) -> None:
    found = [*calls(10, 0, "/v1/orders?early=1", every=1), *calls(10, 14, "/v1/orders?late=1", every=1)]
    invoke("scan", write_calls(tmp_path / "long.har", [*found, *calls(4, 20, "/v1/users", every=1)]))
    document = report(invoke, "--at", "2026-06-01T12:00Z")
    (endpoint,) = document["endpoints"]
    assert (endpoint["template"], endpoint["count"]) == ("/v1/orders", 10)
    assert endpoint["query_parameters"] == ["early"]
    assert document["traffic"]["exchanges"] == [1] * 10
    assert len(document["notices"]) == 1
    assert document["notices"][0].startswith("1 capture goes over the end")


def test_between_two_points(invoke: Invoke, tmp_path: Path) -> None:
    Path("spec.yaml").write_text(DESCRIPTION, "utf-8")
    for number, name in enumerate(("users", "teams", "roles")):
        found = [*calls(30, day(number), "/v1/orders"), *calls(9, day(number), f"/v1/{name}")]
        invoke("scan", write_calls(tmp_path / f"{name}.har", found))
    document = report(invoke, "--between", "users.har", "teams.har", "--spec", "spec.yaml")
    found = document["changes"]
    assert [one["template"] for one in found["appeared"]] == ["/v1/teams"]
    assert [one["template"] for one in found["vanished"]] == ["/v1/users"]
    assert [one["path"] for one in found["findings_new"]] == ["/v1/teams"]
    assert (found["since"]["captures"], found["until"]["captures"]) == (1, 2)
    assert document["at"] == found["until"]["time"] == "2026-06-02T00:00:29.000000Z"
    assert [one["template"] for one in document["endpoints"]] == ["/v1/orders", "/v1/teams", "/v1/users"]
    assert document == report(invoke, "--since", "users.har", "--at", "teams.har", "--spec", "spec.yaml")


def test_no_host_in_common_still_gives_a_report(invoke: Invoke, tmp_path: Path) -> None:
    Path("spec.yaml").write_text(DESCRIPTION.replace("api.example", "other.example"), "utf-8")
    invoke("scan", write_calls(tmp_path / "one.har", calls(3, 0, "/v1/orders")))
    result = invoke("report", "--format", "json", "--spec", "spec.yaml")
    assert result.status == 0
    document = result.document
    assert (document["drift"], len(document["endpoints"])) == (None, 1)
    assert document["notices"][0].startswith("there are no findings: ")
    assert document["notices"][0] in result.err


def test_findings_fail_only_when_that_is_asked_for(invoke: Invoke, tmp_path: Path) -> None:
    Path("spec.yaml").write_text(DESCRIPTION, "utf-8")
    invoke("scan", write_calls(tmp_path / "one.har", [*calls(3, 0, "/v1/orders"), *calls(3, 0, "/v1/users")]))
    options = ("report", "--spec", "spec.yaml", "--format", "json")
    assert [invoke(*options, *more).status for more in ((), ("--fail-on", "error"), ("--fail-on", "zombie"))] == [
        0,
        1,
        0,
    ]


def test_findings_of_a_divided_capture_that_came_later(invoke: Invoke, tmp_path: Path) -> None:
    Path("spec.yaml").write_text(DESCRIPTION, "utf-8")
    found = [*calls(20, 0, "/v1/orders", every=1), *calls(5, 1, "/v1/carts"), *calls(5, 15, "/v1/refunds")]
    invoke("scan", write_calls(tmp_path / "long.har", found))
    options = ("--spec", "spec.yaml")
    then = report(invoke, *options, "--at", "2026-06-01T12:00Z")
    assert [one["path"] for one in then["drift"]["findings"]] == ["/v1/carts"]
    since = report(invoke, *options, "--since", "2026-06-01T12:00Z")["changes"]
    assert [one["path"] for one in since["findings_new"]] == ["/v1/refunds"]
    assert [one["template"] for one in since["appeared"]] == ["/v1/refunds"]
