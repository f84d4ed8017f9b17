"""Documents about drift to the words that several formats share."""

import re
from collections.abc import Iterable, Mapping, Sequence

from inventory.model.text import SHOWN_LIMIT, printable
from inventory.reports.documents import ChangedFindingDocument, DriftDocument, FindingDocument, SpecPlace, Where

SEVERITIES = ("error", "warning", "note")  # worst first

# GitHub and Azure read commands anywhere in a line, `##[add-mask]` and `##vso[task.setvariable]`, and at its beginning
# `::add-mask::`, which may be where a long text is folded.
_COMMAND = re.compile(r"##(?=\[|vso\[)|::(?=[A-Za-z][A-Za-z-]*(?: |::))")
_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?"
)
_APART = {
    "page": "web pages", "asset": "scripts, styles and images", "preflight": "CORS preflights and OPTIONS",
    "tunnel": "CONNECT tunnels", "ambiguous": "perhaps smuggled", "refused": "answered 401, 403 or 407 only",
    "moved": "moved for good", "failed": "gateway errors only", "unanswered": "without a response",
    "rejected": "answered 400 only", "probed": "probed (only 404, 405, 410 or 501)",
}  # fmt: skip
_FAILURES = {
    2: "The run failed: wrong use, or a description that does not validate.",
    3: "An input could not be read, or more of it was lost than allowed: there may be more than what was found.",
    4: "There was nothing to judge: no exchange, or no host in common with the descriptions.",
    5: "The run failed: the database was refused, locked or full.",
}


def safe(text: str, limit: int = 10_000, *, read: int = SHOWN_LIMIT) -> str:
    """Return text that no terminal, log or CI system acts on: at most `limit` characters, of the first `read`."""
    return cut(_COMMAND.sub(lambda found: f"{found[0][0]}\\x{ord(found[0][1]):x}", printable(text, read)), limit)


def cut(text: str, limit: int) -> str:
    """Return a text of at most `limit` characters, with a sign where some are missing."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def counted(count: int, name: str, several: str = "") -> str:
    """Write a number of things: "1 error", "1,204 errors", "2 bodies"."""
    return f"{count:,} {name if count == 1 else several or name + 's'}"


def some(texts: Sequence[str], limit: int) -> str:
    """Name the first few of many: "a, b and 1,204 more"."""
    more = len(texts) - limit
    return ", ".join(texts[:limit]) + (f" and {more:,} more" if more > 0 else "")


def tallied(counts: Iterable[tuple[str, int]], limit: int) -> str:
    """Name the first few of many with how often each was seen: "200 (24), 404 (5)"."""
    return some([f"{name} ({count:,})" for name, count in counts], limit)


def minute(moment: str | None) -> str:
    """Write a time of a document to the minute: "2026-11-21 03:23"; "" where it is unknown."""
    return (moment or "")[:16].replace("T", " ")


def span(first: str | None, last: str | None) -> str:
    """Write from when to when, to the second: "2026-11-20 03:23:33 to 2026-11-21 03:24:00", or "… to 03:24:00"."""
    start, end = ((moment or "")[:19].replace("T", " ") for moment in (first, last))
    if not start or start == end:
        return start or end
    return f"{start} to {end[11:] if end[:10] == start[:10] else end}"


def apart(counts: Mapping[str, int]) -> list[str]:
    """Tell what is no API endpoint, by state: "3 scripts, styles and images"."""
    return [f"{count:,} {_APART.get(state, state)}" for state, count in counts.items()]


def failure(document: DriftDocument) -> str:
    """Tell why a run failed; "" where it did not."""
    status = document.exit_status
    return "" if status < 2 else _FAILURES.get(status, f"The run ended early, with status {status}.")


def is_address(file: str) -> bool:
    """Tell whether a description, or a part of it, came from the web (RFC 3986, and no fragment)."""
    return _ADDRESS.fullmatch(file) is not None


def share(one: FindingDocument) -> str:
    """Write how many exchanges show a finding: "142 of 9,310"."""
    return f"{one.count:,} of {one.total:,}" if one.total else f"{one.count:,}"


def several(document: DriftDocument) -> bool:
    """Tell whether the findings are about several services, so that each has to name its own."""
    return len({one.service for one in document.findings}) > 1


def message(one: FindingDocument | ChangedFindingDocument) -> str:
    """Return the message of a finding behind its subject, which it need not name again."""
    return one.message.removeprefix(f"{one.method} {one.path} ")


def endpoint(one: FindingDocument | ChangedFindingDocument, *, service: bool = False) -> str:
    """Write where a finding was made: "/orders/{orderId} query.limit"."""
    return f"{one.service if service else ''}{one.path} {one.location or ''}".rstrip()


def subject(one: FindingDocument | ChangedFindingDocument, *, service: bool = False) -> str:
    """Write what a finding is about: "GET /orders/{orderId} query.limit"."""
    return f"{one.method} {endpoint(one, service=service)}".lstrip()


def accepted(one: FindingDocument) -> str:
    """Tell whether a finding is accepted: "waived", "known", "new", or "" where nothing is said."""
    return "waived" if one.waiver else one.state


def place(where: Where) -> str:
    """Write where an exchange stands in a capture."""
    return f"{where.capture} entry {where.entry}" if where.entry else f"{where.capture} frame {where.frame}"


def worst_first(findings: Iterable[FindingDocument]) -> list[FindingDocument]:
    """Sort findings: those that nobody accepted first, then by severity, then as they stand."""
    return sorted(findings, key=lambda one: (bool(one.waiver), one.state == "known", SEVERITIES.index(one.severity)))


def line_of(one: FindingDocument, document: DriftDocument) -> SpecPlace | None:
    """Return the line of a description that a finding belongs to.

    One about nothing declared belongs to where the paths of its service's description begin, or those of the first.
    """
    if one.spec is not None:
        return one.spec
    own = [found.spec for found in document.descriptions if one.service in found.services]
    return next(iter(own or [found.spec for found in document.descriptions]), None)


def figures(document: DriftDocument) -> list[str]:
    """Sum up a comparison in one line each: findings by severity, then use of what is declared."""
    summary = document.summary
    accepted_by = {name: sum(accepted(one) == name for one in document.findings) for name in ("new", "known", "waived")}
    lines = [
        f"{counted(summary.findings, 'finding')}: "
        + ", ".join(
            [f"{count:,} {name}" for name, count in summary.by_severity.items()]
            + [f"{count:,} {name}" for name, count in accepted_by.items() if count]
        )
    ]
    if summary.services:
        lines.append(
            f"{summary.operations_used:,} of {summary.operations:,} declared operations used, "
            f"{counted(summary.endpoints_undeclared, 'undeclared endpoint')}, on {', '.join(summary.services)}"
        )
    if summary.parameters is not None and summary.statuses is not None:
        lines.append(
            f"of these operations {summary.parameters_used:,} of {summary.parameters:,} declared parameters and "
            f"{summary.statuses_seen:,} of {summary.statuses:,} declared statuses were seen"
        )
    lines += [
        f"{old} is an older version of {new}: what only it declares is gone" for old, new in summary.older.items()
    ]
    return lines
