"""Rules and corrections: lists of them, and one rule explained."""

import inspect
from textwrap import indent
from typing import Any

from rich.console import Group, RenderableType
from rich.constrain import Constrain

from inventory.reports.documents import CorrectionDocument, CorrectionsDocument, RuleDocument, RulesDocument
from inventory.reports.tables.colours import HEADING, aside, of_severity
from inventory.reports.tables.grid import Grid
from inventory.reports.tables.layout import Column
from inventory.reports.tables.lines import Facts, Sentences
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
    examples = [part for one in rule.examples for part in _example(one)]
    return Group(heading, Constrain(Markdown(rule.text), READABLE), *examples)


def _example(one: dict[str, Any]) -> list[RenderableType]:
    """Return an example; of a description that is written out, each line keeps its place."""
    described = ", ".join(one["described"]) or "nothing"
    yaml = "\n".join(inspect.cleandoc(part) for part in (one["paths"], one["components"]) if part)
    besides = [f"before that {', '.join(one['before'])}"] if one["before"] else []
    besides += [f"on {one['server']}"] if one["server"] else []
    observed = [("observed", ", ".join(one["observed"])), ("found", ", ".join(one["found"]) or "nothing")]
    return [
        Sentences([f"Example: {one['title']}"], style=HEADING),
        Facts([("described", "; ".join(["" if yaml else described, *besides]).removeprefix("; "))]),
        Sentences(indent(yaml, " " * 4).splitlines(), hang=8),
        Facts(observed),
    ]
