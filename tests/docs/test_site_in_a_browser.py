"""The documentation as a site: built strictly, opened from the disk in a browser, and asking nobody for anything."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from document_files import DOCS
from playwright.sync_api import Browser, Page, sync_playwright

PHONE = {"width": 360, "height": 740}
ABORTED = "net::ERR_ABORTED"  # as the next page was opened before an icon was there


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site; a link or an anchor that leads nowhere, or a page in no menu, ends it."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", DOCS / "site" / "mkdocs.yml",
         "--site-dir", folder],
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no chromium here")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


def _various(site: Path) -> list[Path]:
    """Return all pages, but of those of the rules, which are made alike, only one."""
    pages = {path for path in site.rglob("*.html") if path.parent.name != "rules"}
    pages.remove(site / "404.html")  # it is for servers, and has no place of its own
    return sorted(pages | {site / "rules" / "index.html", site / "rules" / "response-body-mismatch.html"})


def _watched(browser: Browser, told: list[str]) -> Page:
    """Open a page that notes everything that a reader should never see, and every request that leaves the disk."""
    page = browser.new_page(viewport=PHONE)
    page.on("console", lambda message: told.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda problem: told.append(str(problem)))
    page.on("request", lambda request: request.url.startswith(("file:", "data:")) or told.append(request.url))
    page.on("requestfailed", lambda request: request.failure == ABORTED or told.append(f"failed: {request.url}"))
    return page


def test_every_document_is_a_page(site: Path) -> None:
    names = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    pages = {name.removesuffix(".md").replace("README", "index") + ".html" for name in names}
    assert pages <= {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    assert (site / "schemas" / "findings.json").is_file()
    assert not [path for path in site.rglob("*") if path.suffix in {".py", ".yml"} and path.parent.name == "site"]


def test_pages_ask_nobody_complain_of_nothing_and_fit_a_phone(site: Path, browser: Browser) -> None:
    told: list[str] = []
    page = _watched(browser, told)
    for path in _various(site):
        page.goto(path.as_uri())
        wide, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= room, f"{path.name} is {wide} pixels wide"
    assert told == []
    page.close()


def test_the_search_works_from_a_disk(site: Path, browser: Browser) -> None:
    told: list[str] = []
    page = _watched(browser, told)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto((site / "how-to" / "ci.html").as_uri())
    page.get_by_role("textbox", name="Search").press_sequentially("shadow")
    found = page.locator(".md-search-result__link")
    found.first.wait_for()
    found.first.click()
    page.wait_for_load_state()
    assert "shadow" in page.content()
    assert page.url.startswith(site.as_uri())
    assert "/how-to/ci.html" not in page.url
    assert told == []
    page.close()


def test_no_page_names_a_file_of_another_host_as_its_own(site: Path) -> None:
    """Not even one that only some browsers or some pages would load."""
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        assert not [
            part for part in text.split("<") if part.startswith(("script", "link")) and "//" in part.split(">")[0]
        ]
