"""The text of a description and additions to it to the text with them: nothing else changes, not even a comment."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import msgspec
import yaml

from inventory.openapi.reader import parse, yaml_view
from inventory.openapi.values import JsonValue, Place, at
from inventory.openapi.yaml_reader import UnreadableError

_LINE = re.compile(r"[^\r\n\x85\u2028\u2029]*(?:\r\n|[\r\n\x85\u2028\u2029])|[^\r\n\x85\u2028\u2029]+\Z")

_UNUSABLE = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")  # in JSON, but not in YAML

WIDTH = 100_000  # characters of a line of YAML: what is added is not folded


class Addition(msgspec.Struct, frozen=True):
    """A member that an object gets, or without a key an item at the end of a list; the place is that of either.

    Objects and lists that are not there yet are added, too.
    """

    place: Place
    key: str | None
    value: JsonValue


class NotEditableError(Exception):
    """An addition that the text has no place for; the text says why."""


def place_of(text: str, line: int, column: int) -> Place | None:
    """Return the place of the member whose key begins at a line and column, both from 1; None where none does."""
    waiting: list[tuple[Place, yaml.Node]] = [((), _compose(text))]
    while waiting:
        place, node = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if (key.start_mark.line + 1, key.start_mark.column + 1) == (line, column):
                    return (*place, key.value)
                waiting.append(((*place, key.value), value))
        elif isinstance(node, yaml.SequenceNode):
            waiting += [((*place, str(index)), item) for index, item in enumerate(node.value)]
    return None


def edit(text: str, additions: Iterable[Addition]) -> str:
    """Return the text with all additions.

    A later one may add to what an earlier one added. Raises NotEditableError where the new text would not say exactly
    what the old one and the additions say, as behind an alias, or where something is there already.
    """
    wanted = _apart(parse(text))
    gathered = list[Addition]()
    for asked in additions:
        one = _rooted(wanted, asked)
        _add(wanted, one)
        outer = next((own for own in gathered if _is_within(one, own)), None)
        if outer is None:
            gathered.append(msgspec.structs.replace(one, value=_apart(one.value)))
        else:
            assert outer.key is not None
            inner = one.place[len(outer.place) + 1 :]
            _add(outer.value, msgspec.structs.replace(one, place=inner))
    edited = _Text(text)
    for one in sorted(gathered, key=lambda one: -len(one.place)):  # of what ends on one line the inner comes first
        edited.add(one)
    try:
        says = parse(str(edited))
    except UnreadableError:
        says = None
    if says != wanted:
        raise NotEditableError("the text cannot be edited there, perhaps for an alias or a merge key")
    return str(edited)


def _is_within(one: Addition, outer: Addition) -> bool:
    return outer.key is not None and one.place[: len(outer.place) + 1] == (*outer.place, outer.key)


def _apart(value: JsonValue) -> JsonValue:
    """Copy a value so that no two places share anything, as they do behind aliases."""
    if isinstance(value, dict):
        return {key: _apart(inner) for key, inner in value.items()}
    return [_apart(inner) for inner in value] if isinstance(value, list) else value


def _rooted(value: JsonValue, one: Addition) -> Addition:
    """Return the same addition at the innermost object or list that is there."""
    while one.place:
        try:
            at(value, one.place)
        except LookupError:
            inner: JsonValue = [one.value] if one.key is None else {one.key: one.value}
            one = Addition(one.place[:-1], one.place[-1], inner)
        else:
            break
    return one


def _add(value: JsonValue, one: Addition) -> None:
    container = at(value, one.place)
    if isinstance(container, dict) and one.key is not None and one.key not in container:
        container[one.key] = _apart(one.value)
    elif isinstance(container, list) and one.key is None:
        container.append(_apart(one.value))
    else:
        raise NotEditableError("something else is there already")


def _compose(text: str) -> yaml.Node:
    """Return the tree of a text; raises NotEditableError for one that only JSON's grammar allows."""
    try:
        node = yaml.compose(yaml_view(text), Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        raise NotEditableError("the text cannot be read as YAML") from None
    assert node is not None
    return node


def _as_json(value: JsonValue, step: int | None = None) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=step)
    return _UNUSABLE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


class _Text:
    """A text that grows; places are those of the text as it was."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._root = _compose(text)
        self._lines = _LINE.findall(text)
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))
        self._inserted: list[tuple[int, str]] = []
        self._begun = set[int]()  # where empty objects and lists got their first entry
        self._style = _Style(self._root)

    def __str__(self) -> str:
        parts, done = list[str](), 0
        for index, new in sorted(self._inserted, key=lambda one: one[0]):
            parts += [self._text[done:index], new]
            done = index
        return "".join([*parts, self._text[done:]])

    def add(self, one: Addition) -> None:
        """Take in one addition."""
        node = self._node(one.place)
        if node.flow_style:
            self._add_to_flow(node, one)
        elif isinstance(node, yaml.MappingNode):
            self._add_to_mapping(node, one)
        else:
            assert isinstance(node, yaml.SequenceNode)
            text = self._style.dump([one.value], node.start_mark.column)
            self._insert_line(self._last_line(node.value[-1]) + 1, text)

    def _add_to_mapping(self, node: yaml.MappingNode, one: Addition) -> None:
        assert one.key is not None
        entries = node.value
        keys = [key.value for key, _ in entries]
        dumped = self._style.dump({one.key: one.value}, node.start_mark.column)
        if one.key.isdigit() and any(key.value.isdigit() and not key.style for key, _ in entries):
            dumped = dumped.replace(f"'{one.key}'", one.key, 1).replace(f'"{one.key}"', one.key, 1)
        first = entries[0][0].start_mark
        alone = not self._lines[first.line][: first.column].strip()  # not behind the dash of a list
        before = _place_among(keys, one.key) or (0 if alone else len(keys))
        if before == 0:
            self._insert_line(first.line, dumped)
        else:
            apart = self._newline if self._are_apart(node) else ""
            self._insert_line(self._last_line(*reversed(entries[before - 1])) + 1, apart + dumped)

    def _are_apart(self, node: yaml.MappingNode) -> bool:
        """Tell whether an empty line stands between the first members of an object."""
        if len(node.value) < 2:
            return False
        end = self._last_line(*reversed(node.value[0]))
        return not self._lines[min(end + 1, len(self._lines) - 1)].strip()

    def _add_to_flow(self, node: yaml.MappingNode | yaml.SequenceNode, one: Addition) -> None:
        entries = [entry if isinstance(entry, tuple) else (entry, entry) for entry in node.value]
        spread = bool(entries) and entries[0][0].start_mark.line > node.start_mark.line
        margin = " " * entries[0][0].start_mark.column if spread else ""
        step = len(margin) - self._indent(node.start_mark.line) if spread else None
        told = _as_json(one.value, step).replace("\n", "\n" + margin)
        said = told if one.key is None else f"{_as_json(one.key)}: {told}"
        if not entries:
            index = self._index(node.start_mark) + 1
            self._inserted.append((index, f", {said}" if index in self._begun else said))
            self._begun.add(index)
            return
        before = len(entries)
        if one.key is not None:
            before = _place_among([key.value for key, _ in entries], one.key) or before
        separator = ",\n" + margin if spread else ", "
        index = self._index(entries[before - 1][1].end_mark)
        self._inserted.append((index, (separator + said).replace("\n", self._newline)))

    def _node(self, place: Place) -> yaml.MappingNode | yaml.SequenceNode:
        node = self._root
        for step in place:
            if isinstance(node, yaml.MappingNode):
                node = next((value for key, value in node.value if key.value == step), node)
            elif isinstance(node, yaml.SequenceNode):
                node = node.value[int(step)]
        if not isinstance(node, yaml.MappingNode | yaml.SequenceNode):
            raise NotEditableError("what is there is neither an object nor a list")
        if not node.value and not node.flow_style:
            raise NotEditableError("the place is empty")
        return node

    def _insert_line(self, line: int, text: str) -> None:
        if line >= len(self._lines) and not self._text.endswith("\n"):
            text = "\n" + text.removesuffix("\n")
        self._inserted.append((self._starts[min(line, len(self._lines))], text.replace("\n", self._newline)))

    def _last_line(self, node: yaml.Node, key: yaml.Node | None = None) -> int:
        """Return the number, from 0, of the line where a value ends, without comments that follow it."""
        while not getattr(node, "flow_style", True) and node.value:
            last = node.value[-1]
            key, node = last if isinstance(last, tuple) else (None, last)
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            line = node.end_mark.line - (node.end_mark.column == 0)
            while line > node.start_mark.line and not self._lines[min(line, len(self._lines) - 1)].strip():
                line -= 1
            return line
        empty = isinstance(node, yaml.ScalarNode) and not node.value and not node.style
        return key.end_mark.line if empty and key is not None else node.end_mark.line

    def _indent(self, line: int) -> int:
        return len(self._lines[line]) - len(self._lines[line].lstrip(" "))

    def _index(self, mark: yaml.Mark) -> int:
        return self._starts[mark.line] + mark.column


def _place_among(keys: Sequence[str], key: str) -> int:
    """Return before which of some keys another one goes: in its order where they are in order, else behind them all."""
    ordered = len(keys) > 1 and all(one < other for one, other in pairwise(keys))
    return sum(one < key for one in keys) if ordered or (len(keys) == 1 and keys[0].isdigit()) else len(keys)


class _Style:
    """How a file is written: the step of its indentation, whether lists are indented, and its quotes."""

    def __init__(self, root: yaml.Node) -> None:
        steps, lists, quotes = list[int](), list[int](), {"'": 0, '"': 0}
        for key, value in _members(root):
            for scalar in (key, value):
                if isinstance(scalar, yaml.ScalarNode) and scalar.style in quotes:
                    quotes[scalar.style] += 1
            if getattr(value, "flow_style", True) or not value.value:
                continue
            found = steps if isinstance(value, yaml.MappingNode) else lists
            found.append(value.start_mark.column - key.start_mark.column)
        self._step = max(2, min([step for step in steps if step > 0], default=2))
        self._indents_lists = bool(lists) and sum(offset > 0 for offset in lists) * 2 >= len(lists)
        self._quote = '"' if quotes['"'] > quotes["'"] else "'"

    def dump(self, value: JsonValue, column: int) -> str:
        """Write a value as lines of block style that begin at a column."""
        text = yaml.dump(
            value, Dumper=_dumper(self._quote, indents_lists=self._indents_lists), indent=self._step, width=WIDTH,
            sort_keys=False, allow_unicode=True, default_flow_style=False,
        )  # fmt: skip
        lines = text.splitlines(keepends=True)
        offset = min(len(line) - len(line.lstrip(" ")) for line in lines)
        return "".join(" " * column + line[offset:] for line in lines)


def _members(root: yaml.Node) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            yield from node.value
            waiting += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value


def _dumper(quote: str, *, indents_lists: bool) -> type[yaml.SafeDumper]:
    class Dumper(yaml.SafeDumper):
        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, indentless and not indents_lists)

        def ignore_aliases(self, data: object) -> bool:
            del data
            return True

        def choose_scalar_style(self) -> str:
            style: str = super().choose_scalar_style()
            return quote if style == "'" else style

    return Dumper
