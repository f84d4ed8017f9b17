"""What users say makes a run fail, to whether findings do."""

from collections.abc import Iterable

import msgspec

from inventory.errors import UsageError
from inventory.model.findings import Finding, Notice, Severity, at_or_above
from inventory.model.suggesting import hint_for
from inventory.rules.rule import all_rules

NEVER = "never"


class FailOn(msgspec.Struct, frozen=True):
    """Which findings fail: those as bad as a severity, and those of some rules and tags; none without both."""

    severity: Severity | None = Severity.ERROR
    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, texts: Iterable[str], where: str = "--fail-on: ") -> "FailOn":
        """Read severities, tags and rule ids with commas between them, or `never` alone.

        Raises: UsageError, with `where` they stand before it.
        """
        words = dict.fromkeys(word.strip().lower() for text in texts for word in text.split(","))
        severities = [one for one in Severity if one.value in words]
        possible = (*(one.value for one in Severity), NEVER, *rules_and_tags())
        for word in words:
            if word not in possible:
                raise UsageError(
                    f"{where}{word[:80] or 'nothing'} is no severity, tag or rule", hint=hint_for(word, possible)
                )
        if NEVER in words and len(words) > 1:
            raise UsageError(
                f"{where}{NEVER} stands beside {', '.join(word for word in words if word != NEVER)}",
                hint="leave one of them",
            )
        return cls(severities[-1] if severities else None, frozenset(words).intersection(rules_and_tags()))

    @property
    def never(self) -> bool:
        """Tell whether nothing fails."""
        return self.severity is None and not self.names

    def failing(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings that fail: those that it names, and that are neither known nor waived."""
        return [one for one in findings if one.state != "known" and not one.waiver and self._names(one)]

    def failed(self, findings: Iterable[Finding], notices: Iterable[Notice] = ()) -> bool:
        """Tell whether a finding fails; a notice that is an error always does, unless nothing can."""
        told = not self.never and any(one.severity is Severity.ERROR for one in notices)
        return told or bool(self.failing(findings))

    def _names(self, one: Finding) -> bool:
        severe = self.severity is not None and at_or_above((one,), self.severity)
        return severe or not self.names.isdisjoint((one.rule, *one.tags))


def rules_and_tags() -> tuple[str, ...]:
    """Return the ids of all rules, then all their tags."""
    rules = all_rules()
    return (*rules, *sorted({tag for rule in rules.values() for tag in rule.tags}))
