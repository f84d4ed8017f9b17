"""What a terminal gets: colour when it may, the width that it has, whole lines with --wide, no broken signs."""

import fcntl
import io
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest
from program import SAMPLES, Invoke

from inventory.cli.output import emit, write
from inventory.reports import documents

WISHES = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "COLUMNS", "TERM")
LONG = "/v1/" + "segment/" * 20


def endpoint(template: str = LONG) -> documents.EndpointDocument:
    return documents.EndpointDocument(
        "api.test", "GET", template, "api", 9, {"200": 8, "503": 1}, (), (), (), (), None, None, (), (), ()
    )


LISTED = documents.EndpointsDocument(1, (endpoint(), endpoint("/v1/x")))
DETAIL = documents.EndpointDetail(1, (endpoint("/│…\ue000"),))


class Terminal:
    """A pseudo terminal as standard output."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch
        self._reading, self._writing = pty.openpty()

    def get(self, document: documents.Document, form: str = "table", *, columns: int = 80, wide: bool = False) -> str:
        """Return what a document looks like in a terminal of so many columns."""
        fcntl.ioctl(self._writing, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        with os.fdopen(os.dup(self._writing), "w", encoding="utf-8") as out:
            self._patch.setattr(sys, "stdout", out)
            self._patch.setattr(sys, "__stdout__", out)
            emit(document, form, wide=wide)
        return os.read(self._reading, 100_000).decode().replace("\r\n", "\n")


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    for name in WISHES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    with monkeypatch.context() as patch:
        yield Terminal(patch)


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_lines_fit_and_with_wide_they_stay_whole(terminal: Terminal, columns: int) -> None:
    lines = terminal.get(LISTED, columns=columns, wide=False).splitlines()
    assert not [line for line in lines if LONG in line]
    whole = terminal.get(LISTED, columns=columns, wide=True).splitlines()
    assert len([line for line in whole if LONG in line]) == 1
    assert len(whole) == 3


@pytest.mark.parametrize(
    ("wishes", "coloured"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": "0"}, False),
        ({"NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
        ({"CLICOLOR": "0"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_on_a_terminal(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, wishes: dict[str, str], coloured: bool
) -> None:
    for name, value in wishes.items():
        monkeypatch.setenv(name, value)
    shown = terminal.get(LISTED)
    assert ("\x1b[" in shown) is coloured
    assert terminal.get(LISTED, "json").count("\x1b") == 0


@pytest.mark.parametrize(
    ("wishes", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": ""}, False),
        ({"CLICOLOR_FORCE": "1"}, True),
        ({"CLICOLOR_FORCE": "0"}, False),
        ({"CLICOLOR_FORCE": ""}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"COLUMNS": "60"}, False),
    ],
)
def test_colour_in_a_pipe(
    terminal: Terminal,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    wishes: dict[str, str],
    coloured: bool,
) -> None:
    del terminal  # which clears the environment
    for name, value in wishes.items():
        monkeypatch.setenv(name, value)
    emit(LISTED, "table")
    shown = capsys.readouterr().out
    assert ("\x1b[" in shown) is coloured
    assert LONG in shown


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437", "utf-8"])
@pytest.mark.parametrize("form", ["table", "markdown", "json"])
def test_no_sign_is_broken_in_any_encoding(monkeypatch: pytest.MonkeyPatch, encoding: str, form: str) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding, newline="\n"))
    emit(DETAIL, form)
    shown = raw.getvalue().decode(encoding)
    wanted = {
        "table": "/\u2502\u2026\\ue000" if encoding == "utf-8" else "/|...\\ue000",
        "markdown": "/\u2502\u2026\\ue000" if encoding == "utf-8" else "/\\u2502\\u2026\\ue000",
        "json": "/\\u2502\\u2026\\ue000",
    }[form]
    assert (wanted if encoding != "cp437" or form == "json" else "/│") in shown


def test_what_the_encoding_has_not_is_drawn_with_other_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii", newline="\n"))
    emit(LISTED, "tree")
    assert "`-- /v1\n    +-- " in raw.getvalue().decode()
    write("│\n")
    assert raw.getvalue().endswith(b"\\u2502\n")


def on_terminal(*arguments: str, columns: int = 100, **wishes: str) -> str:
    """Run the whole program on a terminal; return what it printed there."""
    reading, writing = pty.openpty()
    fcntl.ioctl(writing, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in WISHES} | {"TERM": "xterm"} | wishes
    with subprocess.Popen(
        [sys.executable, "-m", "inventory", *arguments], stdout=writing, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        os.close(writing)
        parts = []
        while part := _read(reading):
            parts.append(part)
    os.close(reading)
    assert process.returncode == 0
    return b"".join(parts).decode().replace("\r\n", "\n")


def _read(reading: int) -> bytes:
    try:
        return os.read(reading, 65_536)
    except OSError:  # what Linux says when the other side is closed
        return b""


def test_the_whole_program_on_a_terminal(invoke: Invoke, tmp_path: Path) -> None:
    assert invoke("scan", SAMPLES / "shop" / "capture.pcap").status == 0
    db = f"--db={tmp_path / 'inventory.db'}"
    lines = on_terminal("endpoints", db, columns=60, NO_COLOR="1").splitlines()
    assert "api.shop.example: 30 endpoints, 288 exchanges" in lines
    assert max(map(len, lines)) <= 60
    assert "\x1b[32m█" in on_terminal("show", "GET /v1/orders/{orderId}", db)


@pytest.mark.parametrize(
    "command",
    [
        ("check", SAMPLES / "shop" / "capture.pcap", "--spec", SAMPLES / "shop" / "openapi.yaml"), ("rules",),
        ("db", "info"), ("template", "list"), ("diff", "--spec", SAMPLES / "shop" / "openapi.yaml"),
        ("show", "/v1/health"), ("scan", SAMPLES / "shop" / "capture.pcap"),
    ],
    ids=lambda command: command[0],
)  # fmt: skip
def test_every_command_that_prints_a_table_knows_wide(invoke: Invoke, command: tuple[object, ...]) -> None:
    assert invoke("scan", SAMPLES / "shop" / "capture.har").status == 0
    assert invoke(*command, "--wide").out
    assert (
        "--wide"
        in invoke(
            *[part for part in command if isinstance(part, str)][: 2 if command[0] in ("db", "template") else 1],
            "--help",
        ).out
    )


def test_a_tree_of_endpoints(invoke: Invoke) -> None:
    assert invoke("scan", SAMPLES / "shop" / "capture.pcap").status == 0
    tree = invoke("endpoints", "--tree")
    assert "    ├── /carts  POST 4\n    │   └── /{cartId}  GET 5\n" in tree.out
    assert tree.out == invoke("endpoints", "--format", "tree").out
    refused = invoke("endpoints", "--tree", "--format", "json")
    assert (refused.status, refused.out) == (2, "")
    assert refused.err == "inventory: --tree is a format, and so is json (give one of them)\n"


def test_a_filter_that_nothing_passes_says_what_there_is(invoke: Invoke) -> None:
    assert invoke("scan", SAMPLES / "shop" / "capture.pcap").status == 0
    found = invoke("endpoints", "--path", "/nowhere")
    assert found.out == "No endpoints.\n"
    assert found.err == "none of 50 endpoints in the inventory is like that; --all shows what is no API, too\n"
    assert invoke("endpoints", "--path", "/nowhere", "--format", "json").err == ""
