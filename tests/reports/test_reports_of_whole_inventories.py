"""The inventory report as a table, Markdown and CSV: changes first, the same figures in each, never more than text."""

import csv
import io

import msgspec
import pytest
from drift_documents import finding, report
from hostile_text import FORBIDDEN, hostile_texts
from hypothesis import given, settings
from inventory_documents import (
    FIRST,
    LAST,
    NO_TRAFFIC,
    NOW,
    WEEK,
    changed,
    changed_finding,
    changes,
    endpoint,
    in_full,
    inventory,
    nothing,
)
from test_markdown_lets_nothing_through import assert_harmless, rows

from inventory.reports import documents, drifting, render
from inventory.reports.documents import (
    FateDocument,
    InventoryDocument,
    InventorySummary,
    PointDocument,
    ServiceDocument,
)

HEADLINE = (
    "Since 7d (2026-11-14 09:00, 12 captures): 4 endpoints appeared, 1 vanished, 1 woke up, 1 changed; 1 finding new, "
    "1 gone"
)
BARE = InventoryDocument(
    1, "Things", InventorySummary(0, 0, {}, 0, 0, None, None, {}), (), (), (), (), NO_TRAFFIC, None
)


def spreadsheet(document: documents.Document) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render(document, "csv"), newline=""), strict=True))


def four_appeared() -> InventoryDocument:
    return inventory(changes=changes(appeared=tuple(changed(f"/new/{number}") for number in range(4))))


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_changes_come_first_with_their_sum(form: str) -> None:
    shown = render(four_appeared(), form, width=10_000)
    assert shown.splitlines()[2].strip("*") == HEADLINE
    places = [shown.index(part) for part in (
        "Appeared (4)", "Vanished (1)", "Woke up (1)", "Changed (1)", "New findings (1)", "Findings that are gone (1)",
        "Accepted findings (1)", "2 captures go over the point", "1,553 in 21 captures", "{tenant}.test",
        "Traffic reaches an endpoint that no description mentions.", "3.6 MB encrypted of 12 connections",
    )]  # fmt: skip
    assert places == sorted(places)
    for told in (
        "silent since 2026-08-01 07:00, again from 2026-11-02 09:00 on", "5xx went from 1% to 12%",
        "client curl is new", "until spring", "4 web pages", "200 (1,500), 404 (40), 503 (13)",
        "half within 120 ms, 90% within 120 ms, 99% within 2.3 s".replace("half within 120 ms", "half within 0.4 ms"),
        "200 exchanges in 7 days, most in the day from 2026-11-05 on: 80", "3.5% client errors (7), 0.0% server errors",
        "3 exchanges at times that are not known", "2 findings: 1 error, 1 warning, 0 note, 1 waived",
    ):  # fmt: skip
        assert told in shown


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        (NOW, None, "Nothing changed since 7d (2026-11-14 09:00, 12 captures)"),
        (PointDocument("day.pcap", None, 1), None, "Nothing changed since day.pcap (1 capture)"),
        (PointDocument("last", None, 0), None, "Nothing changed since the beginning"),
        (
            PointDocument("last", None, 3, "2026-11-20T06:00:00Z"),
            None,
            "Nothing changed since the last report (2026-11-20 06:00, 3 captures)",
        ),
        (NOW, PointDocument("1d", LAST, 20), "Nothing changed between 7d (2026-11-14 09:00, 12 captures) and 1d (2026"),
    ],
)
@pytest.mark.parametrize("form", ["table", "markdown"])
def test_where_nothing_changed_it_says_so(
    form: str, since: PointDocument, until: PointDocument | None, told: str
) -> None:
    assert told in render(inventory(changes=nothing(since, until)), form, width=10_000).replace("`", "")


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_what_is_accepted_is_no_change(form: str) -> None:
    document = inventory(changes=msgspec.structs.replace(nothing(), findings_accepted=(changed_finding(3),)))
    shown = render(document, form, width=100)
    assert "Nothing changed" in shown
    assert "Accepted findings (1)" in shown


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_without_changes_and_descriptions_nothing_is_said_of_them(form: str) -> None:
    shown = render(inventory(changes=None, drift=None), form, width=80)
    assert "since" not in shown.lower()
    assert "finding" not in shown
    assert "describ" not in shown
    assert "as it was at 2026-11-21 09:30" in render(inventory(at=LAST), form, width=80)


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_an_empty_inventory(form: str) -> None:
    shown = render(BARE, form, width=80)
    assert "Things" in shown
    assert "0 in 0 captures" in shown
    assert spreadsheet(BARE) == []


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_a_run_that_failed_says_so(form: str) -> None:
    assert "nothing to judge" in " ".join(render(inventory(drift=drifting.unjudged(4)), form, width=80).split())


@pytest.mark.parametrize(("width", "drawn"), [(80, True), (10_000, False)])
def test_blocks_are_drawn_on_terminals_alone(width: int, drawn: bool) -> None:
    shown = render(inventory(), "table", width=width)
    assert ("  by day      ▁ ▂█▄▃▂\n" in shown) is drawn
    assert ("  first seen  █  ▄\n" in shown) is drawn
    assert ("█" in shown) is drawn


def test_long_times_are_drawn_in_the_room_that_there_is() -> None:
    steps = 1_000
    traffic = documents.TrafficDocument(
        "hour", (FIRST,) * steps, (3,) * steps, (0,) * steps, (0,) * steps, (0,) * steps
    )
    (line,) = [line for line in render(inventory(traffic=traffic), "table", width=60).splitlines() if "by hour" in line]
    assert line == f"  by hour     {'█' * 46}"


@settings(max_examples=60)
@given(hostile_texts)
def test_markdown_about_any_text(text: str) -> None:
    shown = render(inventory(text), "markdown")
    assert_harmless(shown, {5, 6})
    assert "<" not in "".join(shown.split("`")[::2])
    assert len(rows(shown)) == 2 + 2
    assert sum(line.startswith("#") for line in shown.splitlines()) == 1 + 8 + 4


@pytest.mark.parametrize("text", ["x", "`|", "漢", "🔥", "<b>"])
def test_markdown_has_a_limit(text: str) -> None:
    long = text * 1_000
    many = range(400)
    ends = tuple(changed(f"/{long}{number}") for number in many)
    found = tuple(changed_finding(number, long, waiver=long) for number in many)
    document = inventory(
        long,
        services=tuple(ServiceDocument(f"{number}{long}", (), 1, 1, FIRST, LAST, described=True) for number in many),
        changes=changes(
            long, appeared=ends, vanished=ends, woken=ends, changed=ends, findings_new=found, findings_gone=found,
            findings_accepted=found, notices=(long,) * 400,
        ),
        blind_spots=tuple(FateDocument(f"{number}{long}", "lost", 1, 9) for number in many),
    )  # fmt: skip
    shown = render(document, "markdown")
    assert 20_000 < len(shown) <= 65_000
    assert shown.count("more: other formats have all of them") == 9


@pytest.mark.parametrize("text", ["Things", "Things of 2026, part 2 (shop)", "It is. So"])
def test_words_stay_words_in_markdown(text: str) -> None:
    assert render(inventory(title=text), "markdown").startswith(f"# {text}\n")


@pytest.mark.parametrize(
    "text", ["www.x.test", "1. x", "1) x", "a_b_", "@all", "GH #1", "a:b:", "<b>", "https://x", ""]
)
def test_what_may_be_read_as_more_is_code_in_markdown(text: str) -> None:
    assert render(inventory(title=text), "markdown").startswith(f"# `{text}`\n" if text else "# \n")


def test_the_columns_of_a_spreadsheet() -> None:
    first, second = spreadsheet(
        inventory(
            endpoints=(endpoint("/changed", findings=("f1",)), in_full()),
            changes=changes(changed=changes().changed),
            drift=report(finding(1, rule="deprecated-in-use")),
        )
    )
    (fingerprint,) = [one.fingerprint for one in report(finding(1, rule="deprecated-in-use")).findings]
    assert (first["template"], first["count"], first["statuses"]) == ("/changed", "1204", "200 (1200); 404 (4)")
    assert (first["id"], first["change"]) == ("GET api.test/changed", "changed")
    assert first["differences"] == "5xx went from 1% to 12%; client curl is new"
    assert (first["findings"], first["rules"]) == ("1", "")  # its finding is not among those told
    assert {name: value for name, value in second.items() if name in (
        "change", "latency_p50_ms", "latency_p90_ms", "latency_p99_ms", "clients", "networks", "with_credentials",
        "without_credentials", "authorization", "protocols",
    )} == {
        "change": "", "latency_p50_ms": "0.42", "latency_p90_ms": "120.0", "latency_p99_ms": "2300.0",
        "clients": "x (20)", "networks": "x (3)", "with_credentials": "4", "without_credentials": "2",
        "authorization": "x", "protocols": "x",
    }  # fmt: skip
    (named,) = spreadsheet(
        inventory(endpoints=(endpoint(findings=(fingerprint,)),), drift=report(finding(1, rule="deprecated-in-use")))
    )
    assert named["rules"] == "deprecated-in-use"
    assert list(first) == list(spreadsheet(inventory(changes=None, drift=None))[0])


@settings(max_examples=60)
@given(hostile_texts)
def test_no_cell_of_an_inventory_is_a_formula(text: str) -> None:
    shown = render(inventory(text), "csv")
    assert not (FORBIDDEN - {0x0D}) & set(map(ord, shown))
    read = spreadsheet(inventory(text))
    assert len(read) == 2
    for row in read:
        assert None not in row
        assert not any(cell.startswith(tuple("=+-@\t\r\n＝＋－＠")) for cell in row.values())  # noqa: RUF001


def test_traffic_counts_by_the_longest_unit() -> None:
    week = msgspec.structs.replace(WEEK, unit="hour", starts=tuple(one.replace("T00", "T07") for one in WEEK.starts))
    assert "in 7 hours, most in the hour from 2026-11-05 07:00 on: 80" in render(
        inventory(traffic=week), "table", width=200
    )


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_why_an_endpoint_is_missed_and_what_limits_a_report(form: str) -> None:
    gone = changed("/gone", text="none of 90 exchanges with its service was with it")
    shown = render(inventory(changes=changes(vanished=(gone,)), notices=("no host in common",)), form, width=200)
    assert "seen 2026-11-02 09:00 to 2026-11-21 09:30" in shown
    assert "none of 90 exchanges with its service was with it" in shown
    assert shown.rstrip().endswith("no host in common")


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_many_statuses_are_told_by_class(form: str) -> None:
    many = {str(status): 2 for status in (*range(200, 206), *range(400, 409), 500, "none")}
    document = inventory(summary=InventorySummary(2, 3, {}, 34, 1, FIRST, LAST, many))
    assert "2xx (12), 4xx (18), 5xx (2), none (2)" in render(document, form, width=10_000)


def test_years_are_told_in_steps_of_52_weeks() -> None:
    years = msgspec.structs.replace(WEEK, unit="52 weeks")
    shown = render(inventory(traffic=years), "table", width=200)
    assert "200 exchanges in 7 times 52 weeks, most in the 52 weeks from 2026-11-05 on: 80" in shown
    assert "  by 52 weeks ▁" in shown
