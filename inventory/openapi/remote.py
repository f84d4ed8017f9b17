"""URLs of http and https to what they hold, within limits of time, size and redirects."""

import queue
import threading
import urllib.error
import urllib.request
from http.client import HTTPMessage
from typing import IO
from urllib.parse import urlsplit

SECONDS = 20  # for one file, redirects and all
REDIRECTS = 5
PIECE = 65_536
SCHEMES = ("http", "https")


class UnfetchedError(Exception):
    """A URL that could not be fetched: why."""


def is_remote(uri: str) -> bool:
    """Tell whether a URI is one of http or https."""
    try:
        return urlsplit(uri).scheme in SCHEMES
    except ValueError:
        return False


def fetch(url: str, size_limit: int) -> bytes:
    """Return what a URL holds, at most one byte more than `size_limit`.

    Nothing is sent but the request itself: no credentials, no cookies. Raises UnfetchedError.
    """
    if not is_remote(url):
        raise UnfetchedError("it is no URL of http or https")
    answers: queue.SimpleQueue[bytes | UnfetchedError] = queue.SimpleQueue()
    # A server that sends a byte now and then would keep any time-out of a socket waiting; the thread is left to itself.
    threading.Thread(target=lambda: answers.put(_answer(url, size_limit)), daemon=True).start()
    try:
        answer = answers.get(timeout=SECONDS)
    except queue.Empty:
        raise UnfetchedError(f"it took longer than {SECONDS} seconds") from None
    if isinstance(answer, UnfetchedError):
        raise answer
    return answer


def _answer(url: str, size_limit: int) -> bytes | UnfetchedError:
    opener = urllib.request.build_opener(_Redirects)
    request = urllib.request.Request(url, headers={"Accept": "*/*", "User-Agent": "inventory"})  # noqa: S310 - is_remote
    try:
        with opener.open(request, timeout=SECONDS) as response:
            data = bytearray()
            while len(data) <= size_limit and (piece := response.read1(PIECE)):
                data += piece
            return bytes(data[: size_limit + 1])
    except urllib.error.HTTPError as problem:
        return UnfetchedError(f"the server answers {problem.code}")
    except Exception as problem:  # noqa: BLE001 - whatever the library raises about what a server sends
        return UnfetchedError(f"the server cannot be reached, or sends no HTTP ({type(problem).__name__})")


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = REDIRECTS

    def redirect_request(  # noqa: PLR0917 - as the library calls it
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        if not is_remote(newurl) or (req.type == "https" and urlsplit(newurl).scheme != "https"):
            raise urllib.error.HTTPError(req.full_url, code, "a redirect that is not followed", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)
