"""Findings to SARIF 2.1.0, within the limits of GitHub's code scanning."""

import zlib
from urllib.parse import quote

from inventory import __version__
from inventory.reports import ascii_json
from inventory.reports.documents import AppliedRuleDocument, DriftDocument, FindingDocument, SpecPlace, Where
from inventory.reports.wording import failure, is_address, line_of, place, safe, worst_first

DOCUMENTS = (DriftDocument,)
ENDINGS = (".sarif", ".sarif.json")

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
RESULTS_LIMIT = 25_000  # of one run
SIZE_LIMIT = 10_000_000  # bytes of a file after compression
TAGS_LIMIT = 20  # of one rule
TITLE_LIMIT = 1_024  # characters

_ROOT = "%SRCROOT%"
_PROBLEMS = {"error": "error", "warning": "warning", "note": "recommendation"}
_BASELINE = {"new": "new", "known": "unchanged"}

Json = dict[str, object]


def render(document: DriftDocument, *, width: int, colour: bool) -> str:
    """Return one run; where there is more than GitHub takes, the worst findings, and a notification that tells so."""
    del width, colour
    findings = worst_first(document.findings)[:RESULTS_LIMIT]
    while True:
        text = ascii_json.dumps(_log(document, findings))
        size = len(zlib.compress(text.encode("ascii"), 1)) if len(text) > SIZE_LIMIT else len(text)
        if size <= SIZE_LIMIT or not findings:
            return text
        findings = findings[: len(findings) * SIZE_LIMIT // size * 9 // 10]


def _log(document: DriftDocument, findings: list[FindingDocument]) -> Json:
    places = [(one, line_of(one, document)) for one in findings]
    index = {rule.name: number for number, rule in enumerate(document.rules)}
    waived = any(one.waiver for one in findings)
    run: Json = {
        "tool": {
            "driver": {
                "name": "inventory",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": list(map(_rule, document.rules)),
            }
        },
        "automationDetails": {"id": "inventory/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder that inventory was run in."}}},
        "invocations": [_invocation(document, len(document.findings) - len(findings))],
        "results": [_result(one, spec, index, waived=waived) for one, spec in places if spec is not None],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: AppliedRuleDocument) -> Json:
    paragraph = rule.text.removeprefix(rule.title).partition("\n## ")[0].strip() or rule.title
    return {
        "id": rule.name,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": safe(rule.title, TITLE_LIMIT)},
        "fullDescription": {"text": paragraph[:TITLE_LIMIT]},
        "help": {"text": rule.text, "markdown": rule.text},
        "defaultConfiguration": {"level": rule.severity},
        "properties": {"tags": list(rule.tags[:TAGS_LIMIT]), "problem.severity": _PROBLEMS[rule.severity]},
    }


def _invocation(document: DriftDocument, cut: int) -> Json:
    """Tell how the run went: findings are no failure of it."""
    failed = failure(document)
    notes: list[Json] = [{"level": "error", "message": {"text": failed}}] if failed else []
    if cut:
        text = (
            f"{cut:,} of {len(document.findings):,} findings are left out, as a run holds no more; the worst are here"
        )
        notes.append({"level": "warning", "message": {"text": text}})
    return {
        "executionSuccessful": not failed,
        "exitCode": document.exit_status,
        "toolExecutionNotifications": notes,
    }


def _result(one: FindingDocument, spec: SpecPlace, index: dict[str, int], *, waived: bool) -> Json:
    result: Json = {"ruleId": one.rule}
    if one.rule in index:
        result["ruleIndex"] = index[one.rule]
    result |= {
        "level": one.severity,
        "message": {"text": safe(one.message)},
        "locations": [{**_line(spec), "logicalLocations": [_endpoint(one)]}],
        "partialFingerprints": {"inventory/v1": one.fingerprint},
    }
    if one.evidence:
        result["relatedLocations"] = [_capture(number, where) for number, where in enumerate(one.evidence, 1)]
    if one.state:
        result["baselineState"] = _BASELINE[one.state]
    if waived:  # either all results of a run say whether they are suppressed, or none (SARIF 2.1.0 section 3.27.23)
        accepted = {"kind": "external", "status": "accepted", "justification": safe(one.waiver)}
        result["suppressions"] = [accepted] if one.waiver else []
    figures: Json = {"confidence": one.confidence, "count": one.count}
    figures |= {"total": one.total, "share": one.share} if one.total else {}
    figures |= {"verdict": safe(one.verdict)} if one.verdict else {}
    result["properties"] = figures
    return result


def _line(spec: SpecPlace) -> Json:
    """Place a result in a description: below the folder of the run unless it came from the web."""
    file: Json = {"uri": spec.file if is_address(spec.file) else _path(spec.file)}
    file |= {} if is_address(spec.file) or spec.file.startswith("/") else {"uriBaseId": _ROOT}
    region = {"startLine": max(spec.line, 1), "startColumn": max(spec.column, 1)}
    return {"physicalLocation": {"artifactLocation": file, "region": region}}


def _path(file: str) -> str:
    """Write a path as a URI reference; two slashes at its beginning would make a host of what follows."""
    encoded = quote(file, errors="surrogatepass")
    return f"/{encoded.lstrip('/')}" if file.startswith("//") else encoded


def _endpoint(one: FindingDocument) -> Json:
    where = f" {one.location}" if one.location else ""
    return {"kind": "resource", "fullyQualifiedName": safe(f"{one.method} {one.service}{one.path}{where}")}


def _capture(number: int, where: Where) -> Json:
    stream = f", stream {where.stream}" if where.stream is not None else ""
    return {
        "id": number,
        "message": {"text": safe(place(where)) + stream},
        "physicalLocation": {"artifactLocation": {"uri": _path(where.capture)}},
    }
