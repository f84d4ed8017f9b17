"""Pages in a browser that notices whatever a report must not do."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Frame, Page, Request

Visit = Callable[..., Page]  # of a report's name or file, a fragment, and options of a window
File = Callable[[str], Path]

PATIENCE = 5_000.0  # milliseconds that anything may take on a busy machine before a test gives up
# Scripts find out here that a violation of the page's policy was stopped, even where the console says nothing.
_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", event => {
  console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`);
});
"""


class Watched:
    """One page that shows one file, and what it did that it must not do."""

    def __init__(self, browser: Browser, file: Path, **options: Any) -> None:
        self.address = file.as_uri()
        self.problems: list[str] = []
        self.context: BrowserContext = browser.new_context(**options)
        self.context.set_default_timeout(PATIENCE)
        self.context.add_init_script(_VIOLATIONS)
        self.page: Page = self.context.new_page()
        self.context.on("page", lambda page: self.problems.append(f"another page was opened: {page.url}"))
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.problems.append(f"script failed: {error}"))
        self.page.on("request", self._request)
        self.page.on("dialog", self._dialog)
        self.page.on("download", lambda download: self.problems.append(f"download: {download.url}"))
        self.page.on("framenavigated", self._navigated)

    def go(self, fragment: str = "") -> Page:
        """Open the file, or another fragment of it."""
        self.page.goto(self.address + fragment)
        return self.page

    def close(self) -> None:
        """Close the page; raises AssertionError where it did what it must not do."""
        self.context.close()
        assert not self.problems, "\n".join(self.problems)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.problems.append(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if request.url.partition("#")[0] != self.address and not request.url.startswith("data:image/"):
            self.problems.append(f"request: {request.url}")

    def _dialog(self, dialog: Dialog) -> None:
        self.problems.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _navigated(self, frame: Frame) -> None:
        if frame.url.partition("#")[0] not in {self.address, "about:blank"} or frame.parent_frame is not None:
            self.problems.append(f"navigated: {frame.url}")


def barriers(page: Page, within: str = "html") -> list[str]:
    """Return what keeps people out who can't see, hear or point, as far as axe-core sees it: serious and critical."""
    found = Axe().run(page, within, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"][:3]
    ]
