"""Waivers accept what they fit, until their last day, whatever their order."""

import random
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_findings import TODAY, finding, several_findings, waivers

from inventory.model.findings import Finding, Severity
from inventory.rules import Acceptance, FailOn, Waiver, accept
from inventory.rules.waivers import waive

NO_SERVICES = frozenset[str]()


@pytest.mark.parametrize(
    ("waiver", "fitting"),
    [
        (Waiver(rule="*", reason="r"), True),
        (Waiver(rule="undocumented-endpoint", reason="r"), True),
        (Waiver(rule="shadow", reason="r"), True),
        (Waiver(rule="zombie", reason="r"), False),
        (Waiver(rule="*", method="post", reason="r"), True),
        (Waiver(rule="*", method="GET", reason="r"), False),
        (Waiver(rule="*", service="API.example", reason="r"), True),
        (Waiver(rule="*", service="*.example", reason="r"), True),
        (Waiver(rule="*", service="*.test", reason="r"), False),
        (Waiver(rule="*", path="/orders/{x}/**", reason="r"), True),
        (Waiver(rule="*", path="/order/**", reason="r"), False),
        (Waiver(rule="*", location="query.*", reason="r"), True),
        (Waiver(rule="*", location="response.*", reason="r"), False),
        (Waiver(rule="shadow", path="/orders/**", method="GET", reason="r"), False),
    ],
)
def test_everything_that_a_waiver_names_must_fit(waiver: Waiver, *, fitting: bool) -> None:
    found = finding(path="/orders/{orderId}/items", method="POST", location="query.limit")
    assert waiver.fits(found) == fitting


def test_a_location_does_not_fit_a_whole_endpoint() -> None:
    assert not Waiver(rule="*", location="query.*", reason="r").fits(finding())


@pytest.mark.parametrize(
    ("pattern", "fitting"),
    [("*.api.example", True), ("{org}.api.example", True), ("a.api.example", False), ("?.api.example", True)],
)
def test_a_service_of_several_hosts_is_waived_when_all_of_them_are(pattern: str, *, fitting: bool) -> None:
    found = finding(service="{tenant}.api.example", hosts=("a.api.example", "b.api.example"))
    assert Waiver(rule="*", service=pattern, reason="r").fits(found) == fitting


@pytest.mark.parametrize(("expires", "holds"), [(date(2026, 6, 29), False), (TODAY, True), (date(2026, 7, 1), True)])
def test_a_waiver_holds_on_its_last_day(expires: date, *, holds: bool) -> None:
    waiver = Waiver(rule="shadow", path="/orders", reason="going", expires=expires)
    accepted = accept([finding()], Acceptance(TODAY, waivers=(waiver,)), NO_SERVICES)
    assert accepted.findings[0].waiver == ("going" if holds else "")
    assert [one.kind for one in accepted.notices] == ([] if holds else ["expired-waiver"])
    assert FailOn().failed(accepted.findings, accepted.notices) is not holds


def test_a_waiver_that_ended_fails_even_when_it_fits_nothing() -> None:
    waiver = Waiver(rule="zombie", path="/old/**", reason="going in spring", expires=date(2026, 3, 31))
    accepted = accept([], Acceptance(TODAY, waivers=(waiver,)), NO_SERVICES)
    (notice,) = accepted.notices
    assert notice.severity is Severity.ERROR
    for part in ("zombie", "/old/**", "2026-03-31", "going in spring"):
        assert part in notice.message
    assert FailOn().failed((), accepted.notices)
    assert FailOn.of(["zombie"]).failed((), accepted.notices)
    assert not FailOn.of(["never"]).failed((), accepted.notices)


def test_waivers_that_fit_nothing_are_told_in_one_note() -> None:
    idle = tuple(Waiver(rule="zombie", path=f"/old/{number}", reason="r") for number in range(7))
    accepted = accept([finding()], Acceptance(TODAY, waivers=(*idle, Waiver(rule="*", reason="r"))), NO_SERVICES)
    (notice,) = accepted.notices
    assert (notice.kind, notice.severity) == ("idle-waiver", Severity.NOTE)
    assert "7 waivers" in notice.message
    assert "2 more" in notice.message
    assert not FailOn().failed(accepted.findings, accepted.notices)


def test_the_waiver_that_lasts_longest_gives_the_reason() -> None:
    short = Waiver(rule="*", reason="a short one", expires=date(2026, 7, 1))
    long = Waiver(rule="shadow", reason="for good")
    assert waive([finding()], [short, long], TODAY).findings[0].waiver == "for good"


@given(several_findings, st.lists(waivers, max_size=6))
def test_waiving_changes_nothing_but_the_reason(found: tuple[Finding, ...], given_waivers: list[Waiver]) -> None:
    waived = waive(found, given_waivers, TODAY)
    assert [msgspec.structs.replace(one, waiver="") for one in waived.findings] == list(found)
    assert [one.fingerprint for one in waived.findings] == [one.fingerprint for one in found]


@given(several_findings, st.lists(waivers, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_waivers_does_not_matter(
    found: tuple[Finding, ...], given_waivers: list[Waiver], shuffle: random.Random
) -> None:
    first = accept(found, Acceptance(TODAY, waivers=tuple(given_waivers)), NO_SERVICES)
    shuffled = given_waivers + given_waivers[:1]
    shuffle.shuffle(shuffled)
    assert accept(found, Acceptance(TODAY, waivers=tuple(shuffled)), NO_SERVICES) == first


@given(several_findings, st.lists(waivers, max_size=6))
def test_each_waiver_is_used_idle_or_ended(found: tuple[Finding, ...], given_waivers: list[Waiver]) -> None:
    waived = waive(found, given_waivers, TODAY)
    for waiver in set(given_waivers):
        fits = any(waiver.fits(one) for one in found)
        assert (waiver in waived.ended) == waiver.ended(TODAY)
        assert (waiver in waived.idle) == (not waiver.ended(TODAY) and not fits)
