"""What the odd conversations are expected to show is what was really said and recorded."""

import json
import tomllib
from pathlib import Path

import pytest

ODD = Path(__file__).parents[2] / "samples" / "odd-http"
KEYS = ["method", "authority", "target", "http_version", "status"]


def conversations():
    return tomllib.loads((ODD / "conversations.toml").read_text(encoding="utf-8"))["conversation"]


def expected():
    return [json.loads(line) for line in (ODD / "expected.jsonl").read_text(encoding="utf-8").splitlines()]


def said(steps, *, split=False):
    """The texts that were sent, except those in small segments unless asked for."""
    return [
        (side, step[side])
        for step in steps
        for side in ("client", "server")
        if side in step and ("split" in step) == split
    ]


def test_lines_have_the_keys_of_the_exchanges_command():
    assert expected()
    for line in expected():
        assert list(line) == KEYS
        assert line["status"] is None or 100 < line["status"] < 600
        assert line["http_version"] in ("1.0", "1.1")


def test_expectations_are_those_of_the_conversations_in_their_order():
    told = [(one["method"], one["target"], one.get("status")) for talk in conversations() for one in talk["exchange"]]
    assert [(line["method"], line["target"], line["status"]) for line in expected()] == told


def test_readme_tells_how_many_there_are():
    text = (ODD / "README.md").read_text(encoding="utf-8")
    assert f"{len(conversations())} conversations" in text
    assert f"{len(expected())} exchanges" in text


@pytest.mark.parametrize("talk", conversations(), ids=lambda talk: talk["title"].partition(" (RFC")[0])
def test_every_expected_exchange_was_said(talk):
    sent = "".join(text for _, text in said(talk["steps"]) + said(talk["steps"], split=True))
    for exchange in talk["exchange"]:
        assert f"{exchange['method']} {exchange['target']} HTTP/{exchange.get('http_version', '1.1')}" in sent
        if "status" in exchange:
            assert f"HTTP/{exchange.get('http_version', '1.1')} {exchange['status']}" in sent
        assert exchange.get("authority", "odd.example:8081") in sent


@pytest.mark.parametrize("name", ["capture.pcap", "capture.pcapng"])
def test_everything_said_is_in_the_packets_and_nothing_from_before(name):
    packets = (ODD / name).read_bytes()
    for talk in conversations():
        for side, text in said(talk["steps"]):
            assert text.encode("latin-1") in packets, (talk["title"], side)
        for side, text in said(talk.get("before", [])):
            assert text.encode("latin-1") not in packets, (talk["title"], side)
