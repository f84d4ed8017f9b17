"""A report in a browser to what stands on it, and a document to what should stand there."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from playwright.sync_api import Page

from inventory.reports.documents import EndpointDocument, FindingDocument, InventoryDocument
from inventory.reports.page.tagging import label, tags

Listed = tuple[str, str, str]  # method, path and service
Key = Callable[[EndpointDocument], str | float]

SEVERITIES = ("error", "warning", "note")
_ROWS = """rows => rows.map(row => [0, 1, 2].map(at => row.cells[at].textContent))"""


def listed(page: Page) -> list[Listed]:
    """Return the endpoints that the table shows, in its order."""
    return [tuple(row) for row in page.locator("#endpoint-rows tbody tr").evaluate_all(_ROWS)]


def matches(page: Page) -> int:
    """Return how many endpoints the page says fit what is asked for."""
    said = page.locator("#matches").inner_text()
    found = re.fullmatch(r"([\d,]+)(?: of [\d,]+)? endpoints?", said)
    assert found is not None, said
    return int(found[1].replace(",", ""))


def show_all(page: Page) -> None:
    """Ask for all rows, where some are left out."""
    while page.locator("#more button:visible").count():
        page.locator("#more button:visible").last.click()


class Oracle:
    """What a page about a document should list."""

    def __init__(self, document: InventoryDocument) -> None:
        self.document = document
        found = document.drift.findings if document.drift is not None else ()
        by_fingerprint = {one.fingerprint: one for one in found}
        self._findings = {one.id: [by_fingerprint[key] for key in one.findings] for one in document.endpoints}
        self._tags = {one.id: own for one, own in zip(document.endpoints, tags(document), strict=True)}
        # The column, and what endpoints are sorted by; True where the first press puts the greatest on top.
        self.columns: dict[str, tuple[Key, bool]] = {
            "method": (lambda one: one.method, False),
            "path": (lambda one: one.template, False),
            "service": (lambda one: one.service, False),
            "tags": (lambda one: " ".join(map(label, self._tags[one.id])), False),
            "count": (lambda one: one.count, True),
            "errors": (_errors, True),
            "latency": (lambda one: one.latency.p90 if one.latency is not None else -1, True),
            "findings": (self._worst, True),
            "first": (lambda one: _time(one.first_seen), True),
            "last": (lambda one: _time(one.last_seen), True),
        }

    def sorted(self, column: str, *, falling: bool) -> list[EndpointDocument]:
        """Return all endpoints in the order of a column; those that are alike stay in the order of the report."""
        return sorted(self.document.endpoints, key=self.columns[column][0], reverse=falling)

    def selected(self, **asked: str) -> list[EndpointDocument]:
        """Return the endpoints that fit a search `q` and filters."""
        return [one for one in self.document.endpoints if self._fits(one, asked)]

    def findings(self, one: EndpointDocument) -> Sequence[FindingDocument]:
        """Return what was found about an endpoint."""
        return self._findings[one.id]

    def tags(self, one: EndpointDocument) -> Sequence[str]:
        """Return the tags of an endpoint."""
        return self._tags[one.id]

    def _fits(self, one: EndpointDocument, asked: dict[str, str]) -> bool:
        found, own = self._findings[one.id], self._tags[one.id]
        texts = [one.method, one.service + one.template, *own, *map(label, own)]
        texts += [text for finding in found for text in (finding.rule, finding.severity)]
        words = asked.get("q", "").lower().split()
        severity = asked.get("severity", "")
        return (
            all(any(word in text.lower() for text in texts) for word in words)
            and asked.get("service") in {None, "", one.service}
            and asked.get("method") in {None, "", one.method}
            and asked.get("tag", "") in {"", *own}
            and asked.get("rule", "") in {"", *(finding.rule for finding in found)}
            and (severity in {"", *(finding.severity for finding in found)} or (severity == "any" and bool(found)))
        )

    def _worst(self, one: EndpointDocument) -> float:
        """Sort by the worst of the findings, then by how many there are."""
        found = self._findings[one.id]
        worst = min((SEVERITIES.index(finding.severity) for finding in found), default=len(SEVERITIES))
        return (len(SEVERITIES) - worst) * 1_000_000 + len(found)


def keys(endpoints: Sequence[EndpointDocument]) -> list[Listed]:
    """Return endpoints as the table shows them."""
    return [(one.method, one.template, one.service) for one in endpoints]


def _errors(one: EndpointDocument) -> float:
    return sum(count for status, count in one.statuses.items() if status[0] in "45") / one.count


def _time(text: str | None) -> float:
    return datetime.fromisoformat(text).timestamp() if text is not None else 0.0
