"""A description to openapi-spec-validator's verdict on it."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, TypeAlias

import jsonschema_rs
from jsonschema_path.paths import SchemaPath
from openapi_spec_validator.validation.validators import SpecValidator
from referencing.exceptions import Unresolvable

from inventory.errors import DescriptionError
from inventory.openapi.bounded import ExhaustedError, bounded
from inventory.openapi.folder import CONFINED, Document, Folder, RefusedReferenceError
from inventory.openapi.values import JsonValue, Place, as_object, shown

SHOWN_ERRORS = 3
COUNTED_ERRORS = 1_000

HINT = "correct the description; `openapi-spec-validator FILE` tells the same and more"
CRASHES = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)

Violation: TypeAlias = tuple[Place, str]


def validate(folder: Folder, validator: type[SpecValidator]) -> None:
    """Raise DescriptionError unless the library finds the description valid.

    The message holds the first `SHOWN_ERRORS` violations by place and says how many more there are. What the
    specification's own schema refuses comes first; only a description that passes it is looked into further.
    """
    root = folder.root
    violations = list(islice(_structure(root.value, validator), COUNTED_ERRORS))
    if not violations:
        violations = list(islice(_meaning(folder, validator), COUNTED_ERRORS))
    if violations:
        raise _refusal(root, violations)


def _structure(value: JsonValue, validator: type[SpecValidator]) -> Iterator[Violation]:
    schema = validator.schema_validator.schema
    try:
        for error in jsonschema_rs.validator_for(dict(schema), retriever=_refuse).iter_errors(value):
            yield _most_telling(error)
    except UnicodeEncodeError:
        yield (), "text holds half a surrogate pair, which is no character"
    except ValueError as problem:
        yield (), f"cannot be judged: {problem}"


def _refuse(uri: str) -> JsonValue:
    raise LookupError(uri)


def _most_telling(error: Any) -> Violation:
    """Return place and reason, out of the alternative that the value came closest to."""
    alternatives = [branch for branch in getattr(error.kind, "context", ()) or () if branch]
    if alternatives:
        return max((_most_telling(branch[0]) for branch in alternatives), key=lambda found: len(found[0]))
    return tuple(map(str, error.instance_path)), str(error.message)


def _meaning(folder: Folder, validator: type[SpecValidator]) -> Iterator[Violation]:
    """Yield what the library's keyword validators find; reference problems are raised."""
    path = SchemaPath.from_dict(
        as_object(folder.root.value),
        base_uri=folder.root.uri,
        handlers=_Confined(folder),
        resolved_cache_maxsize=128,
    )
    judge = bounded(validator)(path)
    try:
        for error in judge.root_validator(path):
            yield tuple(map(str, error.absolute_path)), error.message
    except ExhaustedError as problem:
        raise DescriptionError(f"{shown(folder.root.name)}: {problem}", hint=HINT) from None
    except (Unresolvable, RecursionError, *CRASHES) as problem:
        raise _broken(folder, problem) from None


class _Confined(dict[str, Any]):
    """Handlers for references of every scheme: the library fetches by itself what it finds no handler for."""

    def __init__(self, folder: Folder) -> None:
        super().__init__()
        self._folder = folder

    def __contains__(self, scheme: object) -> bool:
        return True

    def __missing__(self, scheme: str) -> Any:
        return lambda uri: self._folder.document(uri).value


def _broken(folder: Folder, problem: BaseException) -> DescriptionError:
    """Return what to say when the library gave up: mostly about the first reference that leads nowhere."""
    cause: BaseException | None = problem
    while cause is not None:
        if isinstance(cause, DescriptionError):
            return cause
        cause = cause.__cause__ or cause.__context__
    for document in folder.documents():
        for place in _references(document.value):
            try:
                folder.follow(document, place)
            except RefusedReferenceError as refused:
                return document.problem((*place, "$ref"), f"the reference {refused}", hint=CONFINED)
    return folder.root.problem((), f"cannot be judged ({type(problem).__name__})", hint=HINT)


def _references(value: JsonValue) -> Iterator[Place]:
    """Yield the place of every object with a `$ref`, in the order of the file."""
    waiting: list[tuple[Place, JsonValue]] = [((), value)]
    while waiting:
        place, current = waiting.pop()
        if isinstance(current, dict):
            if isinstance(current.get("$ref"), str):
                yield place
            waiting.extend(((*place, name), inner) for name, inner in reversed(current.items()))
        elif isinstance(current, list):
            waiting.extend(((*place, str(index)), current[index]) for index in reversed(range(len(current))))


def _refusal(root: Document, violations: list[Violation]) -> DescriptionError:
    """Return the first violations, each with its place, and how many more there are."""
    first = violations[:SHOWN_ERRORS]
    told = [root.problem(place, " ".join(shown(reason).split()), hint=HINT).message for place, reason in first]
    more = len(violations) - len(first)
    count = f"{more:,} more" if len(violations) < COUNTED_ERRORS else "many more"
    return DescriptionError("; ".join(told) + (f"; and {count}" if more else ""), hint=HINT)
