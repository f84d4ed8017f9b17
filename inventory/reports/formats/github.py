"""Findings to annotations: workflow commands of GitHub Actions."""

from inventory.reports.documents import DriftDocument, FindingDocument
from inventory.reports.wording import counted, failure, line_of, safe, subject, worst_first

DOCUMENTS = (DriftDocument,)
ENDINGS = ()

SHOWN = {"error": 10, "warning": 10, "note": 9}  # GitHub shows ten of each kind; the last notice tells of the rest
TITLE_LIMIT = 200  # characters
MESSAGE_LIMIT = 1_000

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(document: DriftDocument, *, width: int, colour: bool) -> str:
    """Return a command for each of the worst findings that nobody accepted, and one that tells how many are left."""
    del width, colour
    new = [one for one in worst_first(document.findings) if not one.waiver and one.state != "known"]
    failed = failure(document)
    lines = [f"::error title=inventory::{_data(failed)}"] if failed else []
    left = []
    for severity, limit in SHOWN.items():
        most = limit - 1 if failed and severity == "error" else limit
        found = [one for one in new if one.severity == severity]
        lines += [_annotation(one, document) for one in found[:most]]
        left += [(severity, len(found) - most)] * (len(found) > most)
    if left:
        more = ", ".join(counted(count, severity) for severity, count in left)
        lines.append(f"::notice title=inventory::and {more} more: the step summary and other formats have all of them")
    return "".join(f"{line}\n" for line in lines)


def _annotation(one: FindingDocument, document: DriftDocument) -> str:
    properties = {}
    spec = line_of(one, document)
    if spec is not None:
        properties["file"] = safe(spec.file)
        properties |= {"line": str(spec.line), "col": str(max(spec.column, 1))} if spec.line else {}
    properties["title"] = safe(f"{one.rule}: {subject(one)}", TITLE_LIMIT)
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[one.severity]} {told}::{_data(safe(one.message, MESSAGE_LIMIT))}"


def _data(text: str) -> str:
    """Escape a message, as the toolkit of GitHub Actions does."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
