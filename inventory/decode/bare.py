"""Whole, plain HTTP/1 exchanges whose requests have no content to columns, many at once."""

from collections.abc import Sequence
from itertools import accumulate

from inventory.decode import grammar
from inventory.decode.backlog import Cursor
from inventory.decode.columns import Columns
from inventory.decode.heads import METHODS, PLAIN, Answer
from inventory.model.contents import KEPT_LIMIT

BARE_LIMIT = 65_536  # bytes of requests that are read at once; no more than a head may have
TARGET_LIMIT = 4_096  # bytes of a target

_HEAD_END = b"\r\n\r\n"
_METHODS = METHODS - {"HEAD", "OPTIONS"}


def read(requests: Cursor, responses: Cursor) -> Columns:
    """Read the next exchanges up to the first response that needs a closer look.

    Where a request has content, what stands between two empty lines is not a head each, and nothing is read.
    """
    found = Columns(requests.at, responses.at)
    first, _, _ = _answers(responses, 1)  # without a look at all requests: if it can't be read they need not be
    end = requests.data.rfind(_HEAD_END, requests.at, requests.at + BARE_LIMIT) if first else -1
    if end < 0:
        return found
    blocks = requests.data[requests.at : end].decode("latin-1").split("\r\n\r\n")
    parts = [block.split(" ", 2) for block in blocks]
    if any(len(part) < 3 for part in parts):
        return found
    methods, targets, rests = zip(*parts, strict=True)
    if not _METHODS.issuperset(methods) or not are_plain(targets):
        return found
    asked = [one for one in map(PLAIN.asked, rests) if one is not None and not (one.length or one.interesting)]
    if len(asked) == len(blocks):
        answers, found.answered, found.answering = _answers(responses, len(blocks))
        found.heads = list(map(PLAIN.heads, methods, asked, answers))
        count = len(answers)
        found.targets, found.sent, found.received = list(targets[:count]), [0] * count, [one.length for one in answers]
        found.asking = [b""] * count
        found.asked = list(accumulate([len(block) + 4 for block in blocks[:count]], initial=requests.at))
    return found


def are_plain(targets: Sequence[str]) -> bool:
    """Tell whether all targets, which hold no space, are short, printable and in origin form."""
    together = " " + " ".join(targets)
    starts = together.count(" /")
    return (
        starts == len(targets)
        and together.isprintable()
        and "#" not in together
        and max(map(len, targets)) <= TARGET_LIMIT
    )


def _answers(responses: Cursor, count: int) -> tuple[list[Answer], list[int], list[bytes]]:
    """Read so many whole responses, or up to one that needs a closer look, and where each begins, and the next one.

    The last that is returned are the contents that are handed on.
    """
    data, at, limit = responses.data, responses.at, grammar.HEAD_LIMIT
    read_answer = PLAIN.answer
    found: list[Answer] = []
    contents: list[bytes] = []
    begins = [at]
    for _ in range(count):
        end = data.find(_HEAD_END, at, at + limit)
        answer = read_answer(data[at:end]) if end >= 0 else None
        if answer is None or answer.length < 0 or answer.interesting:
            break
        if answer.kept and answer.length > KEPT_LIMIT:
            break
        begin, at = end + 4, end + 4 + answer.length
        if at > len(data):
            break
        found.append(answer)
        contents.append(data[begin:at] if answer.kept else b"")
        begins.append(at)
    return found, begins, contents
