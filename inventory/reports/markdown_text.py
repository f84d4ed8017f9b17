"""Documents to Markdown (GitHub's and GitLab's) in which no text of others is anything but text."""

import re
from collections.abc import Iterable, Sequence

from inventory.reports.documents import DriftDocument, FindingDocument
from inventory.reports.wording import (
    accepted,
    counted,
    cut,
    failure,
    figures,
    line_of,
    safe,
    several,
    share,
    subject,
    worst_first,
)

OPEN = 20  # findings that are shown at once
CELL_LIMIT = 300  # characters

# Points and colons stand where no address, list or emoji can begin.
_PROSE = re.compile(
    r"(?![0-9]+[.)])[A-Za-z0-9(](?:[A-Za-z0-9 ,;()%-]|(?<=[0-9])\.(?=[0-9])|(?<=[a-z])\.(?= |\Z)|:(?=[ 0-9]))*"
)

ICONS = {"error": "🔴 error", "warning": "🟠 warning", "note": "🔵 note"}


def code(text: str, limit: int = CELL_LIMIT) -> str:
    """Return a code span, in which nothing is read as Markdown, HTML, a mention or a link; "" for no text.

    A backtick would end it, and a bar the cell of a table: they are written as escapes.
    """
    shown = cut(safe(text).replace("`", "\\x60").replace("|", "\\x7c").strip(), limit)
    return f"`{shown}`" if shown else ""


def prose(text: str, limit: int = CELL_LIMIT) -> str:
    """Return words and figures as they are, and as a code span whatever might be read as something else."""
    return text if len(text) <= limit and _PROSE.fullmatch(text) else code(text, limit)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table; the cells are Markdown."""
    return [_row(columns), _row(["---"] * len(columns)), *map(_row, rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def drift(document: DriftDocument, size: int) -> str:
    """Return figures, the worst findings, then the others folded, in at most `size` characters."""
    summary = document.summary
    head = ["### API drift", ""]
    head += [f"> **{failure(document)}**", ""] if failure(document) else []
    if summary.services or summary.findings:
        head += [*_figures(document), ""]
    elif not failure(document):
        head += ["Nothing was compared.", ""]
    findings = worst_first(document.findings)
    service = several(document)
    rows = [_finding(one, document, service=service) for one in findings]
    parts = [*head, *(_table(rows[:OPEN]) if rows else [])]
    if rows[OPEN:]:
        parts += _folded(rows[OPEN:], size - _length(parts))
    return "\n".join(parts).rstrip("\n") + "\n"


def _figures(document: DriftDocument) -> list[str]:
    """Write the figures; the names in them are text of others."""
    first, *others = figures(document)
    return [f"**{first}**", *(f"\n{code(line, 1_000)}" for line in others)]


def _finding(one: FindingDocument, document: DriftDocument, *, service: bool) -> list[str]:
    spec = line_of(one, document)
    line = f"{spec.file}:{spec.line}" if spec is not None else ""
    state = " ".join(filter(None, (code(one.verdict), accepted(one))))
    about = code(subject(one, service=service))
    return [ICONS[one.severity], f"`{one.rule}`", about, share(one), state, code(one.message), code(line)]


def _table(rows: list[list[str]]) -> list[str]:
    return table(("severity", "rule", "endpoint", "exchanges", "state", "what", "description"), rows)


def _folded(rows: list[list[str]], size: int) -> list[str]:
    """Return further rows in a part that opens, as many as `size` characters hold, and how many are left out."""
    last = f"\nand {len(rows):,} more: other formats have all of them"
    head = ["", "<details>", f"<summary>{counted(len(rows), 'further finding')}</summary>", ""]
    fitting = size - _length([*head, *_table([]), "", "</details>", last])
    shown = []
    for row in rows:
        fitting -= _length([_row(row)])
        if fitting < 0:
            break
        shown.append(row)
    left = len(rows) - len(shown)
    more = [f"\nand {left:,} more: other formats have all of them"] if left else []
    return [*head, *_table(shown), "", "</details>", *more] if shown else more


def _length(lines: Iterable[str]) -> int:
    return sum(len(line) + 1 for line in lines)
