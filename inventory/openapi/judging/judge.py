"""A description to a judge of the bodies and parameters that were observed."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from inventory.model.contents import FORMS, base_type
from inventory.model.operations import (
    Content,
    Description,
    Operation,
    Parameter,
    SchemaPlace,
    content_for,
)
from inventory.model.violations import MALFORMED, NOT_JSON, Unusable, Violation
from inventory.openapi.judging.bundling import Bundler
from inventory.openapi.judging.coercion import Coercer, read
from inventory.openapi.judging.compiling import Compiled
from inventory.openapi.judging.dialects import UnusableError, written
from inventory.openapi.judging.serialization import Values, candidates, decoded, raw_values
from inventory.openapi.values import JsonValue

REMEMBERED = 10_000  # answers to which schema a body is to fit


def hidden(_name: str) -> str:
    """Return what stands for a name that is not declared."""
    return "{key}"


class _Plan(NamedTuple):
    """A parameter, and what its values are judged by."""

    parameter: Parameter
    place: SchemaPlace
    schema: Compiled
    kinds: frozenset[str]
    is_plain: bool  # one text, whatever its style
    location: str


class Judge:
    """Says how bodies and parameters break what one description declares for them; schemas are compiled when needed.

    It may be sent to another process, which compiles anew. Not for several threads at once.
    """

    def __init__(self, description: Description, redact: Callable[[str], str] = hidden) -> None:
        """Take what makes the names of members that no schema declares fit to be kept; a function of a module."""
        self._description = description
        self._redact = redact
        self._root = next(iter(description.schemas.documents), "")
        self._bundlers = {role: Bundler(description.schemas, role) for role in ("request", "response")}
        self._coercer = Coercer(description.schemas)
        self._compiled: dict[tuple[str, SchemaPlace], Compiled | None] = {}
        self._chosen: dict[tuple[int, str, int, str], tuple[Operation, Content | None]] = {}
        self._plans: dict[int, tuple[Operation, tuple[_Plan, ...]]] = {}
        self._unusable: dict[Unusable, None] = {}

    def __reduce__(self) -> tuple[type["Judge"], tuple[Description, Callable[[str], str]]]:
        return Judge, (self._description, self._redact)

    @property
    def unusable(self) -> tuple[Unusable, ...]:
        """Return the schemas that were needed so far and cannot be used, each once, by place."""
        return tuple(sorted(self._unusable, key=lambda one: (one.schema, one.reason)))

    def judges(self, operation: Operation, role: str, status: int, media_type: str) -> bool:
        """Tell whether there is a schema that such a body can be judged by."""
        content = self._content(operation, role, status, media_type)
        return content is not None and content.schema is not None and self._schema(role, content.schema) is not None

    def violations(
        self, operation: Operation, role: str, status: int, media_type: str, value: JsonValue
    ) -> tuple[Violation, ...]:
        """Return how a body breaks the schema that is declared for it; () where it does not, or none is declared.

        `role` is "request" or "response"; `status` plays no part for requests. `value` is the parsed body; that of a
        form is an object of strings, and of lists of strings for names that come several times.
        """
        content = self._content(operation, role, status, media_type)
        if content is None or content.schema is None:
            return ()
        schema = self._schema(role, content.schema)
        if schema is None:
            return ()
        if isinstance(value, dict) and base_type(media_type) in FORMS:
            return _best(schema, self._coercer.form(content.schema, value))
        return schema.violations(value) or ()

    def malformed(self, operation: Operation, role: str, status: int, media_type: str) -> tuple[Violation, ...]:
        """Return how a body that is no JSON breaks the schema that is declared for it; () where none is declared."""
        content = self._content(operation, role, status, media_type)
        if content is None or content.schema is None:
            return ()
        return (Violation("", MALFORMED, written(content.schema, self._root), NOT_JSON),)

    def parameters(self, operation: Operation, values: Values) -> tuple[Violation, ...]:
        """Return how the values of declared parameters break their schemas; those that are missing break none."""
        found: list[Violation] = []
        for plan in self._planned(operation):
            told = None if plan.is_plain and _fits(plan, values) else self._broken(plan, values)
            found += [Violation(one.pointer, one.keyword, one.schema, one.message, plan.location) for one in told or ()]
        return tuple(found)

    def _broken(self, plan: _Plan, values: Values) -> tuple[Violation, ...]:
        return _best(plan.schema, candidates(plan.parameter, plan.place, values, self._coercer))

    def _planned(self, operation: Operation) -> tuple[_Plan, ...]:
        """Return the parameters that can be judged."""
        remembered = self._plans.get(id(operation))
        if remembered is None:
            if len(self._plans) >= REMEMBERED:
                self._plans.clear()
            remembered = self._plans[id(operation)] = operation, tuple(self._plan(operation))
        return remembered[1]

    def _plan(self, operation: Operation) -> Iterator[_Plan]:
        for parameter in operation.parameters:
            schema = self._schema("request", parameter.schema) if parameter.schema else None
            if schema is not None and parameter.schema is not None:
                kinds = self._coercer.kinds(parameter.schema)
                is_plain = not (kinds & {"array", "object"} or parameter.media_type or parameter.style == "matrix")
                location = f"{parameter.location}.{parameter.name}"
                yield _Plan(parameter, parameter.schema, schema, kinds, is_plain, location)

    def _content(self, operation: Operation, role: str, status: int, media_type: str) -> Content | None:
        key = (id(operation), role, status, media_type)
        remembered = self._chosen.get(key)
        if remembered is not None:
            return remembered[1]
        if role == "request":
            contents = operation.request.contents if operation.request else ()
        else:
            response = operation.response_for(status)
            contents = response.contents if response else ()
        found = content_for(contents, media_type)
        if len(self._chosen) >= REMEMBERED:
            self._chosen.clear()
        self._chosen[key] = operation, found  # keeps the operation, so that its number stays its own
        return found

    def _named(self, place: SchemaPlace) -> str:
        """Name a place for people: by the file as it was given, where it is in that one."""
        return ("" if place.uri != self._root else self._description.file) + written(place, self._root)

    def _schema(self, role: str, place: SchemaPlace) -> Compiled | None:
        key = role, place
        if key not in self._compiled:
            try:
                bundle = self._bundlers[role].bundle(place)
                self._compiled[key] = Compiled(self._description.schemas, bundle, self._redact)
            except UnusableError as problem:
                self._compiled[key] = None
                self._unusable[Unusable(self._named(problem.place), problem.reason)] = None
        return self._compiled[key]


def _fits(plan: _Plan, values: Values) -> bool:
    """Tell whether the most likely reading of a plain parameter is right, or it is absent; False leaves it open."""
    raws = raw_values(plan.parameter, values)
    if not raws:
        return True
    try:
        return plan.schema.is_valid(read(decoded(plan.parameter, raws[0]), plan.kinds))
    except ValueError:
        return False


def _best(schema: Compiled, candidates: list[JsonValue]) -> tuple[Violation, ...]:
    """Return the violations of the first of several readings of a value; () where one of them has none."""
    told = [schema.violations(value) for value in candidates]
    if not told or any(not found for found in told):
        return ()
    return told[0] or ()
