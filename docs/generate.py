"""Rules, command line and published types to the documents that are generated; `--check` fails when they are stale."""

import inspect
import json
import os
import sys
from pathlib import Path

import msgspec
from typer.testing import CliRunner

from inventory import settings
from inventory.cli.app import app
from inventory.reports import documents
from inventory.rules import Example, all_rules

HERE = Path(__file__).parent
WIDTH = "100"
COMMANDS = (
    (), ("scan",), ("check",), ("diff",), ("report",), ("baseline",), ("baseline", "write"),
    ("endpoints",), ("show",), ("exchanges",), ("templates",), ("capture",),
    ("template",), ("template", "set"), ("template", "keep"), ("template", "split"), ("template", "name"),
    ("template", "hosts"), ("template", "list"), ("template", "remove"), ("template", "export"), ("template", "import"),
    ("rules",), ("db",), ("db", "info"), ("db", "upgrade"),
)  # fmt: skip
SCHEMAS = {
    "findings": documents.DriftDocument,
    "endpoints": documents.EndpointsDocument,
    "show": documents.EndpointDetail,
    "scan": documents.ScanDocument,
    "report": documents.InventoryDocument,
    "corrections": documents.CorrectionsDocument,
    "rules": documents.RulesDocument,
    "database": documents.DatabaseDocument,
    "configuration": settings.ConfigurationFile,
}


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
    return [*sorted((HERE / "rules").glob("*.md")), *sorted((HERE / "schemas").glob("*.json"))]


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
        f"# Rules\n\n| rule | severity | tags | what it finds |\n| --- | --- | --- | --- |\n{index}\n"
    )
    return pages


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
    parts = ["# Command line\n"]
    for command in COMMANDS:
        shown = runner.invoke(app, [*command, "--help"], prog_name="inventory").output
        text = "\n".join(line.rstrip() for line in shown.strip().splitlines())
        parts.append(f"## {' '.join(('inventory', *command))}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


def _schemas() -> dict[str, str]:
    return {
        f"schemas/{name}.json": json.dumps(msgspec.json.schema(kind), indent=2, sort_keys=True) + "\n"
        for name, kind in SCHEMAS.items()
    }


if __name__ == "__main__":
    sys.exit(main())
