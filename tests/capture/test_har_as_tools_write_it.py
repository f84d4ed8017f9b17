"""HAR entries to exchanges, in the spellings that browsers, proxies and converters use."""

import codecs
import json
from datetime import UTC, datetime

import pytest
from har_examples import entry, one, read, text

from inventory.capture import har_json
from inventory.errors import CaptureError
from inventory.model.exchanges import Fields, Place

NOON = int(datetime(2024, 5, 6, 12, tzinfo=UTC).timestamp()) * 10**9


def test_a_plain_entry():
    found = one(
        entry(
            request={"headers": [{"name": "Accept", "value": "*/*"}], "bodySize": 7, "postData": {"mimeType": "a/b"}},
            serverIPAddress="192.0.2.1",
        )
    )
    assert (found.method, found.scheme, found.authority) == ("GET", "https", "api.example")
    assert (found.target, found.http_version, found.status) == ("/v1/pets?limit=2", "1.1", 200)
    assert found.place == Place(1, -1, NOON - 17_511 * 10**9 + 123_000_000)
    assert found.request_fields == Fields((("accept", "*/*"), ("content-type", "a/b")))
    assert found.response_fields == Fields((("content-type", "text/plain"),))
    assert (found.server, found.request_size, found.response_size) == ("192.0.2.1:443", 7, 2)


@pytest.mark.parametrize(
    ("spelling", "version"),
    [
        ("HTTP/1.1", "1.1"), ("http/1.1", "1.1"), ("1.1", "1.1"), ("HTTP/1.0", "1.0"), ("HTTP/1", "1.1"),
        ("http/2.0", "2"), ("HTTP/2", "2"), ("h2", "2"), ("h2c", "2"), ("spdy/3.1", "2"),
        ("h3", "3"), ("HTTP/3", "3"), ("h3-29", "3"), ("http/2+quic/46", "3"), ("quic", "3"),
        ("unknown", "1.1"), ("", "1.1"), (None, "1.1"), (2, "1.1"), ("HTTP/9.9", "1.1"),
    ],
)  # fmt: skip
def test_versions(spelling, version):
    assert one(entry(request={"httpVersion": spelling})).http_version == version


def test_version_of_the_response_where_the_request_has_none():
    assert one(entry(request={"httpVersion": "unknown"}, response={"httpVersion": "h2"})).http_version == "2"


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("http://a.example", ("http", "a.example", "/")),
        ("HTTP://A.example:8080?x=1", ("http", "A.example:8080", "/?x=1")),
        ("https://user:pw@a.example/x#part", ("https", "a.example", "/x")),
        ("http://[2001:db8::1]:81/a%2Fb/../c//", ("http", "[2001:db8::1]:81", "/a%2Fb/../c//")),
        ("  https://a.example/x?q={y}|z&e=\u00e9 ", ("https", "a.example", "/x?q={y}|z&e=\u00e9")),
        ("wss://a.example/socket", ("wss", "a.example", "/socket")),
        ("/relative?x=1#y", ("http", "host.example", "/relative?x=1")),
        ("/redirect?to=http://b.example/", ("http", "host.example", "/redirect?to=http://b.example/")),
    ],
)
def test_urls(url, parts):
    found = one(entry(url, request={"headers": [{"name": "HOST", "value": "host.example"}]}))
    assert (found.scheme, found.authority, found.target) == parts


def test_other_urls_are_counted():
    urls = [
        "data:text/css,body",
        "blob:https://a.example/1",
        "chrome-extension://x/y",
        "about:blank",
        "http:///x",
        "ftp://a/b",
    ]
    found, anomalies = read(text(entry(), *(entry(url) for url in urls), entry("/x"), entry("")))
    assert len(found) == 1
    assert (anomalies["not-http-url"].count, anomalies["not-http-url"].frame) == (len(urls), 2)
    assert (anomalies["relative-url"].count, anomalies["relative-url"].frame) == (2, 8)


@pytest.mark.parametrize(
    ("status", "read_as"),
    [
        (204, 204),
        ("404", 404),
        (599.0, 599),
        (999, 999),
        (0, None),
        (-1, None),
        (None, None),
        ("", None),
        (2**70, None),
        (True, None),
        ([], None),
    ],
)
def test_statuses(status, read_as):
    found = one(entry(response={"status": status}))
    assert found.status == read_as
    assert bool(found.response_fields.lines) == (read_as is not None)


def test_no_response():
    bare = entry()
    del bare["response"]
    assert one(bare).status is None
    assert one(entry(response=None)).status is None


@pytest.mark.parametrize("headers", [None, {}, [], "x", 5, [None, 5, "x", {"name": None, "value": "y"}, {"name": "y"}]])
def test_headers_of_wrong_shape(headers):
    assert one(entry(request={"headers": headers})).request_fields == Fields()


def test_headers_as_an_object():
    assert one(entry(request={"headers": {"Accept": "*/*"}})).request_fields.get("accept") == "*/*"


def test_content_type_field_goes_before_the_media_type():
    found = one(entry(response={"headers": [{"name": "Content-Type", "value": "application/json"}]}))
    assert found.response_fields.get("content-type") == "application/json"


def test_websocket():
    found = one(entry(response={"status": 101}, _webSocketMessages=[{"type": "send", "data": "x"}]))
    assert (found.scheme, found.status) == ("wss", 101)
    assert one(entry("http://a/", _webSocketMessages=[])).scheme == "ws"
    assert one(entry("ws://a/", _webSocketMessages=None)).scheme == "ws"


@pytest.mark.parametrize(
    ("spelling", "time"),
    [
        ("2024-05-06T12:00:00Z", NOON),
        ("2024-05-06T12:00:00.1Z", NOON + 100_000_000),
        ("2024-05-06T12:00:00.123456789Z", NOON + 123_456_789),
        ("2024-05-06T14:00:00.0000001+02:00", NOON + 100),
        ("2024-05-06T07:00:00,5-0500", NOON + 500_000_000),
        ("2024-05-06 12:00:00", NOON),
        ("20240506T120000Z", NOON),
        ("1900-01-01T00:00:00Z", 0),
        ("9999-12-31T23:59:59-23:59", 0),
        ("0001-01-01T00:00:00+23:59", 0),
        ("yesterday", 0),
        ("1" * 100_000, 0),
        (1_700_000_000, 0),
        (None, 0),
    ],
)
def test_times(spelling, time):
    assert one(entry(startedDateTime=spelling)).place.time == time


@pytest.mark.parametrize(
    ("address", "url", "server"),
    [
        ("192.0.2.1", "http://a/", "192.0.2.1:80"),
        ("[2001:db8::1]", "https://a/", "[2001:db8::1]:443"),
        ("2001:db8::1", "http://[::1]/", "[2001:db8::1]:80"),
        ("192.0.2.1", "http://a:8080/", "192.0.2.1:8080"),
        ("", "http://a/", ""),
        ("a.example; rm", "http://a/", ""),
        (7, "http://a/", ""),
    ],
)
def test_server(address, url, server):
    assert one(entry(url, serverIPAddress=address)).server == server


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings(encoding):
    data = text(entry("http://a/\u00e9")).decode().encode(encoding)
    assert [found.target for found in read(data)[0]] == ["/\u00e9"]


def test_bodies_that_no_json_reader_likes():
    data = text(entry(response={"content": {"text": "BODY", "size": 9}})).replace(b'"BODY"', b"[" * 900 + b"]" * 900)
    assert read(data)[0][0].response_size == 9


@pytest.mark.parametrize("number", [b"NaN", b"-Infinity", b"1e400", b"9" * 6_000])
def test_numbers_that_are_none(number):
    data = text(entry(response={"status": "S", "bodySize": "S"}), entry()).replace(b'"S"', number)
    found, anomalies = read(data)
    assert [exchange.status for exchange in found] == [None, 200]
    assert anomalies == {}


def test_lone_surrogates_and_controls_are_replaced():
    data = text(
        entry(
            "http://a/x\ud800y\x00z",
            request={"method": "G\ud900T", "headers": [{"name": "a\n", "value": "b\r\nc\udfff"}]},
        )
    )
    (found,), _ = read(data)
    assert (found.method, found.target) == ("G\ufffdT", "/x\ufffdy z")
    assert found.request_fields.lines == (("a ", "b  c\ufffd"),)
    str(found).encode()


def test_last_of_duplicate_keys_counts():
    data = b'{"log":{"entries":[]},"log":{"entries":[1],"entries":[' + json.dumps(entry()).encode() + b"]}}"
    assert [found.target for found in read(data)[0]] == ["/v1/pets?limit=2"]


@pytest.mark.parametrize("bom", [b"", codecs.BOM_UTF8])
def test_large_file_is_read_entry_by_entry(monkeypatch, bom):
    entries = [entry(f"http://a/{number}") for number in range(50)]
    entries[7] = None
    entries[9]["request"]["headers"] = [{"name": "x", "value": "\ud800"}]
    whole = read(bom + text(*entries))
    monkeypatch.setattr(har_json, "WHOLE_LIMIT", 1_000)
    found, anomalies = read(bom + text(*entries))
    assert [(item.target, item.place) for item in found] == [(item.target, item.place) for item in whole[0]]
    assert anomalies == whole[1]
    for broken in (text(*entries)[:-9], text(*entries) + b"x", text(*entries).replace(b"/49", b"/\xff")):
        with pytest.raises(CaptureError, match="no whole JSON"):
            read(broken)


def test_large_file_with_what_its_reader_refuses(monkeypatch):
    monkeypatch.setattr(har_json, "WHOLE_LIMIT", 10)
    for number in (b"9" * 6_000, b"NaN"):
        with pytest.raises(CaptureError, match="no whole JSON"):
            read(text(entry(time="T")).replace(b'"T"', number))
    with pytest.raises(CaptureError, match="no HAR"):
        read(b'{"swagger": "2.0"}')
    deep = text(entry(x="DEEP"), entry()).replace(b'"DEEP"', b"[" * 100_000 + b"]" * 100_000)
    with pytest.raises(CaptureError, match="nested too deep"):
        read(deep)


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (b'{"log":{"entries":[1,[2],{"entries":[3]},"4"]}}', 4),
        (b'{"x":{"entries":[1]},"log":{"x":[1,[2]],"entries":[5],"y":{"entries":[1]}},"z":[[1]]}', 1),
        (b'{"log":{"entries":[1]},"log":{"entries":[2,3]}}', 3),
        (b'{"log":{"entries":[1]},"log":[[2,3]]}', 1),
        (b'{"log":{"entries":[1],"entries":{"a":[2,3]}}}', 1),
    ],
)
def test_large_file_only_log_entries_are_entries(monkeypatch, data, count):
    monkeypatch.setattr(har_json, "WHOLE_LIMIT", 1)
    assert read(data)[1]["unreadable-entry"].count == count


@pytest.mark.parametrize(
    ("timings", "nanoseconds"),
    [
        ({"send": 1, "wait": 12, "receive": 3}, 12_000_000),
        ({"wait": 0.371}, 371_000),
        ({"wait": 0}, -1),
        ({"wait": -1}, -1),
        ({"wait": None}, -1),
        ({"wait": "12"}, -1),
        ({"wait": True}, -1),
        ({"wait": 1e300}, -1),
        ({}, -1),
        (None, -1),
    ],
)
def test_how_long_an_answer_took(timings: object, nanoseconds: int) -> None:
    assert one(entry(timings=timings)).latency == nanoseconds


def test_no_answer_took_no_time() -> None:
    assert one(entry(timings={"wait": 12}, response={"status": 0})).latency == -1


@pytest.mark.parametrize("timings", [[1], "12", 12, [{"wait": 5}]])
def test_timings_that_are_none_cost_no_entry(timings: object) -> None:
    assert one(entry(timings=timings)).latency == -1
