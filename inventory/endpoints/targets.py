"""Verdicts on the words at one place to the template segment of each."""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable

from inventory.endpoints.tree import PLACEHOLDER, Node
from inventory.model.segments import ANY_FORMAT, ending, split
from inventory.model.words import is_prefix

PARAMETER = "{}"
CATCH_ALL = "{*}"
VALUE = re.compile(r"\{[a-z-]+\}\Z")  # a value that is no word
COORDINATES = re.compile(r"\{[a-z-]+\}(?:,\{[a-z-]+\})+\Z")  # values beside each other

_WHOLE = re.compile(r"\{=[^{}]+\}\Z")
_NUMBERED = re.compile(r"[a-z]{3,}-\{integer\}\Z")
_MARKED = re.compile(r"(?:[_$]|\.well-)[a-z]{2}[a-z_-]*\Z")
_VERSION = re.compile(r"[vV]\d{1,2}(?:(?:alpha|beta|rc|p)\d{0,2})?\Z")
_QUALIFIED = re.compile(r"[A-Z][A-Za-z]+(?:\.[A-Z][A-Za-z]+)+\Z")
_GROUP = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)+\Z")  # `storage.k8s.io` behind `/apis`
_ONESELF = frozenset({"me", "self", "whoami"})  # stand for whoever asks
_OF_VERSIONS = re.compile(r"(?:versions?|releases?|tags?|revisions?)\Z", re.IGNORECASE)
_KEYED = re.compile(r"[A-Za-z][\w-]*=\{[a-z-]+\}\Z")


def targets(node: Node, values: frozenset[str]) -> dict[str, str]:
    """Return the template segment of each child, by which stems are values."""
    cores: dict[str, str] = {}
    attached: dict[str, Counter[str]] = defaultdict(Counter)
    files = False  # endings of values belong to them: they are names of files
    bare = {segment for segment in node.children if not split(segment).attached}
    lists, value = _lists(node), parameter(node)
    for segment, child in node.children.items():
        stem, end = split(segment)
        if child.named:
            cores[segment] = segment
            continue
        cores[segment] = value if VALUE.match(stem) or stem in values or stem in lists else mixed_target(stem)
        attached[cores[segment]][end] += child.count
        files |= cores[segment] == value and end.startswith(".") and stem not in bare and not VALUE.match(stem)
    found: dict[str, str] = {}
    for segment, child in node.children.items():
        if segment == "{rest}":
            found[segment] = CATCH_ALL
        elif child.named:
            found[segment] = segment
        else:
            core = cores[segment]
            names = core == value and files
            found[segment] = core + ending(split(segment).attached, attached[core], of_files=names)
    formats = {target for target in found.values() if target.endswith(ANY_FORMAT)}
    return {segment: with_any_format(segment, formats) or target for segment, target in found.items()}


def parameter(node: Node) -> str:
    """Return the template segment of values at a place: the only parameter that is declared there, or PARAMETER."""
    declared = [segment for segment, child in node.children.items() if child.declared and _WHOLE.match(segment)]
    return declared[0] if len(declared) == 1 else PARAMETER


def _lists(node: Node) -> set[str]:
    """Return the segments that are lists of values, `{integer},{integer}`, of which a place has longer and shorter.

    Coordinates are no such lists: always as many, and never one alone.
    """
    found = {segment: PLACEHOLDER.findall(segment) for segment in node.children if COORDINATES.match(segment)}
    alone = {kind for kind in node.children if VALUE.match(kind)}
    several = len({len(kinds) for kinds in found.values()}) > 1
    return {segment for segment, kinds in found.items() if several or any(f"{{{kind}}}" in alone for kind in kinds)}


def with_any_format(segment: str, targets: Container[str]) -> str | None:
    """Return the one of some template segments that ends with a format, if a segment with whatever ending fits it."""
    stem, dot, _ = segment.rpartition(".")
    target = mixed_target(stem) + ANY_FORMAT
    return target if dot and target in targets else None


def affixed(stems: Iterable[str], before: str) -> list[str]:
    """Return the stems that are a name with a value behind it, by their form alone: `page-{integer}`, `at={date}`.

    A number behind a word is the id of a thing when other words have numbers, too, or when the word names the things
    that stand here: `node-{integer}` below `nodes`.
    """
    stems = list(stems)
    numbered = [stem for stem in stems if _NUMBERED.match(stem)]
    own = len(numbered) == 1 and not before.lower().startswith(numbered[0].partition("-")[0])
    return [stem for stem in stems if _KEYED.match(stem)] + (numbered if own else [])


def is_name(stem: str, before: str) -> bool:
    """Tell whether a stem is a name by its form alone: a version, a word with a mark such as `_search`, `me`.

    So is a qualified name, such as `Microsoft.Compute`, and one that an API group has where APIs begin.
    """
    return bool(
        stem.lower() in _ONESELF
        or _MARKED.match(stem)
        or _QUALIFIED.match(stem)
        or (_GROUP.match(stem) and is_prefix(before))
        or (_VERSION.match(stem) and not _OF_VERSIONS.search(before))
    )


def mixed_target(segment: str) -> str:
    """Turn a redacted segment into a template segment: `{integer}.json` to `{}.json`."""
    return PLACEHOLDER.sub("{}", segment)
