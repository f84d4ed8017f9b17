"""Rules, command line and published types to the documents that are generated; `--check` fails when they are stale."""

import inspect
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import typer
from typer.testing import CliRunner

from inventory import settings
from inventory.cli.app import app
from inventory.reports import documents
from inventory.rules import Example, all_rules

HERE = Path(__file__).parent
WIDTH = "100"
SCHEMAS = {
    "findings": documents.DriftDocument,
    "endpoints": documents.EndpointsDocument,
    "show": documents.EndpointDetail,
    "scan": documents.ScanDocument,
    "report": documents.InventoryDocument,
    "corrections": documents.CorrectionsDocument,
    "rules": documents.RulesDocument,
    "database": documents.DatabaseDocument,
    "health": documents.HealthDocument,
    "configuration": settings.ConfigurationFile,
}
SCHEMAS_HEAD = """# Schemas

What `--format json` prints, as JSON Schema (2020-12). These documents only ever gain optional members.
`configuration.json` describes `inventory.toml`, for editors.

| schema | what it describes |
| --- | --- |"""


def main() -> int:
    """Write all documents, or with `--check` tell which differ."""
    wanted = {**_rules(), "cli.md": _cli(), **_schemas()}
    if "--check" in sys.argv:
        stale = [name for name, text in wanted.items() if not _same(HERE / name, text)]
        stale += [str(path.relative_to(HERE)) for path in _generated() if str(path.relative_to(HERE)) not in wanted]
        for name in stale:
            print(f"docs/{name} is stale: run `make docs`", file=sys.stderr)  # noqa: T201
        return 1 if stale else 0
    for path in _generated():
        path.unlink()
    for name, text in wanted.items():
        (HERE / name).parent.mkdir(parents=True, exist_ok=True)
        (HERE / name).write_text(text, encoding="utf-8")
    return 0


def _generated() -> list[Path]:
    return [path for folder in ("rules", "schemas") for path in sorted((HERE / folder).iterdir())]


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def _rules() -> dict[str, str]:
    pages = {}
    for name, rule in all_rules().items():
        pages[f"rules/{name}.md"] = (
            f"# {name}\n\nSeverity: {rule.severity.value}. Tags: {', '.join(rule.tags)}.\n\n{rule.text}\n\n"
            f"## Examples\n{_examples(rule.examples)}"
        )
    index = "\n".join(
        f"| [{name}]({name}.md) | {rule.severity.value} | {', '.join(rule.tags)} | {rule.title} |"
        for name, rule in all_rules().items()
    )
    pages["rules/README.md"] = (
        f"# Rules\n\n| rule | severity | tags | what it finds |\n| --- | --- | --- | --- |\n{index}\n\n{_tags()}"
    )
    return pages


def _tags() -> str:
    """Tell which rules have a tag: `--fail-on` and waivers take tags as well."""
    rules: dict[str, list[str]] = defaultdict(list)
    for name, rule in all_rules().items():
        for tag in rule.tags:
            rules[tag].append(f"[{name}]({name}.md)")
    rows = [f"| {tag} | {', '.join(rules[tag])} |" for tag in sorted(rules)]
    head = "## By tag\n\n`--fail-on` and waivers take a tag in place of a rule.\n\n| tag | rules |\n| --- | --- |"
    return "\n".join((head, *rows, ""))


def _examples(examples: tuple[Example, ...]) -> str:
    """Short cases stand in one table, those with a description of their own below."""
    short = [one for one in examples if not one.paths]
    rows = [
        f"| {one.title} | {_codes(one.described)}{_around(one)} | {_codes(one.observed)} | {_codes(one.found)} |"
        for one in short
    ]
    head = ["\n| case | described | observed | found |", "| --- | --- | --- | --- |"]
    return "\n".join([*(head + rows if rows else ()), *map(_long, [one for one in examples if one.paths]), ""])


def _around(one: Example) -> str:
    """Tell what else is described: an older version, and where it all is."""
    before = f"; before that {_codes(one.before)}" if one.before else ""
    return before + (f"; on `{one.server}`" if one.server else "")


def _long(one: Example) -> str:
    components = f"\n# components\n{inspect.cleandoc(one.components)}" if one.components else ""
    observed = "\n".join(one.observed)
    return (
        f"\n### {one.title}\n\nDescribed:\n\n```yaml\n{inspect.cleandoc(one.paths)}{components}\n```\n\n"
        f"Observed:\n\n```text\n{observed}\n```\n\nFound: {_codes(one.found)}"
    )


def _codes(texts: tuple[str, ...]) -> str:
    return ", ".join(f"`{text}`" for text in texts) or "nothing"


def _cli() -> str:
    os.environ.update(COLUMNS=WIDTH, TERMINAL_WIDTH=WIDTH, NO_COLOR="1", TERM="dumb")
    for name in ("INVENTORY_DB", "INVENTORY_CONFIG"):
        os.environ.pop(name, None)
    runner = CliRunner()
    rows, parts = [], []
    for command, summary in _commands(typer.main.get_command(app)):
        shown = runner.invoke(app, [*command, "--help"], prog_name="inventory").output
        text = "\n".join(line.rstrip() for line in shown.strip().splitlines())
        name = " ".join(("inventory", *command))
        rows.append(f"| [{name}](#{name.replace(' ', '-')}) | {summary} |")
        parts.append(f"## {name}\n\n```text\n{text}\n```\n")
    head = "# Command line\n\n| command | what it does |\n| --- | --- |"
    return "\n".join((head, *rows, "", *parts))


def _commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each command as the words that call it, with the beginning of its help; groups before what they hold."""
    text = " ".join(inspect.cleandoc(command.help).split("\n\n")[0].split())
    yield path, text
    for name, below in getattr(command, "commands", {}).items():
        yield from _commands(below, (*path, name))


def _schemas() -> dict[str, str]:
    files = {
        f"schemas/{name}.json": json.dumps(msgspec.json.schema(kind), indent=2, sort_keys=True) + "\n"
        for name, kind in SCHEMAS.items()
    }
    rows = [f"| [{name}.json]({name}.json) | {_sentence(kind)} |" for name, kind in SCHEMAS.items()]
    return {**files, "schemas/README.md": f"{SCHEMAS_HEAD}\n" + "\n".join((*rows, ""))}


def _sentence(kind: type) -> str:
    return " ".join(inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0].split())


if __name__ == "__main__":
    sys.exit(main())
