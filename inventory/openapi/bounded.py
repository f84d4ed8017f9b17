"""openapi-spec-validator's validators to ones that a hostile description cannot exhaust, with the same verdicts.

Schemas are visited from a queue instead of by recursion. Each is checked against its meta-schema by jsonschema-rs, and
again by the library where that says no, so the library still words the reason. Default values are judged within a
budget and without running the description's regular expressions.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

import jsonschema_rs
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend
from jsonschema_path.paths import SchemaPath
from openapi_schema_validator._specifications import REGISTRY
from openapi_spec_validator.validation import keywords
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError
from openapi_spec_validator.validation.registries import KeywordValidatorRegistry
from openapi_spec_validator.validation.validators import SpecValidator

DEPTH_LIMIT = 1_000  # steps from the root of the description to a schema, through references
WORK_LIMIT = 1_000_000  # schemas looked into and keywords judged, all together

DRAFT_4 = "http://json-schema.org/draft-04/schema#"
UNJUDGED = ("pattern", "patternProperties", "unevaluatedProperties")  # of default values: these run its expressions
PARAMETER = re.compile(r"\{([^{}]+)\}")

T = TypeVar("T")
Judge = Callable[[Any, Any, Any, Any], Iterable[ValidationError] | None]


class ExhaustedError(Exception):
    """A description that takes more work to judge than any real one."""


def bounded(validator: type[SpecValidator]) -> type[SpecValidator]:
    """Return a validator class of the library with every part that can be exhausted replaced."""
    parts = dict(validator.keyword_validators)
    for name, mixin in (("schema", _Schema), ("default", _Default), ("operation", _Operation)):
        parts[name] = type(parts[name].__name__, (mixin, parts[name]), {})
    parts["budget"] = _Budget
    return type(validator.__name__, (validator,), {"keyword_validators": parts})


class _Budget(keywords.KeywordValidator):
    """The work that is left; one for all parts of a validation."""

    def __init__(self, registry: KeywordValidatorRegistry) -> None:
        super().__init__(registry)
        self._left = WORK_LIMIT

    def spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise ExhaustedError(f"its schemas take more than {WORK_LIMIT:,} steps to judge")


def _spender(part: keywords.KeywordValidator) -> Callable[[], None]:
    budget = part.registry["budget"]
    assert isinstance(budget, _Budget)
    return budget.spend


class _Seen(list[T]):
    """A list that knows at once what is in it: the library looks up every schema and operation id in one."""

    def __init__(self) -> None:
        super().__init__()
        self._members: set[T] = set()

    def append(self, member: T) -> None:
        self._members.add(member)

    def __contains__(self, member: object) -> bool:
        return member in self._members


class _Schema(keywords.SchemaValidator):
    """Schemas one after the other; what they contain waits for its turn."""

    def __init__(self, registry: KeywordValidatorRegistry) -> None:
        super().__init__(registry)
        self.visited_schema_ids = _Seen()
        self.meta_checked_schema_ids = _Seen()
        self._waiting: deque[tuple[SchemaPath, bool, bool]] = deque()
        self._busy = False
        self._spend = _spender(self)

    def __call__(
        self, schema: SchemaPath, require_properties: bool = True, meta_checked: bool = False
    ) -> Iterator[ValidationError]:
        self._waiting.append((schema, require_properties, meta_checked))
        if self._busy:
            return
        self._busy = True
        while self._waiting:
            following = self._waiting.popleft()
            self._spend()
            if len(following[0].parts) > DEPTH_LIMIT:
                raise ExhaustedError(f"its schemas lead more than {DEPTH_LIMIT:,} steps deep")
            yield from super().__call__(*following)
        self._busy = False

    def _collect_properties(self, schema: SchemaPath) -> set[str]:
        found: set[str] = set()
        seen: set[int] = set()
        waiting = [schema]
        while waiting:
            current = waiting.pop()
            value = current.read_value()
            if not isinstance(value, Mapping) or id(value) in seen:
                continue
            seen.add(id(value))
            self._spend()
            if "properties" in value:
                found.update(map(str, (current / "properties").keys()))
            waiting.extend(inner for name in ("allOf", "anyOf", "oneOf") if name in value for inner in current / name)
            waiting.extend(current / name for name in ("items", "not") if name in value)
        return found

    def _validate_schema_meta(self, schema: SchemaPath, schema_value: Any) -> OpenAPIValidationError | None:
        meta_schema = self._meta_schema(schema, schema_value)
        if meta_schema == DRAFT_4 and isinstance(schema_value, Mapping) and schema_value.get("type") == "file":
            return None  # Swagger 2.0 has this type for responses; the schema of OpenAPI 3.0 refuses it by itself
        if meta_schema and _fast(meta_schema).is_valid(schema_value):
            return None
        return super()._validate_schema_meta(schema, schema_value)

    def _meta_schema(self, schema: SchemaPath, schema_value: Any) -> str:
        """Return the id of the meta-schema; "" where the description chose one of its own."""
        if not isinstance(self, keywords.OpenAPIV31SchemaValidator):
            return DRAFT_4
        try:
            dialect = self._get_schema_dialect_id(schema, schema_value)
        except ValueError:
            return ""
        return dialect if dialect == self.default_jsonschema_dialect_id else ""


@cache
def _fast(meta_schema: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(REGISTRY.contents(meta_schema), retriever=_local)


def _local(uri: str) -> Any:
    return REGISTRY.contents(uri)


class _Default(keywords.ValueValidator):
    """Default values, within the budget."""

    def __init__(self, registry: KeywordValidatorRegistry) -> None:
        super().__init__(registry)
        self.value_validator_cls = _budgeted(type(self).value_validator_cls, _spender(self))


def _budgeted(validator: Any, spend: Callable[[], None]) -> type[Validator]:
    def counted(judge: Judge) -> Judge:
        def judged(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
            spend()
            if "patternProperties" not in schema or judge is not additional:
                yield from judge(validator, value, instance, schema) or ()

        return judged

    additional = validator.VALIDATORS["additionalProperties"]
    judges = {name: counted(judge) for name, judge in validator.VALIDATORS.items()}
    extended: type[Validator] = extend(validator, judges | dict.fromkeys(UNJUDGED, _unjudged))
    return extended


def _unjudged(_validator: Any, _value: Any, _instance: Any, _schema: Any) -> None:
    return None


class _Operation(keywords.OperationValidator):
    """Operations whose path need not be a Python format string."""

    def __init__(self, registry: KeywordValidatorRegistry) -> None:
        super().__init__(registry)
        self.operation_ids_registry = _Seen()

    def _get_path_params_from_url(self, url: str) -> Iterator[str]:
        try:
            return iter(list(super()._get_path_params_from_url(url)))
        except ValueError:
            return iter(PARAMETER.findall(url))
