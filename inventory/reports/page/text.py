"""Texts of others to what a page shows of them."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from inventory.reports.wording import safe

TEXT_LIMIT = 10_000  # characters of one text, which may become more when they are written visibly
FOLDED = 140  # characters of a text in a list
FOLDED_HEAD = 0.65  # share of it that its beginning gets

_LIST_ITEM = re.compile(r"- +")


class Block(NamedTuple):
    """A heading, a paragraph or an item of a list; `parts` are text and code in turn, beginning with text."""

    kind: str  # "heading", "paragraph" or "item"
    parts: tuple[str, ...]


def shown(text: str) -> str:
    """Return a text in which all that is invisible or acts on its surroundings is written visibly."""
    return safe(text, 4 * TEXT_LIMIT, read=TEXT_LIMIT)


def folded(text: str, limit: int = FOLDED) -> str:
    """Return about `limit` characters of a text: where it is longer, its middle is left out."""
    text, head = shown(text), int(limit * FOLDED_HEAD)
    return text if len(text) <= limit else f"{text[:head]} … {text[head - limit :]}"


def steps(path: str) -> list[str]:
    """Return a folded path in parts, each with its slash: between these a line may end."""
    return re.findall(r"/?[^/]+|/", folded(path))


def fragment(**given: str) -> str:
    """Return a fragment that the page's script reads: `#rule=undocumented-endpoint`.

    Whatever is given is percent-encoded, so that a link stays within the page.
    """
    return "#" + "&".join(f"{name}={encoded(text)}" for name, text in given.items())


def encoded(text: str) -> str:
    """Return a text as it may stand in a fragment or in the name of a place on the page."""
    return quote(shown(text), safe="")


def blocks(markdown: str) -> Iterator[Block]:
    """Yield the blocks of a rule's text: headings, paragraphs and lists with code in them are all there is."""
    for paragraph in re.split(r"\n\s*\n", markdown.strip()):
        if paragraph.startswith("#"):
            yield _block("heading", paragraph.lstrip("# "))
        elif _LIST_ITEM.match(paragraph):
            for item in re.split(r"\n(?=- )", paragraph):
                yield _block("item", _LIST_ITEM.sub("", item, count=1))
        else:
            yield _block("paragraph", paragraph)


def _block(kind: str, text: str) -> Block:
    return Block(kind, tuple(" ".join(text.split()).split("`")))
