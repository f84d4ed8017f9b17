import pytest
from decode_talk import get, response
from tls_peers import (
    NO_EMPTY_FRAGMENTS,
    NO_ENCRYPT_THEN_MAC,
    NO_EXTENDED_MASTER_SECRET,
    Session,
    hear_any_cut,
    speak,
    suites,
)

LONG = response(200, "Content-Length: 40000", content=b"x" * 40_000)
LINES = [
    ("client", get("/1")),
    ("server", LONG),
    ("client", get("/2")),
    ("server", response(404, "Content-Length: 0")),
]
SAID = [("GET", "/1", 200), ("GET", "/2", 404)]
UNREAD = ("ARIA",)  # no library that is here has it


def check(session: Session) -> None:
    heard = hear_any_cut(session)
    assert heard.lines == SAID
    assert {exchange.scheme for exchange in heard.exchanges} == {"https"}
    assert heard.contents == [(0, 40_000), (0, 0)]
    assert not heard.anomalies
    assert set(heard.overhead) == {"tls-framing"}


@pytest.mark.parametrize(
    "suite", [suite for suite in suites("TLSv1.2") if not suite.startswith(UNREAD) and "ARIA" not in suite]
)
def test_suites_of_tls12(suite: str):
    check(speak(LINES, "TLSv1.2", suite)[0])


@pytest.mark.parametrize("suite", [suite for suite in suites("TLSv1.2") if "ARIA" in suite][:2])
def test_suites_that_nobody_here_knows_are_counted(suite: str):
    heard = hear_any_cut(speak(LINES, "TLSv1.2", suite)[0])
    assert not heard.exchanges
    assert set(heard.sizes) == {"encrypted"}


@pytest.mark.parametrize("version", ["TLSv1", "TLSv1.1"])
@pytest.mark.parametrize("options", [0, NO_ENCRYPT_THEN_MAC, NO_EMPTY_FRAGMENTS])
@pytest.mark.parametrize("suite", suites("TLSv1"))
def test_suites_of_older_versions(version: str, suite: str, options: int):
    check(speak(LINES, version, suite, options=options)[0])


@pytest.mark.parametrize("suite", ["AES128-SHA", "AES256-SHA256", "ECDHE-RSA-AES256-SHA384", "CAMELLIA128-SHA"])
def test_tls12_without_encrypt_then_mac(suite: str):
    check(speak(LINES, "TLSv1.2", suite, options=NO_ENCRYPT_THEN_MAC)[0])


def test_tls12_without_extended_master_secret():
    check(speak(LINES, "TLSv1.2", options=NO_EXTENDED_MASTER_SECRET)[0])


def test_tls13():
    check(speak(LINES)[0])


@pytest.mark.parametrize("version", ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"])
def test_resumption(version: str):
    first, second, third = speak(LINES, version, times=3)
    assert not first.resumed
    assert second.resumed
    assert third.resumed
    for session in (first, second, third):
        check(session)


def test_hello_retry_request():
    session = speak(LINES, curve="secp384r1")[0]
    assert [who for who, _ in session.flights[:4]] == ["client", "server", "client", "server"]
    check(session)
