"""Endpoints to the words by which a reader picks those to look at."""

from collections import defaultdict
from collections.abc import Mapping

from inventory.reports.documents import ChangesDocument, EndpointDocument, InventoryDocument

# What a tag is called where it is shown; others are called what they are.
TAGS = {
    "new": "new",
    "woken": "woke up",
    "changed": "changed",
    "vanished": "vanished",
    "shadow": "undocumented",
    "zombie": "deprecated or removed",
    "orphan": "unused",
    "security": "security",
    "anonymous": "no credentials",
    "contract": "breaks the contract",
    "drift": "differs",
}

_STANDARDS = "owasp-"  # tags that name a list of risks, which says nothing about one endpoint


def tags(document: InventoryDocument) -> list[tuple[str, ...]]:
    """Return the tags of each endpoint: of changes, of findings, and of what it shows itself."""
    changes = _by_endpoint(document.changes)
    findings = {one.fingerprint: one.tags for one in document.drift.findings} if document.drift else {}
    return [_tags(one, changes, findings) for one in document.endpoints]


def label(tag: str) -> str:
    """Return what a tag is called where it is shown."""
    return TAGS.get(tag, tag)


def _tags(
    one: EndpointDocument, changes: Mapping[str, set[str]], findings: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    found = {tag for key in one.findings for tag in findings.get(key, ()) if not tag.startswith(_STANDARDS)}
    found |= changes.get(one.id, set()) if one.id else set()
    if one.credentials.get("none") and not one.credentials.get("some"):
        found.add("anonymous")
    found |= {one.state} - {"api"} | set(one.protocols)
    return (*(tag for tag in TAGS if tag in found), *sorted(found - TAGS.keys()))


def _by_endpoint(changes: ChangesDocument | None) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    if changes is not None:
        kinds = {"new": changes.appeared, "woken": changes.woken}
        kinds |= {"changed": changes.changed, "vanished": changes.vanished}
        for kind, endpoints in kinds.items():
            for one in endpoints:
                found[one.id].add(kind)
    return found
