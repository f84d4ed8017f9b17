"""The three recordings of the shop tell of the same bytes, by a reading that knows nothing of any stage."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

SHOP = Path(__file__).parents[2] / "samples" / "shop"
LEGACY = SHOP.parent / "legacy-swagger"
EXCHANGES = 326
SIZE_LIMIT = 420_000  # bytes: the samples travel with every checkout

REQUEST_LINE = re.compile(rb"(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (/[!-~]*) HTTP/1\.1\r\n")
STATUS_LINE = re.compile(rb"HTTP/1\.1 (\d{3}) [ -~]*\r\nServer: demo-shop\r\n")


def entries(folder):
    """The entries of a sample's HAR."""
    return json.loads((folder / "capture.har").read_text(encoding="utf-8"))["log"]["entries"]


def head(first, fields):
    """A message head as it was on the wire."""
    lines = [first, *(f"{field['name']}: {field['value']}" for field in fields)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def request_head(request):
    target = request["url"].removeprefix("http://" + urlsplit(request["url"]).netloc)
    return head(f"{request['method']} {target} {request['httpVersion']}", request["headers"])


def response_head(response):
    first = f"{response['httpVersion']} {response['status']} {response['statusText']}"
    return head(first, response["headers"])


@pytest.mark.parametrize("name", ["capture.pcap", "capture.pcapng"])
def test_every_head_in_the_har_is_in_the_packets(name):
    packets = (SHOP / name).read_bytes()
    for entry in entries(SHOP):
        assert request_head(entry["request"]) in packets, entry["request"]["url"]
        assert response_head(entry["response"]) in packets, entry["request"]["url"]


@pytest.mark.parametrize("name", ["capture.pcap", "capture.pcapng"])
def test_every_head_in_the_packets_is_in_the_har(name):
    packets = (SHOP / name).read_bytes()
    targets = [request_head(entry["request"]).split(b" ")[1] for entry in entries(SHOP)]
    statuses = [str(entry["response"]["status"]).encode() for entry in entries(SHOP)]
    # The clients take turns, so the order on the wire is that of the HAR.
    assert REQUEST_LINE.findall(packets) == targets
    assert STATUS_LINE.findall(packets) == statuses


@pytest.mark.parametrize("folder", [SHOP, LEGACY], ids=lambda folder: folder.name)
def test_sizes_in_the_har_are_those_on_the_wire(folder):
    for entry in entries(folder):
        request, response = entry["request"], entry["response"]
        assert request["headersSize"] == len(request_head(request))
        assert response["headersSize"] == len(response_head(response))
        fields = {field["name"].lower(): field["value"] for field in response["headers"]}
        if "content-length" in fields and request["method"] != "HEAD":
            assert response["bodySize"] == int(fields["content-length"])
        assert response["content"]["size"] == response["bodySize"] + response["content"].get("compression", 0)


@pytest.mark.parametrize("folder", [SHOP, LEGACY], ids=lambda folder: folder.name)
def test_har_is_as_har_1_2_asks(folder):
    log = json.loads((folder / "capture.har").read_text(encoding="utf-8"))["log"]
    assert log["version"] == "1.2"
    assert {"name", "version"} <= log["creator"].keys()
    started = [entry["startedDateTime"] for entry in log["entries"]]
    assert started == sorted(started)
    for entry in log["entries"]:
        assert {"request", "response", "cache", "timings", "time"} <= entry.keys()
        timings = entry["timings"]
        assert min(timings["send"], timings["wait"], timings["receive"]) >= 0
        assert entry["time"] == pytest.approx(sum(value for value in timings.values() if value > 0), abs=0.002)


def test_the_shop_is_as_big_as_its_readme_says():
    assert len(entries(SHOP)) == EXCHANGES
    assert f"{EXCHANGES} exchanges" in (SHOP / "README.md").read_text(encoding="utf-8")
    assert all(path.stat().st_size < SIZE_LIMIT for path in SHOP.iterdir())


def test_values_to_be_redacted_are_there():
    text = (SHOP / "capture.har").read_text(encoding="utf-8")
    for value in ("demo-token-staff", "correct-horse-battery", "ada.lovelace@example.com", "/cards/4111111111111111"):
        assert value in text
        assert value.encode() in (SHOP / "capture.pcap").read_bytes()


def test_pcapng_does_not_tell_about_the_recording_machine():
    for name in ("shop", "odd-http"):
        first_blocks = (SHOP.parent / name / "capture.pcapng").read_bytes()[:600]
        assert b"Dumpcap" in first_blocks
        assert not re.search(rb"Linux|Darwin|AMD|Intel", first_blocks)
