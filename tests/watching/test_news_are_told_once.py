"""What is new in an inventory is new until it was told, whatever was added before."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from har_files import write_har
from program import SAMPLES

from inventory import pipeline
from inventory.news import Judging, New, Reader, about_endpoints, about_findings
from inventory.rules import Acceptance
from inventory.rules.waivers import Waiver
from inventory.store import Store

TODAY = date(2026, 11, 21)
HOST = "http://api.shop.example/v1"
SPEC = SAMPLES / "shop" / "openapi-drifted.yaml"


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open(":memory:", create=True) as opened:
        yield opened


def _add(store: Store, folder: Path, name: str, *urls: str) -> str:
    found = pipeline.add(store, write_har(folder / name, urls))
    assert found is not None
    return found.summary.digest


def _judging(*waivers: Waiver) -> Judging:
    return Judging(pipeline.describe([SPEC]), (), Acceptance(TODAY, waivers=waivers))


def _rules(reader: Reader) -> list[tuple[str, str]]:
    return [(one.rule, one.path) for one in reader.read().findings if one.rule.startswith("undocumented")]


def test_until_it_was_told_and_no_longer(store: Store, tmp_path: Path) -> None:
    _add(store, tmp_path, "1.har", f"{HOST}/products")
    reader = Reader(store, _judging(), lambda: TODAY)
    assert reader.read() == New()
    _add(store, tmp_path, "2.har", f"{HOST}/secret", f"{HOST}/products")
    for _ in range(2):
        assert [one.template for one in reader.read().endpoints] == ["/v1/secret"]
        assert _rules(reader) == [("undocumented-endpoint", "/v1/secret")]
    reader.told()
    assert reader.read() == New()


def test_captures_that_were_not_told_of_count_as_not_there(store: Store, tmp_path: Path) -> None:
    _add(store, tmp_path, "1.har", f"{HOST}/products")
    late = _add(store, tmp_path, "2.har", f"{HOST}/secret", f"{HOST}/products")
    new = Reader(store, _judging(), lambda: TODAY, {late}).read()
    assert [one.template for one in new.endpoints] == ["/v1/secret"]
    assert [one.path for one in new.findings if one.rule == "undocumented-endpoint"] == ["/v1/secret"]
    assert Reader(store, _judging(), lambda: TODAY).read() == New()


def test_what_is_waived_is_not_new_until_the_waiver_ends(store: Store, tmp_path: Path) -> None:
    today = [TODAY]
    waiver = Waiver(rule="undocumented-endpoint", reason="goes soon", path="/v1/secret", expires=TODAY)
    reader = Reader(store, _judging(waiver), lambda: today[0])
    _add(store, tmp_path, "1.har", f"{HOST}/secret", f"{HOST}/products")
    assert _rules(reader) == []
    today[0] = date(2026, 11, 22)
    assert _rules(reader) == [("undocumented-endpoint", "/v1/secret")]


def test_without_a_host_in_common_there_is_no_finding(store: Store, tmp_path: Path) -> None:
    reader = Reader(store, _judging(), lambda: TODAY)
    _add(store, tmp_path, "1.har", "http://other.example/things")
    new = reader.read()
    assert ([one.service for one in new.endpoints], new.findings) == (["other.example"], ())


def test_messages_have_numbers_and_words_of_ours(store: Store, tmp_path: Path) -> None:
    reader = Reader(store, _judging(), lambda: TODAY)
    _add(store, tmp_path, "1.har", f"{HOST}/products", f"{HOST}/@everyone", f"{HOST}/[x](http://evil.example)")
    new = reader.read()
    for message in (about_findings(new.findings), about_endpoints(new.endpoints)):
        assert message.title == f"inventory: {message.title.split()[1]} new {message.title.split()[3]}"
        assert not any(sign in message.title + message.text for sign in ("@", "[", "example", "/v1"))
