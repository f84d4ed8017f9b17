"""The encrypted sample shows what its clients did, no more than the key log opens, and agrees with tshark."""

import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from program import SAMPLES, Invoke

from inventory import pipeline
from inventory.model.anomalies import Anomaly
from inventory.model.exchanges import Exchange

HERE = SAMPLES / "encrypted"
PCAP, PCAPNG, KEYS = HERE / "capture.pcap", HERE / "capture.pcapng", HERE / "keys.log"
SIZE_LIMIT = 100_000  # bytes: the samples travel with every checkout
BLIND = "payments.example"

README = (HERE / "README.md").read_text(encoding="utf-8")
EXPECTED = [json.loads(line) for line in (HERE / "expected.jsonl").read_text(encoding="utf-8").splitlines()]
FINDINGS = json.loads((HERE / "expected-findings.json").read_text(encoding="utf-8"))

Facts = Counter[tuple[Any, ...]]


def _expected(*names: str) -> Facts:
    return Counter(tuple(line[name] for name in names) for line in EXPECTED)


def _read(path: Path, log: Path | None = KEYS) -> list[Exchange]:
    keys = pipeline.secrets([log] if log is not None else [])
    return [item for item in pipeline.exchanges(path, keys=keys) if isinstance(item, Exchange)]


@pytest.mark.parametrize(("path", "log"), [(PCAP, KEYS), (PCAPNG, None)], ids=["with a key log", "with keys inside"])
def test_everything_that_the_clients_did_is_read_and_nothing_else(path: Path, log: Path | None) -> None:
    found = _read(path, log)
    names = ("method", "scheme", "authority", "target", "http_version", "status")
    assert Counter(tuple(getattr(one, name) for name in names) for one in found) == _expected(*names)
    names = ("authority", "target", "protocol", "request_messages", "response_messages")
    assert Counter(tuple(getattr(one, name) for name in names) for one in found) == _expected(*names)


def test_grpc_calls_end_with_the_status_that_the_client_got() -> None:
    calls = [one for one in _read(PCAP) if one.protocol == "grpc"]
    found = [
        (one.target, int(one.response_trailers.get("grpc-status") or one.response_fields.get("grpc-status")))
        for one in calls
    ]
    wanted = {key: count for key, count in _expected("target", "grpc_status").items() if key[1] is not None}
    assert Counter(found) == wanted
    assert {status for _, status in found} == {0, 5}


def test_contents_in_gzip_are_whole() -> None:
    packed = [one for one in _read(PCAP) if one.response_fields.get("content-encoding") == "gzip"]
    assert {one.target for one in packed} == {"/v2/events", "/v2/events?city=Oslo"}
    assert all(one.response_size == int(one.response_fields.get("content-length")) for one in packed)
    assert [one.caveats for one in packed] == [(), ()]


def test_without_keys_only_what_is_in_clear_is_read() -> None:
    found = _read(PCAP, None)
    in_clear = {key: count for key, count in _expected("scheme", "target").items() if key[0] == "http"}
    assert Counter((one.scheme, one.target) for one in found) == in_clear


@pytest.mark.parametrize("keys", [(), (KEYS,)])
def test_blind_spots_have_their_hosts(invoke: Invoke, keys: tuple[Path, ...]) -> None:
    options = [word for log in keys for word in ("--keylog", log)]
    result = invoke("scan", PCAP, "--format", "json", *options)
    assert result.status == 0
    (capture,) = result.document["captures"]
    encrypted = [one for one in capture["coverage"] if one["fate"] == "encrypted"]
    blind = {one["host"]: (one["connections"], one["protocols"]) for one in encrypted}
    hidden = {"api.tickets.example": (7, ["h2", "http/1.1"]), "floor.tickets.example": (1, [])}
    assert blind == {BLIND: (2, ["h2", "http/1.1"])} | ({} if keys else hidden)
    assert all(one["protocols"] == [] for one in capture["coverage"] if one["fate"] != "encrypted")
    assert sum(one["size"] for one in capture["coverage"]) == capture["captured"]


@pytest.mark.parametrize("options", [(PCAP, "--keylog", KEYS), (PCAPNG,)], ids=["pcap", "pcapng"])
def test_findings_are_those_that_are_expected(invoke: Invoke, options: tuple[object, ...]) -> None:
    result = invoke("check", *options, "--spec", HERE / "openapi.yaml", "--format", "json")
    assert result.status == 1
    found = {(one["rule"], one["method"], one["path"]) for one in result.document["findings"]}
    assert found == {(one["rule"], one["method"], one["path"]) for one in FINDINGS}
    assert len(found) == len(FINDINGS)


def test_readme_shows_what_is_printed_and_how_much_there_is(invoke: Invoke) -> None:
    result = invoke("check", PCAP, "--keylog", KEYS, "--spec", HERE / "openapi.yaml")
    shown = re.search(r"```console\n\$ .*\n((?:.*\n)*?)```", README)
    assert shown is not None
    assert shown[1] in result.out
    assert f"{len(EXPECTED)} exchanges" in " ".join(README.split())


def test_the_readme_of_the_project_shows_the_blind_spot_that_is_printed(invoke: Invoke) -> None:
    text = (SAMPLES.parent / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"`inventory scan\s(\S+) --keylog (\S+)` tells:\n\n```text\n(.*)\n```", text)
    assert shown is not None
    capture, keys, line = shown.groups()
    result = invoke("scan", SAMPLES.parent / capture, "--keylog", SAMPLES.parent / keys, "--format", "table")
    assert line in result.out.splitlines()


def test_the_files_are_small_and_tell_nothing_about_the_recording_machine() -> None:
    assert all(path.stat().st_size < SIZE_LIMIT for path in HERE.iterdir() if path.is_file())
    assert b"Dumpcap" in PCAPNG.read_bytes()[:600]
    assert not re.search(rb"Linux|Darwin|AMD|Intel", PCAPNG.read_bytes()[:600])
    assert b"4111111111111111" not in PCAP.read_bytes()


if shutil.which("tshark"):

    def _tshark(*fields: str, show: str) -> list[list[str]]:
        chosen = [word for field in fields for word in ("-e", field)]
        command = ["tshark", "-r", str(PCAP), "-o", f"tls.keylog_file:{KEYS}", "-d", "tcp.port==8443,tls"]
        command += ["-d", "tcp.port==50051,http2", "-Y", show, "-T", "fields", *chosen, "-E", "aggregator=\x1f"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return [line.split("\t") for line in said.splitlines()]

    def test_tshark_lists_the_same_requests() -> None:
        listed: Facts = Counter()
        for frame, *columns in _tshark(
            "frame.number", "http2.headers.method", "http2.headers.authority", "http2.headers.path",
            show="http2.headers.method",
        ):  # fmt: skip
            for method, authority, target in zip(*(column.split("\x1f") for column in columns), strict=True):
                listed[int(frame), "2", method, authority, target] += 1
        for frame, method, authority, target in _tshark(
            "frame.number", "http.request.method", "http.host", "http.request.uri", show="http.request"
        ):
            listed[int(frame), "1.1", method, authority, target] += 1
        found = _read(PCAP)
        assert listed == Counter(
            (one.place.frame, one.http_version, one.method, one.authority, one.target) for one in found
        )

    def test_tshark_counts_the_same_messages_of_the_websockets() -> None:
        listed: Counter[str] = Counter()
        for stream, opcodes in _tshark("tcp.stream", "websocket.opcode", show="websocket"):
            listed[stream] += sum(opcode in ("1", "2") for opcode in opcodes.split("\x1f"))
        found = [one for one in _read(PCAP) if one.protocol == "websocket"]
        assert listed == {str(one.place.stream): one.request_messages + one.response_messages for one in found}


def test_no_anomaly_but_what_is_encrypted() -> None:
    items = pipeline.exchanges(PCAP, keys=pipeline.secrets([KEYS]))
    assert {item.kind for item in items if isinstance(item, Anomaly)} == {"encrypted"}
