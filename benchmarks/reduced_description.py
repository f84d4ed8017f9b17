"""A Swagger 2 or OpenAPI 3 document to one with only what traffic is made from, without references."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from public_descriptions import paths_of

METHODS = ("get", "put", "post", "delete", "patch", "head")
SCALARS = ("type", "format", "pattern", "enum", "example", "default", "minimum", "maximum")
NUMBERS = ("minimum", "maximum")
REFERENCES = 10  # from one to the next, before a chain counts as endless
TEXT = 300  # characters of a description, a pattern or an example
VALUES = 200  # of an enumeration
BASE = re.compile(r"(?:\w+://[^/]*)?(/[^?#{}]*)?")  # without parameters: nobody says what they stand for

Map = Mapping[object, object]


def reduced(document: Mapping[str, object], name: str) -> dict[str, object]:
    """Return a document for OpenAPI 3.0 with the title and the host of a name."""
    source = _Source(document)
    paths: dict[str, object] = {}
    for path, value in paths_of(document).items():
        item = source.resolve(value)
        shared = _values(item.get("parameters"))
        operations = {
            method: source.operation(found, shared) for method in METHODS if isinstance(found := item.get(method), dict)
        }
        if operations:
            paths["/" + re.split("[?#]", str(path))[0].removeprefix("/")] = operations
    return {
        "openapi": "3.0.3",
        "info": {"title": name, "version": "1"},
        "servers": [{"url": f"https://{name}.example{base(document)}"}],
        "paths": paths,
    }


def operations_in(document: Mapping[str, object]) -> int:
    """Count the operations of what was reduced."""
    return sum(len(item) for item in paths_of(document).values() if isinstance(item, dict))


def base(document: Mapping[str, object]) -> str:
    """Return what all paths begin with; "" where that is nothing, or unclear."""
    if "swagger" in document:
        addresses = ["/" + str(document.get("basePath") or "").lstrip("/")]
    else:
        addresses = [str(one.get("url")) for one in _values(document.get("servers")) if isinstance(one, dict)]
    matches = filter(None, map(BASE.fullmatch, addresses))
    return next(((match[1] or "").rstrip("/") for match in matches), "")


class _Source(NamedTuple):
    """A document that references are looked up in."""

    document: Mapping[str, object]

    def resolve(self, value: object) -> Map:
        """Return what a value or a chain of references to this document stands for; {} where that is no object."""
        for _ in range(REFERENCES):
            if not isinstance(value, dict):
                return {}
            if "$ref" not in value:
                return value
            value = self._target(value["$ref"])
        return {}

    def _target(self, reference: object) -> object:
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return None
        found: object = self.document
        for name in reference[2:].split("/"):
            # RFC 6901, section 4
            found = found.get(name.replace("~1", "/").replace("~0", "~")) if isinstance(found, dict) else None
        return found

    def operation(self, value: Map, shared: list[object]) -> dict[str, object]:
        """Reduce an operation; its parameters replace those of the same name and place that all methods share."""
        parameters = map(self.parameter, shared + _values(value.get("parameters")))
        named = {(one["in"], one["name"]): one for one in parameters if one}
        responses = value.get("responses")
        return {
            "parameters": list(named.values()),
            "responses": {
                str(code): {"content": {media: {} for media in self.media(value, self.resolve(response))}}
                for code, response in (responses if isinstance(responses, dict) else {}).items()
            },
        }

    def parameter(self, value: object) -> dict[str, object]:
        """Reduce a parameter in the path or the query; {} for one of another place."""
        source = self.resolve(value)
        if source.get("in") not in {"path", "query"} or not source.get("name"):
            return {}
        schema = self.resolve(source["schema"]) if "schema" in source else source
        found: dict[str, object] = {"name": str(source["name"]), "in": source["in"], "schema": self.schema(schema)}
        if (example := _scalar(source.get("example"))) is not None:
            found["example"] = example
        if source["in"] == "path":
            found |= {"required": True, "description": str(source.get("description") or "")[:TEXT]}
        return found

    def schema(self, source: Map) -> dict[str, object]:
        """Reduce a schema, and that of the items of an array, to what it says about single values."""
        found = dict(_scalars(source))
        if items := self.resolve(source.get("items")):
            found["items"] = dict(_scalars(items))
        return found

    def media(self, operation: Map, response: Map) -> list[str]:
        """Return the media types that a response may have."""
        if "swagger" not in self.document:
            content = response.get("content")
            return list(map(str, content)) if isinstance(content, dict) else []
        told = _values(operation.get("produces")) or _values(self.document.get("produces"))
        return list(map(str, told)) or (["application/json"] if response.get("schema") else [])


def _scalars(schema: Map) -> Iterator[tuple[str, object]]:
    for key in SCALARS:
        value = schema.get(key)
        if key == "enum":
            value = [one for one in map(_scalar, _values(value)[:VALUES]) if one is not None] or None
        elif key == "type" and isinstance(value, list):  # OpenAPI 3.1
            value = next((one for one in map(_scalar, value) if one != "null"), None)
        else:
            value = _scalar(value)
        if value is not None and not (key in NUMBERS and isinstance(value, str)):
            yield key, value


def _scalar(value: object) -> str | int | float | None:
    if isinstance(value, str):
        return value if len(value) <= TEXT else None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, int) else None


def _values(value: object) -> list[object]:
    return value if isinstance(value, list) else []
