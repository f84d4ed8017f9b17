"""Patterns in the site's navigation to the pages that they stand for, so that generated pages need no line there."""

from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Replace each pattern below a title; the page that a folder begins with comes first, the others by name."""
    config.nav = _expanded(config.nav, Path(config.docs_dir))
    return config


def _expanded(entry: Any, root: Path) -> Any:
    if isinstance(entry, list):
        return [_expanded(one, root) for one in entry]
    if isinstance(entry, dict):
        return {title: _expanded(below, root) for title, below in entry.items()}
    if entry is None or "*" not in entry:
        return entry
    return [page.relative_to(root).as_posix() for page in sorted(root.glob(entry), key=_order)]


def _order(page: Path) -> tuple[bool, str]:
    return page.stem not in {"README", "index"}, page.name
