"""`inventory report --since`: what appeared, vanished, woke up and changed between captures of different days."""

import random
from pathlib import Path
from typing import Any

import pytest
from at_other_times import shifted
from program import SAMPLES, Invoke
from traffic_at import BROWSER, Call, calls, day, write_calls

SHOP = SAMPLES / "shop"
LISTS = ("appeared", "vanished", "woken", "changed", "findings_new", "findings_gone", "findings_accepted")


def changes(invoke: Invoke, *options: object) -> dict[str, Any]:
    """Ask for a report and return what it tells of changes."""
    result = invoke("report", "--format", "json", *options)
    assert result.status == 0, result.err
    found: dict[str, Any] = result.document["changes"]
    return found


def named(found: dict[str, Any], kind: str) -> list[str]:
    return [f"{one['method']} {one['template']}" for one in found[kind]]


def told(found: dict[str, Any]) -> dict[str, list[str]]:
    """Return the differences of the only endpoint that changed, by kind."""
    assert {kind: len(found[kind]) for kind in LISTS if found[kind]} == {"changed": 1}
    texts: dict[str, list[str]] = {}
    for one in found["changed"][0]["differences"]:
        texts.setdefault(one["kind"], []).append(one["text"])
    return texts


def scan(invoke: Invoke, tmp_path: Path, **days: list[Call]) -> None:
    """Scan a HAR for each name."""
    for name, found in days.items():
        assert invoke("scan", write_calls(tmp_path / f"{name}.har", found)).status == 0


def test_same_traffic_every_day_tells_nothing(invoke: Invoke, tmp_path: Path) -> None:
    folder = tmp_path / "days"
    folder.mkdir()
    for number in range(4):
        shifted(SHOP / "capture.pcap", folder / f"{number}.pcap", -86_400 * (20 - number))
    assert invoke("scan", folder).status == 0
    for point in ("2026-11-02", "1.pcap"):
        found = changes(invoke, "--since", point, "--spec", SHOP / "openapi-drifted.yaml")
        assert not any(found[kind] for kind in LISTS)
        assert found["notices"] == []


def test_what_appears_and_vanishes(invoke: Invoke, tmp_path: Path) -> None:
    scan(
        invoke,
        tmp_path,
        monday=[*calls(30, 0, "/v1/orders"), *calls(20, 0, "/v1/legacy"), *calls(2, 0, "/v1/rare")],
        tuesday=[*calls(40, day(1), "/v1/orders"), *calls(3, day(1), "/v1/fresh/17")],
    )
    found = changes(invoke, "--since", "2026-06-02")
    assert named(found, "appeared") == ["GET /v1/fresh/{freshId}"]
    assert found["appeared"][0]["count"] == 3
    assert found["appeared"][0]["first_seen"] == "2026-06-02T00:00:00.000000Z"
    assert named(found, "vanished") == ["GET /v1/legacy"]
    vanished = found["vanished"][0]
    assert (vanished["count"], vanished["last_seen"]) == (20, "2026-06-01T00:00:19.000000Z")
    assert vanished["text"] == ("none of 43 exchanges with its service was with it, where about 17 were to be expected")
    (notice,) = found["notices"]
    assert notice.startswith("1 endpoint was not seen either, but too little was to be expected")
    assert found["since"] == {
        "asked": "2026-06-02",
        "time": "2026-06-02T00:00:00.000000Z",
        "captures": 1,
        "made_at": None,
    }


def test_what_vanished_is_told_once(invoke: Invoke, tmp_path: Path) -> None:
    weeks = {f"week{number}": calls(50, day(7 * number + 1), "/v1/orders") for number in range(4)}
    weeks["week0"] += calls(50, day(1), "/v1/legacy")
    scan(invoke, tmp_path, **weeks)
    assert named(changes(invoke, "--between", "2026-06-08", "2026-06-15"), "vanished") == ["GET /v1/legacy"]
    assert named(changes(invoke, "--between", "2026-06-15", "2026-06-22"), "vanished") == []
    assert named(changes(invoke, "--since", "2026-06-08"), "vanished") == ["GET /v1/legacy"]


def test_a_burst_that_is_over_has_not_vanished(invoke: Invoke, tmp_path: Path) -> None:
    hourly = [call for hour in range(200) for call in calls(3, hour, "/v1/orders")]
    scan(
        invoke,
        tmp_path,
        first=[*hourly, *calls(300, 199, "/v1/import")],
        second=calls(90, 210, "/v1/orders", every=0.3),
    )
    assert named(changes(invoke, "--since", "first.har"), "vanished") == []


def test_what_wakes_up_after_silence(invoke: Invoke, tmp_path: Path) -> None:
    daily = {f"d{number:02}": calls(60, day(number), "/v1/orders") for number in (0, 20, 40, 58)}
    daily["d00"] += calls(20, 0, "/v1/admin")
    daily["d58"] += calls(2, day(58), "/v1/admin")
    scan(invoke, tmp_path, **daily)
    found = changes(invoke, "--since", "2026-07-25")
    assert {kind: len(found[kind]) for kind in LISTS if found[kind]} == {"woken": 1}
    woken = found["woken"][0]
    assert (woken["template"], woken["count"]) == ("/v1/admin", 2)
    assert (woken["silent_since"], woken["first_seen"]) == (
        "2026-06-01T00:00:19.000000Z",
        "2026-07-29T00:00:00.000000Z",
    )
    assert woken["text"].startswith("not seen for 57 days: none of 120 exchanges with its service")
    assert not changes(invoke, "--since", "2026-07-25", "--silence", "9w")["woken"]


def test_silence_that_nobody_listened_to_wakes_nothing(invoke: Invoke, tmp_path: Path) -> None:
    scan(invoke, tmp_path, june=calls(50, 0, "/v1/orders"), august=calls(50, day(70), "/v1/orders"))
    found = changes(invoke, "--since", "2026-08-01")
    assert not any(found[kind] for kind in LISTS)


def test_errors_of_servers_and_clients_are_told_apart(invoke: Invoke, tmp_path: Path) -> None:
    scan(
        invoke,
        tmp_path,
        one=[*calls(95, 0, "/v1/orders"), *calls(5, 0, "/v1/orders", status=404)],
        two=[*calls(35, day(1), "/v1/orders"), *calls(2, day(1), "/v1/orders", status=404),
             *calls(13, day(1), "/v1/orders", status=503)],
    )  # fmt: skip
    assert told(changes(invoke, "--since", "one.har")) == {
        "errors": ["server errors (5xx) in 13 of 50 exchanges (26.0 %), before in 0 of 100 (0.0 %)"],
        "statuses": ["status 503 is new: in 13 of 50 exchanges, in none of 100 before"],
    }


def test_credentials_clients_parameters_and_media_types(invoke: Invoke, tmp_path: Path) -> None:
    known = (("user-agent", BROWSER), ("authorization", "Bearer abcdefghijklmnop"))
    other = (("user-agent", "curl/8.5.0"), ("content-type", "application/json"))
    scan(
        invoke,
        tmp_path,
        one=calls(60, 0, "/v1/orders", headers=known),
        two=[*calls(20, day(1), "/v1/orders", headers=known), *calls(20, day(1), "/v1/orders?limit=5", headers=other)],
    )
    texts = told(changes(invoke, "--since", "one.har"))
    assert texts["credentials"] == [
        "without credentials in 20 of 40 exchanges (50.0 %), before in 0 of 60 (0.0 %)",
    ]
    assert texts["parameters"] == ["query parameter limit is new: in 20 of 40 exchanges, in none of 60 before"]
    assert texts["clients"] == ["client curl is new: in 20 of 40 exchanges, in none of 60 before"]


def test_bodies_gain_lose_and_turn(invoke: Invoke, tmp_path: Path) -> None:
    old = {"id": 7, "items": [{"sku": "a-b", "price": 3}], "note": "x"}
    new = {"id": "7f", "items": [{"sku": "a-b", "price": 3, "tax": {"rate": 1}}]}
    scan(invoke, tmp_path, one=calls(20, 0, "/v1/orders", answer=old), two=calls(30, day(1), "/v1/orders", answer=new))
    assert told(changes(invoke, "--since", "one.har")) == {
        "shape": [
            "response 200 application/json: /id is string in 30 of 30 values, in none of 20 before (number)",
            "response 200 application/json: /items/*/tax is new: in 30 of 30 objects, in none of 20 before",
            "response 200 application/json: /note is gone: in 20 of 20 objects before, in none of 30 since",
        ]
    }


def test_few_bodies_tell_nothing(invoke: Invoke, tmp_path: Path) -> None:
    scan(
        invoke,
        tmp_path,
        one=calls(3, 0, "/v1/orders", answer={"id": 1, "note": "x"}),
        two=calls(4, day(1), "/v1/orders", answer={"id": 1, "tax": 2}, status=200),
    )
    found = changes(invoke, "--since", "one.har")
    assert not any(found[kind] for kind in LISTS)


@pytest.mark.parametrize("seed", range(2))
def test_the_order_of_captures_plays_no_part(invoke: Invoke, tmp_path: Path, seed: int) -> None:
    files = [
        write_calls(tmp_path / f"{number}.har", [
            *calls(20 + number, day(number), f"/v1/{'new' if number > 2 else 'old'}/{number}"),
            *calls(10, day(number), "/v1/orders", status=500 if number > 3 else 200),
        ])
        for number in range(6)
    ]  # fmt: skip
    options = ("--since", "2026-06-03T06:00Z", "--format", "json")
    assert invoke("scan", *files, "--db", "sorted.db").status == 0
    expected = invoke("report", "--db", "sorted.db", *options)
    random.Random(seed).shuffle(files)
    for file in files:
        assert invoke("scan", file, "--db", "mixed.db").status == 0
    assert invoke("report", "--db", "mixed.db", *options).out == expected.out
    assert expected.document["changes"]["appeared"]


def test_a_capture_over_the_point_is_divided_by_its_hours(invoke: Invoke, tmp_path: Path) -> None:
    scan(
        invoke,
        tmp_path,
        long=[*calls(48, 0, "/v1/orders", every=1), *calls(6, 30, "/v1/late?by=1", every=1)],
        before=calls(40, 2, "/v1/orders"),
    )
    found = changes(invoke, "--since", "2026-06-02")
    assert named(found, "appeared") == ["GET /v1/late"]
    assert found["appeared"][0]["count"] == 6
    assert found["since"]["captures"] == 1
    (notice,) = found["notices"]
    assert notice.startswith("1 capture goes over the point: its exchanges are divided by their hours")
