"""Reports about drift as tests make them, with texts of any kind in every place."""

import msgspec

from inventory.model.comparisons import Comparison, Match
from inventory.model.endpoints import Endpoint
from inventory.model.findings import Finding, Severity
from inventory.model.observations import Evidence, Tally
from inventory.model.operations import Description, Operation, SourceLine
from inventory.reports import drifting
from inventory.reports.documents import DriftDocument
from inventory.rules import all_rules

SERVICE = "api.test"
FILE = "specs/api.yaml"
RULES = tuple(all_rules())


def finding(number: int = 1, severity: str = "error", **given: object) -> Finding:
    """Return a finding about an endpoint that nobody declares; everything can be given otherwise."""
    made = Finding(
        "undocumented-endpoint", Severity(severity), "high", ("shadow",), SERVICE, "GET", f"/things/{number}", None,
        f"GET /things/{number} is in no description", 3, 10**18, 2 * 10**18, (Evidence(10**18, "one.pcap", 7, 2),),
        None,
    )  # fmt: skip
    return msgspec.structs.replace(made, **given)


def operation(path: str, line: int, method: str = "GET", file: str = FILE) -> Operation:
    """Return a declared operation."""
    return Operation(method, path, (), SourceLine(file, line, 5))


def match(declared: Operation, exchanges: int, service: str = SERVICE, file: str = FILE) -> Match:
    """Return a declared operation with what was observed on it."""
    tally = Tally(200, "api", "served", exchanges, 1, 2, ())
    found = Endpoint(service, declared.method, declared.path, "api", (), (), (tally,), ()) if exchanges else None
    description = Description(file, "Things", "1.0", "3.1", (), (declared,), SourceLine(file, 12, 1))
    return Match(declared, description, service if exchanges else "", found)


def report(
    *findings: Finding, matches: tuple[Match, ...] | None = None, failing: str = "error", exit_status: int = 0
) -> DriftDocument:
    """Return a report; findings of the severity `failing` fail."""
    shown = (match(operation("/users", 20), 9_310),) if matches is None else matches
    covered = tuple(sorted({one.service for one in shown} - {""}))
    return drifting.drift(
        Comparison(shown, (), covered),
        findings,
        all_rules(),
        failing=[one for one in findings if one.severity == failing],
        exit_status=exit_status,
    )


def hostile(text: str) -> DriftDocument:
    """Return a report with a text in every place that holds text of others."""
    found = finding(
        service=text, method=text, path=f"/{text}", location=text, message=text, waiver="", verdict=text,
        evidence=(Evidence(1, text, 7, -1), Evidence(1, text, 8, 2)), spec=SourceLine(text, 3, 4), hosts=(text,),
    )  # fmt: skip
    others = (
        finding(2, "warning", service=text, message=text, waiver=text, path=text, total=9),
        finding(3, "note", message=text, path=text, state="known", location=text, rule="declared-unused"),
        *(finding(number, "note", message=text, path=f"{text}{number}", method="") for number in range(4, 25)),
    )
    declared = operation(text, 20, text, text)
    return report(found, *others, matches=(match(declared, 5, text, text), match(operation(text, 22), 0)))
