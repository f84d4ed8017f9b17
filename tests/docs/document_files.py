"""The documents as people read them: their blocks of code, and the commands in these."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from program import ROOT

DOCS = ROOT / "docs"
# Everything that people read, but for the history of changes: that names what there was.
DOCUMENTS = sorted([ROOT / "README.md", *DOCS.rglob("*.md"), *ROOT.glob("samples/*/README.md")])

_BLOCK = re.compile(
    r"^(?:<!-- run(?:: (?P<status>\d+))? -->\n)?```(?P<language>\w*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)
_SPAN = re.compile(r"(?<!`)`(inventory [^`\n]*(?:\n[^`\n]+)?)`(?!`)")
_PUNCTUATION = frozenset("|&;<>()")


class Block(NamedTuple):
    """A block of code; `status` is the exit status with which it ends, None where it is not to be run."""

    language: str
    text: str
    status: int | None


def blocks(document: Path) -> Iterator[Block]:
    """Yield the blocks of code of a document."""
    for found in _BLOCK.finditer(document.read_text("utf-8")):
        run = found[0].startswith("<!-- run")
        yield Block(found["language"], found["text"], int(found["status"] or 0) if run else None)


def calls(document: Path) -> Iterator[list[str]]:
    """Yield the arguments of each call of `inventory` in a document, in blocks for a shell and in running text."""
    text = document.read_text("utf-8")
    for block in blocks(document):
        if block.language in {"sh", "bash", "console"}:
            yield from in_script(script(block))
    for span in _SPAN.findall(re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)):
        yield from in_script(span.replace("\n", " "))


def script(block: Block) -> str:
    """Return what is typed: all lines, or in a session those behind `$ `."""
    if block.language != "console":
        return block.text
    return "".join(f"{line[2:]}\n" for line in block.text.splitlines() if line.startswith("$ "))


def in_script(text: str) -> Iterator[list[str]]:
    """Yield the arguments of each call of `inventory` in a script, whatever stands before it in its line."""
    for line in text.replace("\\\n", " ").splitlines():
        words = shlex.shlex(line.replace("…", ""), posix=True, punctuation_chars="".join(_PUNCTUATION))
        words.whitespace_split = True
        call: list[str] | None = None
        before = ""
        for word in words:
            if call is not None and set(word) <= _PUNCTUATION:
                yield call
                call = None
            elif call is not None:
                call.append(word)
            elif word.rpartition("/")[2] == "inventory" and not before.startswith("-"):
                call = []
            before = word.removeprefix("--")
        if call is not None:
            yield call
