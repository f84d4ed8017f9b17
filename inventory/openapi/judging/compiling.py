"""Bundles to what judges values: compiled by jsonschema-rs, within limits of time."""

from collections.abc import Callable

import jsonschema_rs

from inventory.model.operations import Schemas
from inventory.model.violations import Violation
from inventory.openapi.judging import formats
from inventory.openapi.judging.bundling import Bundle
from inventory.openapi.judging.dialects import UnusableError
from inventory.openapi.judging.telling import Teller, UnjudgedError
from inventory.openapi.values import JsonValue

EXPRESSION_SIZE = 1024 * 1024  # bytes of a compiled regular expression
BACKTRACK_LIMIT = 200  # of expressions that need it: look-around, references to groups
PARTS_LIMIT = 2_000  # parts of a value that is looked into for what is wrong; of a larger one, the first ones
DEPTH_LIMIT = 200  # containers within each other
CONTAINERS = frozenset({dict, list})

# What a value of which parts were left out may break though the whole one does not.
UNSURE = frozenset(
    {"anyOf", "const", "contains", "dependentRequired", "enum", "minItems", "minProperties", "not", "oneOf", "required",
     "unevaluatedItems"}
)  # fmt: skip

# In linear time; and the fallback for what that cannot express.
LINEAR = jsonschema_rs.RegexOptions(size_limit=EXPRESSION_SIZE, dfa_size_limit=EXPRESSION_SIZE)
BACKTRACKING = jsonschema_rs.FancyRegexOptions(
    backtrack_limit=BACKTRACK_LIMIT, size_limit=EXPRESSION_SIZE, dfa_size_limit=EXPRESSION_SIZE
)


class Compiled:
    """A schema that values are judged by."""

    def __init__(self, schemas: Schemas, bundle: Bundle, redact: Callable[[str], str]) -> None:
        """Compile; raises UnusableError."""
        self._bundle = bundle
        self._validator = _compiled(bundle)
        self._teller = Teller(schemas, bundle, redact)
        self.is_valid: Callable[[JsonValue], bool] = self._validator.is_valid

    def violations(self, value: JsonValue) -> tuple[Violation, ...] | None:
        """Return how a value breaks the schema, () where it does not; None where it could not be judged.

        Of a value with more than `PARTS_LIMIT` parts the first ones are looked into, of one in which alternatives
        explode the first violation is told.
        """
        try:
            depth = _depth(value)
            if self.is_valid(value):
                return ()
            if self._bundle.is_explosive(depth):
                return self._first(value)
            looked_into, is_cut = _cut(value)
            found = self._teller.tell(
                list(self._validator.iter_errors(looked_into)), looked_into, UNSURE if is_cut else frozenset()
            )
            return found or self._first(value)
        except (ValueError, RecursionError, UnjudgedError):  # no text, or a number that JSON does not know
            return None

    def _first(self, value: JsonValue) -> tuple[Violation, ...]:
        try:
            self._validator.validate(value)
        except jsonschema_rs.ValidationError as error:
            return self._teller.tell([error], value, frozenset())
        return ()


def _compiled(bundle: Bundle) -> jsonschema_rs.Validator:
    problem: UnusableError | None = None
    for options in (LINEAR, BACKTRACKING):
        try:
            validator: jsonschema_rs.Validator = bundle.dialect.validator(
                bundle.schema,
                formats=formats.CHECKS,
                validate_formats=True,
                retriever=_refuse,
                pattern_options=options,
            )
        except jsonschema_rs.ValidationError as error:
            problem = _problem(bundle, error)
        except (jsonschema_rs.ReferencingError, ValueError, RecursionError):
            problem = UnusableError(bundle.places[0], "cannot be compiled")
        else:
            return validator
    assert problem is not None
    raise problem


def _problem(bundle: Bundle, error: jsonschema_rs.ValidationError) -> UnusableError:
    place = bundle.place(error.instance_path) or bundle.places[0]
    keyword = str(error.instance_path[-1]) if error.instance_path else ""
    if keyword == "pattern" or "patternProperties" in map(str, error.instance_path[-2:]):
        return UnusableError(place, "is no regular expression that can be used")
    return UnusableError(place, "is not what JSON Schema allows there")


def _refuse(uri: str) -> JsonValue:
    raise LookupError(uri)


def _depth(value: JsonValue) -> int:
    """Return how deep containers are nested.

    Raises UnjudgedError beyond `DEPTH_LIMIT`: values that are nested much deeper would end the process.
    """
    level = [value] if type(value) in CONTAINERS else []
    for depth in range(DEPTH_LIMIT):
        if not level:
            return depth
        below: list[JsonValue] = []
        for one in level:
            members = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
            below += [inner for inner in members if type(inner) in CONTAINERS]
        level = below
    raise UnjudgedError


def _cut(value: JsonValue) -> tuple[JsonValue, bool]:
    """Return a value without the parts beyond `PARTS_LIMIT`, and whether there were any."""
    left = PARTS_LIMIT

    def kept(current: JsonValue) -> JsonValue:
        nonlocal left
        left -= 1
        if isinstance(current, dict):
            return {name: kept(inner) for name, inner in current.items() if left > 0}
        if isinstance(current, list):
            return [kept(inner) for inner in current if left > 0]
        return current

    cut = kept(value)
    return cut, left <= 0
