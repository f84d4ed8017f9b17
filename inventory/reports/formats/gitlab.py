"""Findings to GitLab's code quality report, as JSON."""

from inventory.reports import ascii_json
from inventory.reports.documents import DriftDocument
from inventory.reports.wording import line_of, safe

DOCUMENTS = (DriftDocument,)
ENDINGS = ()

_SEVERITIES = {"error": "major", "warning": "minor", "note": "info"}


def render(document: DriftDocument, *, width: int, colour: bool) -> str:
    """Return a list of issues; findings that are waived are left out, as GitLab knows no such thing."""
    del width, colour
    issues = []
    for one in document.findings:
        spec = line_of(one, document)
        if one.waiver or spec is None:
            continue
        issues.append(
            {
                "description": safe(one.message),
                "check_name": one.rule,
                "fingerprint": one.fingerprint,
                "severity": _SEVERITIES[one.severity],
                "location": {"path": safe(spec.file), "lines": {"begin": max(spec.line, 1)}},
            }
        )
    return ascii_json.dumps(issues)
