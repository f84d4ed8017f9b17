"""Strings to whether they are of a format that OpenAPI and JSON Schema define."""

import re
from collections.abc import Callable

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/_\s-]*={0,2}\s*")

INTEGERS = {"int32": 2**31, "int64": 2**63}  # formats of integers: all are below this, and none below its negative


def _is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def _is_base64(text: str) -> bool:
    return _BASE64.fullmatch(text) is not None


# What jsonschema-rs does not judge in every dialect; the rest it does: dates, addresses, URIs, …
CHECKS: dict[str, Callable[[str], bool]] = {"uuid": _is_uuid, "byte": _is_base64}
