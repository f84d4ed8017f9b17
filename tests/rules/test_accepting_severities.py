"""Severities of rules as configured, and what makes a run fail."""

import pytest
from hypothesis import given
from made_findings import TODAY, finding, several_findings

from inventory.errors import UsageError
from inventory.model.findings import Finding, Severity
from inventory.rules import Acceptance, FailOn, accept

NO_SERVICES = frozenset[str]()
FOUND = (
    finding(severity=Severity.ERROR),
    finding("deprecated-in-use", severity=Severity.WARNING, tags=("zombie",)),
    finding("declared-unused", severity=Severity.NOTE, tags=("orphan",)),
)


def test_a_rule_weighs_as_configured_and_comes_in_that_order() -> None:
    severities = {"undocumented-endpoint": Severity.NOTE, "declared-unused": Severity.ERROR, "deprecated-in-use": None}
    accepted = accept(FOUND, Acceptance(TODAY, severities), NO_SERVICES)
    assert [(one.rule, one.severity) for one in accepted.findings] == [
        ("declared-unused", Severity.ERROR),
        ("undocumented-endpoint", Severity.NOTE),
    ]


@given(several_findings)
def test_without_configuration_all_stay(found: tuple[Finding, ...]) -> None:
    assert set(accept(found, Acceptance(TODAY), NO_SERVICES).findings) == set(found)


@pytest.mark.parametrize(
    ("words", "failing"),
    [
        (["error"], {"undocumented-endpoint"}),
        (["warning"], {"undocumented-endpoint", "deprecated-in-use"}),
        (["note"], {"undocumented-endpoint", "deprecated-in-use", "declared-unused"}),
        (["zombie"], {"deprecated-in-use"}),
        (["declared-unused"], {"declared-unused"}),
        (["error, orphan"], {"undocumented-endpoint", "declared-unused"}),
        (["error", "orphan"], {"undocumented-endpoint", "declared-unused"}),
        (["ERROR,Warning"], {"undocumented-endpoint", "deprecated-in-use"}),
        (["never"], set()),
    ],
)
def test_each_word_names_what_fails(words: list[str], failing: set[str]) -> None:
    fail_on = FailOn.of(words)
    assert {one.rule for one in FOUND if fail_on.failed([one])} == failing


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["zombi"], ("--fail-on", "zombi", "did you mean zombie?", "never")),
        (["warn"], ("did you mean warning?",)),
        (["error,"], ("nothing",)),
        ([""], ("nothing",)),
        (["never,error"], ("never", "error")),
        (["never", "zombie"], ("never", "zombie")),
        (["x" * 5_000], ("possible: error",)),
    ],
)
def test_other_words_are_refused(words: list[str], parts: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as raised:
        FailOn.of(words)
    for part in parts:
        assert part in f"{raised.value.message} ({raised.value.hint})"
    assert len(raised.value.message) < 200
