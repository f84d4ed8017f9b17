"""The bytes of a JSON or YAML file to JSON values."""

import codecs
import json
import re

from inventory.openapi import yaml_reader
from inventory.openapi.scalars import UnreadableNumberError, floating, integer, no_number
from inventory.openapi.values import JsonObject, JsonValue, shown
from inventory.openapi.yaml_reader import NESTING_LIMIT, UnreadableError

SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


def decode(data: bytes) -> str:
    """Return the text of a file: UTF-8 with or without a byte-order mark, or UTF-16 with one.

    Raises UnreadableError.
    """
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as problem:
        reason = f"not {'UTF-16' if wide else 'UTF-8'} text: byte {problem.start:,} fits no character"
        raise UnreadableError(reason) from None


def parse(text: str) -> JsonValue:
    """Return the value that a text holds, told by its content: JSON where it reads as such, else YAML.

    Raises UnreadableError; see `yaml_reader.read` for the limits, which hold for JSON too.
    """
    if not text.lstrip().startswith(("{", "[")):
        return yaml_reader.read(text)
    try:
        return _parse_json(text)
    except UnreadableError as problem:
        if problem.line == 0:
            raise
        return _parse_flow_yaml(text, problem)


def yaml_view(text: str) -> str:
    """Return a text of the same shape that LibYAML reads: JSON's escaped surrogates are no YAML."""
    return SURROGATE.sub(r"\\u003f", text)


class _RepeatedKeyError(ValueError):
    """JSON says a name twice, and readers differ on what that means (RFC 8259 section 4)."""


def _parse_json(text: str) -> JsonValue:
    try:
        value: JsonValue = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=integer,
            parse_float=floating,
            parse_constant=no_number,
        )
    except json.JSONDecodeError as problem:
        raise UnreadableError(f"not JSON: {problem.msg}", problem.lineno, problem.colno) from None
    except RecursionError:
        raise UnreadableError(f"values are nested more than {NESTING_LIMIT} deep") from None
    except (_RepeatedKeyError, UnreadableNumberError) as problem:
        yaml_reader.read(yaml_view(text))  # says the same, and where
        raise UnreadableError(str(problem)) from None
    _check_nesting(value)
    return value


def _parse_flow_yaml(text: str, json_problem: UnreadableError) -> JsonValue:
    try:
        return yaml_reader.read(text)
    except UnreadableError as yaml_problem:
        places = ((problem.line, problem.column) for problem in (json_problem, yaml_problem))
        further = json_problem if next(places) >= next(places) else yaml_problem
        raise further from None


def _object(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _RepeatedKeyError(f"the key {shown(_repeated(pairs))} is there twice")
    return found


def _repeated(pairs: list[tuple[str, JsonValue]]) -> str:
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            break
        seen.add(name)
    return name


def _check_nesting(value: JsonValue) -> None:
    level, depth = [value], 0
    while level:
        containers = [item for item in level if isinstance(item, (dict, list))]
        depth += bool(containers)
        if depth > NESTING_LIMIT:
            raise UnreadableError(f"values are nested more than {NESTING_LIMIT} deep")
        level = [inner for outer in containers for inner in (outer.values() if isinstance(outer, dict) else outer)]
