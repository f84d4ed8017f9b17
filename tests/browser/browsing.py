"""Pages in a browser that notices whatever a report must not do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Frame, Page, Request

Visit = Callable[..., Page]  # of a report's name or file, a fragment, and options of a window
File = Callable[[str], Path]

PATIENCE = 5_000.0  # milliseconds that anything may take on a busy machine before a test gives up


class Pages:
    """Pages of one window, which are used again: to open one takes longer than most of what is done on it."""

    def __init__(self, window: BrowserContext) -> None:
        self._window = window
        self._free: list[Page] = []

    @contextmanager
    def lend(self) -> Iterator[Page]:
        """Lend a page that shows nothing."""
        page = self._free.pop() if self._free else self._window.new_page()
        yield page
        page.emulate_media(media="null")
        page.goto("about:blank")
        self._free.append(page)


class Watched:
    """One page that shows one file, and what it does that it must not do."""

    def __init__(self, page: Page, file: Path) -> None:
        self.address = file.as_uri()
        self.problems: list[str] = []
        self.page = page
        self.page.set_default_timeout(PATIENCE)
        self._listeners: dict[Any, Callable[[Any], None]] = {
            "console": self._console,
            "dialog": self._dialog,
            "download": lambda download: self.problems.append(f"download: {download.url}"),
            "framenavigated": self._navigated,
            "pageerror": lambda error: self.problems.append(f"script failed: {error}"),
            "popup": lambda other: self.problems.append(f"another page was opened: {other.url}"),
            "request": self._request,
        }
        for event, listener in self._listeners.items():
            page.on(event, listener)

    def go(self, fragment: str = "") -> Page:
        """Open the file, or another fragment of it."""
        self.page.bring_to_front()  # A browser lets pages behind others draw, and so be clicked, once a second.
        self.page.goto(self.address + fragment)
        return self.page

    def close(self) -> None:
        """Watch no longer; raises AssertionError where the page did what it must not do."""
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)
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
