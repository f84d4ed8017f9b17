"""Baselines: what is written is known when it is read, and what is new fails."""

import json
from datetime import date

import pytest
from hypothesis import given
from made_findings import TODAY, finding, findings, several_findings

from inventory.errors import UsageError
from inventory.model.findings import Finding, Severity
from inventory.rules import Acceptance, FailOn, Waiver, accept, baseline

EVERYTHING = FailOn.of(["note"])
SERVICES = frozenset({"api.example", "shop.example:8443"})


def _known(found: tuple[Finding, ...] | list[Finding]) -> Acceptance:
    return Acceptance(TODAY, baseline=baseline.parse("b.json", baseline.dump(found).encode()))


@given(several_findings)
def test_what_was_written_does_not_fail(found: tuple[Finding, ...]) -> None:
    accepted = accept(found, _known(found), SERVICES)
    assert {one.state for one in accepted.findings} <= {"known"}
    assert len(accepted.findings) == len(found)
    assert accepted.gone == ()
    assert not EVERYTHING.failed(accepted.findings, accepted.notices)


@given(several_findings, findings)
def test_any_new_finding_fails(found: tuple[Finding, ...], new: Finding) -> None:
    before = [one for one in found if one.fingerprint != new.fingerprint]
    accepted = accept([*before, new], _known(before), SERVICES)
    assert [one.fingerprint for one in accepted.findings if one.state == "new"] == [new.fingerprint]
    assert EVERYTHING.failed(accepted.findings, accepted.notices)


@given(several_findings)
def test_the_order_of_findings_does_not_matter(found: tuple[Finding, ...]) -> None:
    assert baseline.dump(found[::-1]) == baseline.dump(found)


@given(several_findings)
def test_a_baseline_read_and_written_again_is_the_same(found: tuple[Finding, ...]) -> None:
    text = baseline.dump(found)
    assert json.loads(text)["version"] == 1
    assert len(text.splitlines()) == (len(found) + 5 if found else 4)
    assert {one.fingerprint for one in baseline.parse("b.json", text.encode())} == {one.fingerprint for one in found}


def test_names_of_parameters_do_not_make_a_finding_new() -> None:
    accepted = accept([finding(path="/orders/{orderId}")], _known([finding(path="/orders/{id}")]), SERVICES)
    assert accepted.findings[0].state == "known"
    assert accepted.gone == ()


@pytest.mark.parametrize(
    "other",
    [
        finding(path="/orders/{id}"),
        finding(method="POST"),
        finding(rule="undocumented-method"),
        finding(service="shop.example:8443"),
        finding(location="query.limit"),
    ],
)
def test_each_part_of_a_finding_makes_it_another(other: Finding) -> None:
    accepted = accept([other], _known([finding()]), SERVICES)
    assert accepted.findings[0].state == "new"
    assert len(accepted.gone) == 1


def test_other_severities_counts_and_words_do_not() -> None:
    accepted = accept([finding(severity=Severity.NOTE, tags=())], _known([finding()]), SERVICES)
    assert accepted.findings[0].state == "known"


def test_what_is_gone_is_counted_of_services_that_were_seen() -> None:
    written = [finding(), finding(path="/a"), finding(path="/b", service="unseen.example"), finding("declared-unused")]
    severities = {"declared-unused": None}
    known = Acceptance(TODAY, severities, _known(written).baseline)
    accepted = accept([finding()], known, frozenset({"api.example"}))
    assert [one.path for one in accepted.gone] == ["/a"]
    (notice,) = accepted.notices
    assert (notice.kind, notice.severity) == ("gone", Severity.NOTE)
    assert notice.message.endswith(": 1")
    assert "baseline write" in notice.hint


def test_without_a_baseline_nothing_has_a_state() -> None:
    accepted = accept([finding()], Acceptance(TODAY), SERVICES)
    assert accepted.findings[0].state == ""
    assert FailOn().failed(accepted.findings)


def test_an_empty_baseline_is_one() -> None:
    assert accept([finding()], _known([]), SERVICES).findings[0].state == "new"


def test_a_waived_finding_stays_known_or_new() -> None:
    waivers = (Waiver(rule="*", reason="agreed", expires=date(2027, 1, 1)),)
    known = Acceptance(TODAY, {}, _known([finding()]).baseline, waivers)
    accepted = accept([finding(), finding(path="/a")], known, SERVICES)
    assert {(one.path, one.state, one.waiver) for one in accepted.findings} == {
        ("/orders", "known", "agreed"),
        ("/a", "new", "agreed"),
    }


def test_odd_names_are_written_in_ascii_and_come_back() -> None:
    odd = finding(path="/caf\u00e9/\x1b[31m\x7f\u202e\ud800/\u2028x")
    text = baseline.dump([odd])
    assert text.isascii()
    assert all(sign.isprintable() or sign == "\n" for sign in text)
    assert accept([odd], _known([odd]), SERVICES).findings[0].state == "known"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "no baseline"),
        (b"{", "no baseline"),
        (b"\xff\xfe", "no baseline"),
        (b"[]", "no baseline"),
        (b'{"findings": []}', "no baseline"),
        (b'{"version": 1}', "no baseline"),
        (b'{"version": "1", "findings": []}', "no baseline"),
        (b'{"version": 0, "findings": []}', "version 0"),
        (b'{"version": 2, "entries": []}', "version 2"),
        (b'{"version": 1, "findings": [{"rule": "a"}]}', "no baseline"),
        (b'{"schema_version": 1, "summary": {}, "findings": []}', "no baseline"),
        (b"[" * 100_000, "no baseline"),
        (b"<<<<<<< HEAD\n{}", "no baseline"),
    ],
)
def test_what_is_no_baseline_is_refused(content: bytes, word: str) -> None:
    with pytest.raises(UsageError) as raised:
        baseline.parse("b.json", content)
    assert raised.value.message.startswith("b.json: ")
    assert word in raised.value.message
    assert "\n" not in raised.value.message
    assert raised.value.hint
