"""Operations and findings to JUnit XML: one case for each operation, and for each undeclared endpoint that fails."""

from collections import defaultdict
from xml.etree import ElementTree as ET

from inventory import __version__
from inventory.reports.documents import DriftDocument, FindingDocument, OperationDocument, SpecPlace
from inventory.reports.wording import accepted, counted, failure, line_of, place, safe, share

DOCUMENTS = (DriftDocument,)
ENDINGS = (".xml",)


def render(document: DriftDocument, *, width: int, colour: bool) -> str:
    """Return a suite for each service, with a case for each of its operations.

    A case fails where a finding makes the exit status 1, and is skipped where the operation was not seen.
    """
    del width, colour
    suites: dict[str, list[ET.Element]] = defaultdict(list)
    if failure(document):
        case = _case("inventory", "run", None)
        ET.SubElement(case, "error", type="run", message=failure(document))
        suites["inventory"].append(case)
    found = {one.fingerprint: one for one in document.findings}
    for operation in document.operations:
        service, about = _suite(operation, document), [found[key] for key in operation.findings]
        suites[service].append(_operation(operation, service, about))
    for (service, name), findings in sorted(_undeclared(document).items()):
        case = _case(service, name, line_of(findings[0], document))
        _tell(case, findings)
        suites[service].append(case)
    root = ET.Element("testsuites", _counts("inventory", [case for cases in suites.values() for case in cases]))
    for name, cases in sorted(suites.items()):
        suite = ET.SubElement(root, "testsuite", _counts(name, cases))
        properties = ET.SubElement(suite, "properties")
        ET.SubElement(properties, "property", name="inventory.version", value=__version__)
        suite.extend(cases)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(operation: OperationDocument, document: DriftDocument) -> str:
    """Name the suite of an operation: its service, or where it was not seen the only one of its description."""
    if operation.service is not None:
        return operation.service
    own = [one.services for one in document.descriptions if one.spec.file == operation.spec.file]
    return own[0][0] if len(own) == 1 and len(own[0]) == 1 else operation.spec.file


def _undeclared(document: DriftDocument) -> dict[tuple[str, str], list[FindingDocument]]:
    """Group by service and endpoint what is about no operation."""
    declared = {key for operation in document.operations for key in operation.findings}
    groups: dict[tuple[str, str], list[FindingDocument]] = defaultdict(list)
    for one in document.findings:
        if one.fingerprint not in declared:
            groups[one.service, f"{one.method} {one.path}".strip()].append(one)
    return groups


def _operation(operation: OperationDocument, service: str, findings: list[FindingDocument]) -> ET.Element:
    case = _case(service, f"{operation.method} {operation.path}", operation.spec)
    _tell(case, findings)
    if not operation.exchanges and not any(one.fails for one in findings):
        case.insert(0, ET.Element("skipped", message="not seen in this traffic"))
    return case


def _case(service: str, name: str, spec: SpecPlace | None) -> ET.Element:
    case = ET.Element("testcase", classname=safe(service) or "inventory", name=safe(name), time="0")
    if spec is not None:
        case.set("file", safe(spec.file))
        case.set("line", str(max(spec.line, 1)))
    return case


def _tell(case: ET.Element, findings: list[FindingDocument]) -> None:
    """Put what fails into one failure, as readers know no second one, and what does not fail beside it."""
    failing = [one for one in findings if one.fails]
    if failing:
        more = f" (and {counted(len(failing) - 1, 'other finding')})" if len(failing) > 1 else ""
        failed = ET.SubElement(case, "failure", type=failing[0].rule, message=safe(failing[0].message) + more)
        failed.text = "\n".join(map(_lines, failing))
    others = [one for one in findings if not one.fails]
    if others:
        ET.SubElement(case, "system-out").text = "\n".join(map(_lines, others))


def _lines(one: FindingDocument) -> str:
    state = f", {accepted(one)}" if accepted(one) else ""
    lines = [f"{one.severity} {one.rule}{state}: {safe(one.message)}", f"  exchanges: {share(one)}"]
    lines += [f"  evidence: {safe(place(where))}" for where in one.evidence]
    lines += [f"  description: {safe(one.spec.file)}:{one.spec.line}"] if one.spec is not None else []
    lines += [f"  accepted: {safe(one.waiver)}"] if one.waiver else []
    return "\n".join([*lines, f"  fingerprint: {one.fingerprint}"])


def _counts(name: str, cases: list[ET.Element]) -> dict[str, str]:
    kinds = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    counts = {kind: sum(case.find(name) is not None for case in cases) for kind, name in kinds.items()}
    figures = {kind: str(count) for kind, count in counts.items()}
    return {"name": safe(name), "tests": str(len(cases)), **figures, "time": "0"}
