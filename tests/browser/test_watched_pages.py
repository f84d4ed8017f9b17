"""The watch over pages notices each thing that a report must not do: else the other tests here prove nothing."""

import re
from pathlib import Path

import pytest
from browsing import Watched, barriers
from playwright.sync_api import Browser

POLICY = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; script-src 'unsafe-inline'\">"


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ("<img src='missing.png'>", "request: file:"),
        ("<script>fetch('https://elsewhere.test/')</script>", "request: https://elsewhere.test/"),
        (f"{POLICY}<img src='https://elsewhere.test/'>", "console error: policy violated: img-src"),
        (f"{POLICY}<p style='color: red'>", "console error: policy violated: style-src-attr"),
        (f"{POLICY}<script>eval('1')</script>", "console error: policy violated: script-src"),
        ("<script>alert('owned')</script>", "dialog: owned"),
        ("<script>console.warn('odd')</script>", "console warning: odd"),
        ("<script>undefined.x</script>", "script failed: "),
        ("<script>open('about:blank')</script>", "another page was opened"),
        ("<meta http-equiv=refresh content='0;url=https://elsewhere.test/'>", "request: https://elsewhere.test/"),
        ("<iframe srcdoc='x'></iframe>", "navigated: about:srcdoc"),
    ],
)
def test_what_no_report_may_do_is_noticed(browser: Browser, tmp_path: Path, html: str, problem: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(f"<!doctype html><meta charset=utf-8><title>x</title>{html}", "utf-8")
    watched = Watched(browser, path)
    page = watched.go()
    for _ in range(100):
        if any(one.startswith(problem) for one in watched.problems):
            break
        page.wait_for_timeout(20)
    with pytest.raises(AssertionError, match=re.escape(problem)):
        watched.close()


def test_a_page_that_does_nothing_is_fine(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<!doctype html><html lang=en><title>x</title><main><h1>Fine</h1></main>", "utf-8")
    watched = Watched(browser, path)
    assert barriers(watched.go("#anywhere")) == []
    watched.close()


def test_barriers_are_noticed(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<!doctype html><title>x</title><button></button><p style='color: #ccc'>pale", "utf-8")
    watched = Watched(browser, path)
    found = " ".join(barriers(watched.go()))
    watched.close()
    assert {"button-name", "color-contrast", "html-has-lang"} <= set(found.split())
