"""`inventory rules`: the rules; one explained."""

from typing import Annotated

import typer

from inventory.cli.options import TABLE, Form, Outputs, Wide
from inventory.errors import UsageError


def rules(
    rule: Annotated[str, typer.Argument(help="Name of a rule to explain.", metavar="[RULE]")] = "",
    form: Form = TABLE,
    wide: Wide = False,
    output: Outputs = None,
) -> None:
    """List the rules, or explain one."""
    from inventory.cli.results import Results  # noqa: PLC0415 - `--help` needs none of it
    from inventory.reports import publishing  # noqa: PLC0415
    from inventory.reports.documents import RulesDocument  # noqa: PLC0415
    from inventory.rules import all_rules  # noqa: PLC0415

    results = Results(RulesDocument, form, output, wide=wide)
    found = all_rules()
    if rule and rule not in found:
        raise UsageError(f"there is no rule {rule}", hint=f"rules: {', '.join(found)}")
    results.give(publishing.rules([found[rule]] if rule else list(found.values())))
