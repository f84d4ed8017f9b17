"""Untyped JSON values (RFC 8259)."""

from typing import TypeAlias

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
JsonObject: TypeAlias = dict[str, JsonValue]
Place: TypeAlias = tuple[str, ...]  # the steps of a JSON pointer, unescaped (RFC 6901)
