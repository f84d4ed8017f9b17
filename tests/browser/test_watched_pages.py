"""The watch over pages notices each thing that a report must not do: else the other tests here prove nothing."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import Pages, Watched, barriers

POLICY = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; script-src 'unsafe-inline'\">"


@pytest.fixture
def watched(pages: Pages, tmp_path: Path) -> Iterator[Watched]:
    """Watch a page; each test writes the file that it shows."""
    with pages.lend() as page:
        yield Watched(page, tmp_path / "page.html")


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ("<img src='missing.png'>", "request: file:"),
        ("<script>fetch('https://elsewhere.test/')</script>", "request: https://elsewhere.test/"),
        (f"{POLICY}<img src='https://elsewhere.test/'>", "console error: .*Content Security Policy"),
        (f"{POLICY}<p style='color: red'>", "console error: .*Content Security Policy"),
        (f"{POLICY}<script>eval('1')</script>", "console error: .*Content Security Policy|script failed: "),
        ("<script>alert('owned')</script>", "dialog: owned"),
        ("<script>console.warn('odd')</script>", "console warning: odd"),
        ("<script>undefined.x</script>", "script failed: "),
        ("<script>open('about:blank')</script>", "another page was opened"),
        ("<meta http-equiv=refresh content='0;url=https://elsewhere.test/'>", "request: https://elsewhere.test/"),
        ("<iframe srcdoc='x'></iframe>", "navigated: about:srcdoc"),
    ],
)
def test_what_no_report_may_do_is_noticed(watched: Watched, tmp_path: Path, html: str, problem: str) -> None:
    (tmp_path / "page.html").write_text(f"<!doctype html><meta charset=utf-8><title>x</title>{html}", "utf-8")
    page = watched.go()
    for _ in range(100):
        if any(re.match(problem, one) for one in watched.problems):
            break
        page.wait_for_timeout(20)
    with pytest.raises(AssertionError, match=problem):
        watched.close()


def test_a_page_that_does_nothing_is_fine(watched: Watched, tmp_path: Path) -> None:
    html = "<!doctype html><html lang=en><title>x</title><main><h1>Fine</h1></main>"
    (tmp_path / "page.html").write_text(html, "utf-8")
    assert barriers(watched.go("#anywhere")) == []
    watched.close()


def test_barriers_are_noticed(watched: Watched, tmp_path: Path) -> None:
    html = "<!doctype html><title>x</title><button></button><p style='color: #ccc'>pale"
    (tmp_path / "page.html").write_text(html, "utf-8")
    found = " ".join(barriers(watched.go()))
    watched.close()
    assert {"button-name", "color-contrast", "html-has-lang"} <= set(found.split())
