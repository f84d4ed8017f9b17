"""Texts of others to what a page shows of them."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from inventory.reports.wording import safe

TEXT_LIMIT = 10_000  # characters of one text, which may become more when they are written visibly
FOLDED_HEAD, FOLDED_TAIL = 90, 50  # what is left of a long text in a list

_LIST_ITEM = re.compile(r"- +")


class Block(NamedTuple):
    """A heading, a paragraph or an item of a list; `parts` are text and code in turn, beginning with text."""

    kind: str  # "heading", "paragraph" or "item"
    parts: tuple[str, ...]


def shown(text: str) -> str:
    """Return a text in which all that is invisible or acts on its surroundings is written visibly."""
    return safe(text, 4 * TEXT_LIMIT, read=TEXT_LIMIT)


def folded(text: str) -> str:
    """Return a text with its middle left out where it is long."""
    text = shown(text)
    return text if len(text) <= FOLDED_HEAD + FOLDED_TAIL else f"{text[:FOLDED_HEAD]} … {text[-FOLDED_TAIL:]}"


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
