"""What is published of rules and corrections."""

from typing import Any

import msgspec


class RuleDocument(msgspec.Struct, frozen=True):
    """One rule."""

    name: str
    severity: str
    tags: tuple[str, ...]
    title: str
    text: str
    examples: tuple[dict[str, Any], ...]


class RulesDocument(msgspec.Struct, frozen=True):
    """What `rules` prints."""

    schema_version: int
    rules: tuple[RuleDocument, ...]


class CorrectionDocument(msgspec.Struct, frozen=True):
    """One correction of path templates."""

    kind: str  # "set", "keep", "split", "name" or "hosts"
    service: str | None  # null for all
    method: str | None  # null for all
    template: str  # of a path; the pattern of "hosts"
    words: tuple[str, ...]  # of "split"; the names of "name"; "together" or "apart" for "hosts"


class CorrectionsDocument(msgspec.Struct, frozen=True):
    """What `template list` prints."""

    schema_version: int
    corrections: tuple[CorrectionDocument, ...]
