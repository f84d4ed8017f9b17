"""JUnit XML: read back by junitparser, a case for each operation, legal characters whatever text it is about."""

from xml.etree import ElementTree as ET

import pytest
from drift_documents import FILE, SERVICE, finding, hostile, match, operation, report
from hostile_text import FORBIDDEN, hostile_texts
from hypothesis import given, settings
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase

from inventory.model.operations import SourceLine
from inventory.reports import documents, drifting, render

# Elements and attributes of the XSD that Jenkins and others share, as far as they are written here.
ATTRIBUTES = {
    "testsuites": {"name", "tests", "failures", "errors", "skipped", "time"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time"},
    "testcase": {"classname", "name", "time", "file", "line"},
    "properties": set(), "property": {"name", "value"}, "skipped": {"message"}, "system-out": set(),
    "failure": {"type", "message"}, "error": {"type", "message"},
}  # fmt: skip
CHILDREN = {
    "testsuites": ["testsuite"], "testsuite": ["properties", "testcase"], "properties": ["property"],
    "testcase": ["skipped", "error", "failure", "system-out"],
}  # fmt: skip


def cases_of(document: documents.DriftDocument) -> dict[str, TestCase]:
    """Return all cases by name, from a document that counts them rightly."""
    text = render(document, "junit")
    root = ET.fromstring(text)
    for element in root.iter():
        assert set(element.attrib) <= ATTRIBUTES[element.tag]
        order = [CHILDREN.get(element.tag, []).index(child.tag) for child in element]
        assert order == sorted(order)
        assert element.tag != "testcase" or len(element.findall("failure")) <= 1
    xml = JUnitXml.fromstring(text)
    counted = (xml.tests, xml.failures, xml.errors, xml.skipped)
    cases = [case for suite in xml for case in suite]
    xml.update_statistics()
    assert counted == (xml.tests, xml.failures, xml.errors, xml.skipped)
    return {case.name: case for case in cases}


def kinds(case: TestCase) -> list[type]:
    return [type(result) for result in case.result]


USERS, ORDERS, STORES = (
    match(operation("/users", 20), 9), match(operation("/orders", 30), 4), match(operation("/stores", 40), 0)
)  # fmt: skip


def test_a_case_for_each_operation_and_for_each_undeclared_endpoint() -> None:
    cases = cases_of(
        report(
            finding(path="/orders", rule="response-body-mismatch", location="response.200#/id"),
            finding(path="/orders", rule="undocumented-status", location="response.404"),
            finding(path="/orders", rule="deprecated-in-use", severity="warning", message="GET /orders is deprecated"),
            finding(2, path="/debug"),
            finding(3, severity="warning", path="/harmless"),
            finding(
                4, severity="note", path="/stores", rule="declared-unused", spec=SourceLine(FILE, 40, 5), service=""
            ),
            matches=(USERS, ORDERS, STORES),
        )
    )
    assert list(cases) == ["GET /users", "GET /orders", "GET /stores", "GET /debug", "GET /harmless"]
    assert cases["GET /harmless"].is_passed
    assert "warning undocumented-endpoint" in cases["GET /harmless"].system_out
    assert {case.classname for case in cases.values()} == {SERVICE}
    assert cases["GET /users"].is_passed
    assert kinds(cases["GET /orders"]) == [Failure]
    (failure,) = cases["GET /orders"].result
    assert failure.message.endswith("(and 1 other finding)")
    assert "undocumented-status" in failure.text
    assert "deprecated" not in failure.text
    assert "GET /orders is deprecated" in cases["GET /orders"].system_out
    assert kinds(cases["GET /stores"]) == [Skipped]
    assert "declared-unused" in cases["GET /stores"].system_out
    assert kinds(cases["GET /debug"]) == [Failure]
    assert "one.pcap frame 7" in cases["GET /debug"].result[0].text


def test_an_operation_without_traffic_that_fails_is_no_skipped_one() -> None:
    one = finding(severity="error", path="/stores", rule="declared-unused", spec=SourceLine(FILE, 40, 5))
    assert kinds(cases_of(report(one, matches=(STORES,)))["GET /stores"]) == [Failure]


def test_what_is_accepted_passes_and_tells_why() -> None:
    one = finding(path="/users", waiver="until the partner has moved", severity="warning")
    case = cases_of(report(one))["GET /users"]
    assert case.is_passed
    assert "waived" in case.system_out
    assert "until the partner has moved" in case.system_out


def test_each_service_is_a_suite() -> None:
    document = report(
        finding(service="b.test"), matches=(USERS, match(operation("/users", 20), 2, "a.test", "other.yaml"))
    )
    xml = JUnitXml.fromstring(render(document, "junit"))
    assert [(suite.name, suite.tests, suite.failures) for suite in xml] == [
        ("a.test", 1, 0), (SERVICE, 1, 0), ("b.test", 1, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("status", [2, 3, 4, 5])
def test_a_run_that_failed_is_an_error(status: int) -> None:
    (case,) = cases_of(drifting.unjudged(status)).values()
    assert kinds(case) == [Error]
    assert list(cases_of(report(finding(), exit_status=status)))[-1] == "run"


@settings(max_examples=60)
@given(hostile_texts)
def test_any_text_gives_legal_xml(text: str) -> None:
    shown = render(hostile(text), "junit")
    assert not FORBIDDEN & set(map(ord, shown))
    cases_of(hostile(text))
