"""Documents to Markdown, for comments on pull and merge requests, issues, chats and mails."""

from collections.abc import Iterable
from functools import singledispatch

from inventory.reports.documents import (
    DriftDocument,
    EndpointDetail,
    EndpointDocument,
    EndpointsDocument,
    InventoryDocument,
    RulesDocument,
)
from inventory.reports.inventory_lines import credentials, latency
from inventory.reports.markdown_inventory import inventory
from inventory.reports.markdown_text import code, drift, table
from inventory.reports.wording import place

DOCUMENTS = (DriftDocument, EndpointsDocument, EndpointDetail, RulesDocument, InventoryDocument)
ENDINGS = (".md",)

SIZE_LIMIT = 65_000  # characters: GitHub takes 65,536 characters for a comment
MARK = "<!-- inventory -->"  # by which a pipeline finds the comment again


def render(
    document: DriftDocument | EndpointsDocument | EndpointDetail | RulesDocument | InventoryDocument,
    *,
    width: int,
    colour: bool,
) -> str:
    """Return tables and lists; findings begin with a mark, by which a comment can be found and renewed."""
    del width, colour
    return _show(document)


@singledispatch
def _show(document: object) -> str:
    raise TypeError(type(document).__name__)


@_show.register
def _(document: DriftDocument) -> str:
    return f"{MARK}\n{drift(document, SIZE_LIMIT - len(MARK) - 1)}"


@_show.register
def _(document: InventoryDocument) -> str:
    return _text(inventory(document))


@_show.register
def _(document: EndpointsDocument) -> str:
    columns = ("service", "method", "endpoint", "state", "exchanges", "statuses")
    rows = (
        (code(one.service), code(one.method), code(one.template), one.state, f"{one.count:,}", _statuses(one))
        for one in document.endpoints
    )
    return _text(table(columns, rows))


@_show.register
def _(document: EndpointDetail) -> str:
    lines: list[str] = []
    for one in document.endpoints:
        facts = {
            "state": one.state,
            "exchanges": f"{one.count:,}: {_statuses(one)}",
            "query": _codes(one.query_parameters),
            "sent": _codes(one.request_media_types),
            "answered": _codes(one.response_media_types),
            "protocols": _codes(one.protocols),
            "credentials": code(credentials(one)),
            "latency": latency(one.latency) if one.latency is not None else "",
            "clients": _codes(found.name for found in one.clients),
            "networks": _codes(found.name for found in one.networks),
            "evidence": _codes(map(place, one.evidence)),
        }
        lines += [f"### {code(f'{one.method} {one.service}{one.template}')}", ""]
        lines += [f"- {name}: {fact}" for name, fact in facts.items() if fact]
        lines += [f"- {code(item.name)}: {item.type}, {code(item.evidence)}" for item in one.parameters] + [""]
    return _text(lines)


@_show.register
def _(document: RulesDocument) -> str:
    if len(document.rules) == 1:
        rule = document.rules[0]
        return _text([f"# {rule.name}", "", f"Severity: {rule.severity}. Tags: {', '.join(rule.tags)}.", "", rule.text])
    rows = ((f"`{rule.name}`", rule.severity, ", ".join(rule.tags), rule.title) for rule in document.rules)
    return _text(table(("rule", "severity", "tags", "what it finds"), rows))


def _statuses(one: EndpointDocument) -> str:
    return ", ".join(f"{code(status)} ({count:,})" for status, count in one.statuses.items())


def _codes(texts: Iterable[str]) -> str:
    return ", ".join(filter(None, map(code, texts)))


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"
