"""A browser, and the reports that it opens."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import hostile_inventories
import made_inventories
import pytest
from browsing import File, Pages, Visit, Watched
from playwright.sync_api import Browser, Page, sync_playwright

from inventory.reports import render
from inventory.reports.documents import InventoryDocument

REPORTS: dict[str, Callable[[], InventoryDocument]] = {
    "few": lambda: made_inventories.many(12),
    "some": lambda: made_inventories.many(90),
    "findings": lambda: made_inventories.many(420),
    "many": made_inventories.many,
    "empty": made_inventories.empty,
    "plain": made_inventories.plain,
    "unchanged": made_inventories.unchanged,
    "hostile": hostile_inventories.hostile,
}

# No name leads anywhere, so that a test never waits for the network, nor reaches it.
ARGUMENTS = ("--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Start a browser for all tests of this folder: it ends before others may want an event loop of their own."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no chromium is installed (on Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="package")
def pages(browser: Browser) -> Iterator[Pages]:
    """Open the window of the pages that need no window of their own."""
    with browser.new_context() as window:
        yield Pages(window)


@pytest.fixture(scope="package")
def file(tmp_path_factory: pytest.TempPathFactory) -> File:
    """Write the report of a name, once."""
    folder = tmp_path_factory.mktemp("reports")

    def written(name: str) -> Path:
        path = folder / f"{name}.html"
        if not path.exists():
            path.write_text(render(REPORTS[name](), "html"), "utf-8")
        return path

    return written


@pytest.fixture
def visit(browser: Browser, pages: Pages, file: File) -> Iterator[Visit]:
    """Open reports by name or path; they must not do what no report may do, until the end of the test.

    Options of windows, such as `color_scheme`, open one of their own.
    """
    with ExitStack() as opened:

        def visited(report: str | Path, fragment: str = "", **options: Any) -> Page:
            own = opened.enter_context(browser.new_context(**options)) if options else None
            page = own.new_page() if own is not None else opened.enter_context(pages.lend())
            watched = Watched(page, file(report) if isinstance(report, str) else report)
            opened.callback(watched.close)
            return watched.go(fragment)

        yield visited
