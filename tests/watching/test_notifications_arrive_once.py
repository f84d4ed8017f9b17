"""Messages through apprise: what arrives, when the server is down or hangs, and that no secret of a URL is seen."""

import logging
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from har_files import write_har
from notified import Notified, notified
from program import SAMPLES, Invoke

from inventory import notifying
from inventory.errors import StoreError, UsageError
from inventory.model.watching import Message
from inventory.notifying import Notifier
from inventory.store import Store

ONE, TWO = Message("one", "first"), Message("two", "second")
SECRETS = ("hunter2", "t0ken", "s3cret")


@pytest.fixture
def server() -> Iterator[Notified]:
    with notified() as found:
        yield found


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(str(tmp_path / "i.db"), create=True) as opened:
        yield opened


def _until(condition: Callable[[], bool], notifier: Notifier) -> list[str]:
    """Let a notifier work until something is so; return what it told."""
    told, end = list[str](), time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        told += notifier.step()
        time.sleep(0.01)
    return told


def test_messages_come_in_order_and_once(store: Store, server: Notified) -> None:
    notifier = Notifier([server.url], store)
    notifier.owe([ONE, TWO])
    assert list(notifier.finish(30)) == []
    assert server.texts == [("one", "first"), ("two", "second")]
    assert (store.unsent(), notifier.waiting) == ((), 0)
    assert list(notifier.finish(30)) == []
    assert server.asked == 2


def test_what_could_not_be_sent_arrives_once_after_a_restart(store: Store, server: Notified) -> None:
    server.status = 503
    notifier = Notifier([server.url], store)
    notifier.owe([ONE])
    assert _until(lambda: notifier.waiting == 1 and server.asked == 1, notifier) == []
    assert list(notifier.finish(30)) == ["json-1 could not be notified: it is tried again"]
    assert list(notifier.finish(30)) == []  # not at once
    server.status = 200
    again = Notifier([server.url], store)
    assert list(again.finish(30)) == []
    assert list(Notifier([server.url], store).finish(30)) == []
    assert server.texts == [("one", "first")]


def test_it_is_tried_again_later(store: Store, server: Notified, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notifying, "RETRY_FIRST", 0.01)
    server.status = 500
    notifier = Notifier([server.url], store)
    notifier.owe([ONE])
    _until(lambda: server.asked >= 2, notifier)
    server.status = 200
    _until(lambda: notifier.waiting == 0, notifier)
    assert server.texts == [("one", "first")]


def test_a_server_that_hangs_holds_up_nobody(store: Store, server: Notified, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notifying, "DEADLINE", 0.05)
    server.answering.clear()
    with notified() as other:
        notifier = Notifier([server.url, other.url], store)
        notifier.owe([ONE, TWO])
        told = _until(lambda: len(other.received) == 2, notifier)
        told += _until(lambda: notifier.waiting == 2, notifier)  # both of json-1
        told += _until(lambda: notifier._recipients[0].hangs, notifier)
        assert server.asked == 1  # one attempt at a time
        assert told.count("json-1 has not answered for 0 seconds") == 1
        server.answering.set()
        _until(lambda: notifier.waiting == 0, notifier)
    assert server.texts == [("one", "first"), ("two", "second")]


def test_each_of_several_gets_what_it_did_not_get(store: Store, server: Notified) -> None:
    with notified() as other:
        other.status = 500
        notifier = Notifier([server.url, other.url], store)
        notifier.owe([ONE])
        list(notifier.finish(30))
        assert [one.recipient for one in store.unsent()] == ["json-2"]
        other.status = 200
        list(Notifier([server.url, other.url], store).finish(30))
        assert (server.texts, other.texts) == ([("one", "first")], [("one", "first")])


def test_a_database_that_refuses_sends_nothing_twice(
    store: Store, server: Notified, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_number: int) -> None:
        raise StoreError("i.db is locked by another process")

    notifier = Notifier([server.url], store)
    notifier.owe([ONE])
    with monkeypatch.context() as patch:
        patch.setattr(store, "sent", refuse)
        list(notifier.finish(0.5))
    assert notifier.waiting == 1
    list(notifier.finish(30))
    assert (server.asked, store.unsent()) == (1, ())


def test_only_so_many_messages_are_kept(store: Store, server: Notified, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inventory.store.watched.MESSAGES_LIMIT", 3)
    notifier = Notifier([server.url], store)
    notifier.owe([Message(str(number), "x" * 10_000) for number in range(5)])
    assert [one.message.title for one in store.unsent()] == ["2", "3", "4"]
    assert {len(one.message.text) for one in store.unsent()} == {4_000}


@pytest.mark.parametrize("url", ["nope://t0ken", "t0ken", "slack://t0ken", "", "json://a, json://b"])
def test_a_wrong_url_is_told_at_once_and_not_shown(
    store: Store, url: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(UsageError, match="the URL of --notify number 2 cannot be notified") as refusal:
        Notifier(["json://127.0.0.1:9/", url], store)
    assert "t0ken" not in refusal.value.message + refusal.value.hint
    assert ("".join(capfd.readouterr()), caplog.text) == ("", "")


def test_without_the_extra_it_says_how_to_install_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(UsageError, match="needs the package apprise") as refusal:
        Notifier(["json://127.0.0.1:9/"], store)
    assert refusal.value.hint == "pip install 'api-inventory[notify]'"
    assert not Notifier([], store)


HOSTILE = "@everyone.evil.example"


def _capture(folder: Path, name: str, *urls: str) -> None:
    (folder / "captures").mkdir(exist_ok=True)
    write_har(folder / "captures" / name, urls)


def _watch(invoke: Invoke, *more: object) -> tuple[int, str]:
    found = invoke("watch", "captures", "--once", "--settle", "0", *more)
    assert found.out == ""
    return found.status, found.err


def test_new_endpoints_are_told_by_their_number_alone(
    invoke: Invoke, tmp_path: Path, server: Notified, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INVENTORY_NOTIFY", server.url)
    urls = [f"http://{HOSTILE}/<script>", "http://a.example/[x](http://b.example)", "http://a.example/**bold**"]
    _capture(tmp_path, "1.har", *urls)
    status, err = _watch(invoke)
    assert (status, len(server.received)) == (0, 1)
    (text,) = server.texts
    assert text == ("inventory: 3 new endpoints", "3 new endpoints on 2 services.\n`inventory endpoints` lists all.")
    _capture(tmp_path, "2.har", *urls[:2])
    _watch(invoke)
    assert len(server.received) == 1  # nothing is new
    _capture(tmp_path, "3.har", "http://a.example/orders")
    _watch(invoke)
    assert server.texts[1][0] == "inventory: 1 new endpoint"
    seen = err + str(server.received) + (tmp_path / "inventory.db").read_bytes().decode("latin-1")
    assert not any(secret in seen for secret in SECRETS)


def test_new_findings_are_told_by_their_rules(invoke: Invoke, tmp_path: Path, server: Notified) -> None:
    spec = SAMPLES / "shop" / "openapi-drifted.yaml"
    _capture(tmp_path, "1.har", "http://api.shop.example/v1/products")
    options = ("--spec", spec, "--notify", server.url, "--no-config")
    _watch(invoke, *options)
    before = len(server.received)
    _capture(tmp_path, "2.har", "http://api.shop.example/v1/secret/export", "http://api.shop.example/v1/products")
    assert "new findings (" in _watch(invoke, *options)[1]
    title, text = server.texts[before]
    assert title == "inventory: 1 new finding"
    assert text == (
        "1 undocumented-endpoint (error): Traffic reaches an endpoint that no description mentions.\nOn 1 service."
    )
    _capture(tmp_path, "3.har", "http://api.shop.example/v1/secret/export")
    _watch(invoke, *options)
    assert len(server.received) == before + 1


def test_what_was_added_and_not_told_is_told_after_a_kill(
    invoke: Invoke, tmp_path: Path, server: Notified, monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(BaseException):
        pass

    def killed(*_: object) -> None:
        raise KilledError

    _capture(tmp_path, "1.har", "http://a.example/one")
    with monkeypatch.context() as patch:
        patch.setattr(Notifier, "owe", killed)
        with pytest.raises(KilledError):
            _watch(invoke, "--notify", server.url)
    assert _watch(invoke, "--notify", server.url)[0] == 0
    assert [title for title, _ in server.texts] == ["inventory: 1 new endpoint"]
    _watch(invoke, "--notify", server.url)
    assert len(server.received) == 1


def test_what_nobody_wants_to_be_told_any_more_is_told_as_a_line_once(
    invoke: Invoke, tmp_path: Path, server: Notified, monkeypatch: pytest.MonkeyPatch
) -> None:
    _capture(tmp_path, "1.har", "http://a.example/one")
    with monkeypatch.context() as patch:
        patch.setattr(Notifier, "owe", lambda *_: (_ for _ in ()).throw(StoreError("i.db is locked")))
        assert _watch(invoke, "--notify", server.url)[0] == 5
    assert "new endpoints (1): GET a.example/one" in _watch(invoke)[1]
    assert "new endpoints" not in _watch(invoke)[1]
    assert server.received == []


def test_apprise_logs_nothing(store: Store, server: Notified, capfd: pytest.CaptureFixture[str]) -> None:
    server.status = 500
    notifier = Notifier([server.url, "json://user:hunter2@127.0.0.1:9/t0ken"], store)
    notifier.owe([ONE])
    told = list(notifier.finish(30))
    assert told == [f"json-{number} could not be notified: it is tried again" for number in (1, 2)]
    assert "".join(capfd.readouterr()) == ""
    assert not logging.getLogger("apprise").isEnabledFor(logging.CRITICAL)
