"""`inventory report --notify`: what is new since the last report is sent once, and nothing when nothing is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from notified import Notified, notified
from program import SAMPLES, Invoke

SHOP = SAMPLES / "shop" / "capture.pcap"
SPEC = SAMPLES / "shop" / "openapi-drifted.yaml"
WEEKLY = ("report", "--since", "last", "--name", "weekly", "--format", "json")


@pytest.fixture
def server() -> Iterator[Notified]:
    with notified() as found:
        yield found


@pytest.fixture
def db(invoke: Invoke, tmp_path: Path) -> str:
    file = str(tmp_path / "i.db")
    assert invoke("scan", SHOP, "--db", file).status == 0
    return file


def test_new_findings_are_sent_once(invoke: Invoke, server: Notified, db: str) -> None:
    asked = (*WEEKLY, "--db", db, "--spec", SPEC, "--notify", server.url)
    new = len(invoke(*asked).document["changes"]["findings_new"])
    ((title, text),) = server.texts
    assert title == f"inventory: {new} new findings"
    assert "4 undocumented-endpoint (error): Traffic reaches an endpoint that no description mentions." in text
    assert "/" not in text.replace("https://", "")  # counts and titles: no path, no host
    assert invoke(*asked).document["changes"]["findings_new"] == []
    assert len(server.texts) == 1


def test_without_descriptions_new_endpoints_are_sent(invoke: Invoke, server: Notified, db: str) -> None:
    new = len(invoke(*WEEKLY, "--db", db, "--notify", server.url).document["changes"]["appeared"])
    ((title, _),) = server.texts
    assert title == f"inventory: {new} new endpoints"


def test_a_report_that_is_not_remembered_is_not_sent(invoke: Invoke, server: Notified, db: str) -> None:
    refused = invoke(*WEEKLY, "--peek", "--db", db, "--notify", server.url)
    assert (refused.status, refused.out) == (2, "")
    assert "--notify tells what is new (add --since last, and leave out --peek)" in refused.err
    assert invoke("report", "--db", db, "--notify", server.url).status == 2
    assert server.asked == 0


def test_whom_others_notify_is_no_matter_of_a_report_without_news(
    invoke: Invoke, server: Notified, db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INVENTORY_NOTIFY", server.url)
    assert invoke("report", "--db", db).status == 0
    assert server.asked == 0


def test_what_could_not_be_sent_goes_with_the_next_report(invoke: Invoke, server: Notified, db: str) -> None:
    server.status = 503
    asked = (*WEEKLY, "--db", db, "--notify", server.url)
    assert "could not be notified" in invoke(*asked).err
    assert server.received == []
    server.status = 200
    assert invoke(*asked).document["changes"]["appeared"] == []
    assert len(server.texts) == 1
