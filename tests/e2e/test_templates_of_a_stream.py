"""`inventory templates` answers any lines, in their order, as if it had them all in memory."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from program import ROOT, Invoke, shared

from inventory import endpoints, observe, pipeline, templating
from inventory.model.exchanges import Exchange, Fields, Place

Row = Mapping[str, str | int | None]

SHOP = [
    {"method": method, "host": "shop.example", "path": path, "status": 200, "content_type": "application/json"}
    for number in range(1_000, 1_060)
    for method, path in (
        ("GET", f"/users/{number}"),
        ("GET", f"/users/{number}/orders"),
        ("GET", "/users/me"),
        ("POST", "/users"),
        ("GET", "/health"),
    )
]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "method": st.sampled_from(["GET", "get", "POST", "CONNECT", "OPTIONS", "\0", "Brew"]),
            "host": st.sampled_from(["a.example", "A.example:443", "", "é", "b.example"]),
            "path": st.text(max_size=12).map(lambda text: "/" + text)
            | st.integers(0, 10**6).map(lambda number: f"/users/{number}/orders?page={number}")
            | st.sampled_from(["", "/", "*", "http://b.example/x", "/a/../b", "/a%2Fb/%zz/%00"]),
            "status": st.sampled_from([200, 201, 404, 400, 301, None, -1]),
            "content_type": st.sampled_from(["application/json", "text/html", "", None]),
        }
    ),
    max_size=60,
)


def _line(row: Row) -> bytes:
    return json.dumps(row).encode() + b"\n"


def _file(tmp_path: Path, rows: Iterable[Row]) -> Path:
    path = tmp_path / "requests.jsonl"
    path.write_bytes(b"".join(map(_line, rows)))
    return path


def _all_at_once(rows: Iterable[Row]) -> list[tuple[str, str, str | None]]:
    """Do the same with everything in memory, each request looked at alone."""
    gatherer, asked = endpoints.Gatherer("all", endpoints.UNBOUNDED), []
    for number, row in enumerate(rows, 1):
        fields = Fields((("content-type", str(row["content_type"] or "")),))
        status = row["status"]
        assert status is None or isinstance(status, int)
        method, host, target = str(row["method"]), str(row["host"]), str(row["path"])
        exchange = Exchange(method.upper(), "https", host, target, "1.1", status, Place(number), response_fields=fields)
        asked.append((method, host, gatherer.add(observe.observe(exchange))))
    found = {
        (one.service, one.method, path): one.template
        for one in endpoints.infer(gatherer.sightings())
        if one.state in ("api", "rejected")
        for path in one.paths
    }
    return [(method, host, found.get(key)) for method, host, key in asked]


def _templates(out: str) -> list[str | None]:
    return [json.loads(line)["template"] for line in out.splitlines()]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, block=st.integers(1, 3_000))
def test_blocks_make_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: list[Row], block: int
) -> None:
    monkeypatch.setattr(templating, "BLOCK_SIZE", block)
    assert list(pipeline.templates(_file(tmp_path, rows))) == _all_at_once(rows)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["airflow", "argo-cd"])
def test_generated_traffic_is_answered_as_all_at_once(name: str) -> None:
    path = shared("templating", "data", "small", f"{name}.jsonl")
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert list(pipeline.templates(path)) == _all_at_once(rows)


def test_requests_follow_their_paths_into_folds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templating, "ROOM", endpoints.Room(served=80, unserved=40, services=1))
    words = [{**SHOP[0], "path": f"/w{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10 % 10]}{'aeiou'[n // 100]}y"}
             for n in range(500)]  # fmt: skip
    found = [template for _, _, template in pipeline.templates(_file(tmp_path, [*words, *SHOP, *words]))]
    assert len(set(found[:500])) == 1
    assert found[:500] == found[-500:]
    assert None not in found


@pytest.mark.parametrize("status", [200, 404])
def test_real_endpoints_stay_beside_a_flood_of_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setattr(templating, "ROOM", endpoints.Room(served=600, unserved=200, services=1))
    alone = [template for _, _, template in pipeline.templates(_file(tmp_path, SHOP))]
    flood = [{**SHOP[0], "path": f"/{'bcdfghjklm'[n % 10]}a{'bcdfghjklm'[n // 10 % 10]}e{'npqrstvwxz'[n // 100 % 10]}i"
              f"{'bcdfg'[n // 1_000]}o", "status": status} for n in range(5_000)]  # fmt: skip
    mixed = [*flood[:2_500], *SHOP, *flood[2_500:]]
    found = [template for _, _, template in pipeline.templates(_file(tmp_path, mixed))]
    deep = [index for index, row in enumerate(SHOP) if str(row["path"]).startswith("/users/")]
    assert [found[2_500 + index] for index in deep] == [alone[index] for index in deep]


def test_corrections_hold_for_a_stream(tmp_path: Path, invoke: Invoke) -> None:
    corrections = tmp_path / "corrections.json"
    corrections.write_text('{"version": 1, "corrections": [{"kind": "set", "template": "/users/{login}"}]}', "utf-8")
    told = set(_templates(invoke("templates", _file(tmp_path, SHOP), "--corrections", corrections).out))
    assert {"/users/{login}", "/users/{login}/orders", "/health"} <= told
    refused = invoke("templates", _file(tmp_path, SHOP), "--corrections", tmp_path / "none.json")
    assert (refused.status, refused.out) == (2, "")


def test_hostile_paths_are_answered_and_leave_the_rest_alone(tmp_path: Path, invoke: Invoke) -> None:
    alone = _templates(invoke("templates", _file(tmp_path, SHOP)).out)
    odd = [
        _line({**SHOP[0], "path": path})
        for path in (
            "/" + "x" * 8_192,
            "/s" * 500,
            "/" + "é%" * 40_000,
            "/a\0b",
            "/a\nb\x7f\x1b[31m",
            "/%ff%fe%zz%",
            "/\ud800\udcff",
            "//" * 9_000,
        )
    ]
    odd += [b'{"method": "GET", "host": "\xff\xfe", "path": "/\xff\xc3\x28", "status": 200}\n']
    path = tmp_path / "hostile.jsonl"
    path.write_bytes(b"".join([*odd, *map(_line, SHOP)]))
    result = invoke("templates", path)
    assert (result.status, result.err) == (0, "")
    assert result.out.isascii()
    assert result.out.isprintable() or set(result.out) - {"\n"} == {c for c in result.out if c.isprintable()}
    found = _templates(result.out)
    assert len(found) == len(odd) + len(SHOP)
    assert found[len(odd) :] == alone


@pytest.mark.parametrize(
    "line",
    [b"{", b"[]", b'{"method": "GET"}', b"[" * 100_000, b"\xff", b"9" * 5_000, b'{"method":"GET","host":"a","path":1}'],
)
def test_a_line_that_is_no_request_is_named(tmp_path: Path, invoke: Invoke, line: bytes) -> None:
    path = tmp_path / "requests.jsonl"
    path.write_bytes(_line(SHOP[0]) + b"\n" + line + b"\n" + _line(SHOP[0]))
    result = invoke("templates", path)
    assert (result.status, result.out) == (2, "")
    assert "line 3 is no request" in result.err
    assert result.err.count("\n") == 1


def test_a_line_without_end_is_refused(tmp_path: Path, invoke: Invoke) -> None:
    path = tmp_path / "requests.jsonl"
    path.write_bytes(_line(SHOP[0]) + b"x" * (3 * templating.LINE_LIMIT))
    result = invoke("templates", path)
    assert result.status == 2
    assert "line 2 is no request: it is longer" in result.err


def test_nowhere_to_write_is_told(tmp_path: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> io.BytesIO:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(templating.tempfile, "TemporaryFile", refuse)
    result = invoke("templates", _file(tmp_path, SHOP))
    assert (result.status, result.err.count("\n")) == (2, 1)
    assert "TMPDIR" in result.err


def _start(tmp_path: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "inventory", "templates", "-"]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment)


def test_a_reader_that_leaves_is_no_trouble(tmp_path: Path) -> None:
    with _start(tmp_path) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(b"".join(map(_line, SHOP * 40)))
        process.stdin.close()
        assert json.loads(process.stdout.readline())["template"] == "/users/{userId}"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_leaves_nothing_behind(tmp_path: Path) -> None:
    with _start(tmp_path) as process:
        assert process.stdin
        assert process.stderr
        process.stdin.write(b"".join(map(_line, SHOP * 80)))  # more than a pipe holds: it has begun to read
        process.stdin.flush()
        time.sleep(0.5)  # until it waits for more
        process.send_signal(signal.SIGINT)
        error = process.stderr.read()
    assert process.returncode == 130
    assert error.count(b"\n") == 1
    assert list(tmp_path.iterdir()) == []
