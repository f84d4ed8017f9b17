"""Patterns in the site's navigation to the pages that they stand for, so that generated pages need no line there."""

from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Replace each pattern; the page that a folder begins with comes first, the others by name."""
    config.nav = _expanded(config.nav or [], Path(config.docs_dir))
    return config


def _expanded(entries: list[Any], root: Path) -> list[Any]:
    pages: list[Any] = []
    for entry in entries:
        if isinstance(entry, dict):
            ((title, below),) = entry.items()
            pages.append({title: _expanded(below if isinstance(below, list) else [below], root)})
        elif "*" in entry:
            found = sorted(root.glob(f"{entry.removesuffix('.md')}.md"), key=_order)
            pages += [page.relative_to(root).as_posix() for page in found]
        else:
            pages.append(entry)
    return pages


def _order(page: Path) -> tuple[bool, str]:
    return page.stem not in {"README", "index"}, page.name
