"""Rules and corrections: lists of them, and one rule explained."""

import inspect
from textwrap import indent
from typing import Any

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.text import Text

from inventory.reports.documents import CorrectionDocument, CorrectionsDocument, RuleDocument, RulesDocument
from inventory.reports.tables.colours import HEADING, aside, of_severity
from inventory.reports.tables.grid import Column, Grid, Sentences
from inventory.reports.wording import safe

READABLE = 100  # cells of a line of running text

_RULES = (
    Column("rule"), Column("severity", style=of_severity), Column("what it finds", least=36, rank=1, alone=True),
    Column("tags", rank=2, label="tags:", style=aside),
)  # fmt: skip
_CORRECTIONS = (
    Column("correction"), Column("template", least=24), Column("words or names", least=16, rank=2),
    Column("service", least=16, rank=1, label="service"),
)  # fmt: skip


def rules(document: RulesDocument) -> RenderableType:
    """Return the list of rules, or all about the only one."""
    if len(document.rules) == 1:
        return _rule(document.rules[0])
    return Grid(_RULES, [(rule.name, rule.severity, rule.title, ", ".join(rule.tags)) for rule in document.rules])


def corrections(document: CorrectionsDocument) -> RenderableType:
    """Return the list of corrections."""
    if not document.corrections:
        return Sentences(["No corrections."])
    return Grid(_CORRECTIONS, [tuple(map(safe, _correction(one))) for one in document.corrections])


def _correction(one: CorrectionDocument) -> tuple[str, ...]:
    template = f"{one.method} {one.template}" if one.method else one.template
    return one.kind, template, " ".join(one.words), one.service or "all"


def _rule(rule: RuleDocument) -> RenderableType:
    from rich.markdown import Markdown  # noqa: PLC0415 - takes long to import, and nothing else needs it

    heading = Sentences([f"{rule.name} ({rule.severity}; {', '.join(rule.tags)})"], style=HEADING)
    return Group(heading, Constrain(Markdown(rule.text), READABLE), *(Text(_example(one)) for one in rule.examples))


def _example(one: dict[str, Any]) -> str:
    described = ", ".join(one["described"]) or "nothing"
    if one["paths"]:
        described = "\n" + indent(inspect.cleandoc("\n".join(filter(None, (one["paths"], one["components"])))), " " * 4)
    if one["before"]:
        described += f"; before that {', '.join(one['before'])}"
    described += f"; on {one['server']}" if one["server"] else ""
    observed, found = ", ".join(one["observed"]), ", ".join(one["found"]) or "nothing"
    return f"Example: {one['title']}\n  described: {described}\n  observed:  {observed}\n  found:     {found}"
