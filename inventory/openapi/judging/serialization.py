"""Parameters as they stand in a request to the values that their declared style says they are."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote, unquote_plus

import msgspec

from inventory.model.operations import Parameter, SchemaPlace
from inventory.openapi.judging.coercion import Coercer, nest, parsed
from inventory.openapi.values import JsonObject, JsonValue

PAIRS_LIMIT = 1_000  # of one query
ITEMS_LIMIT = 1_000  # of one parameter


class Values(msgspec.Struct, frozen=True):
    """Where the values of parameters stand in one request, as they stand there."""

    path: Mapping[str, str] = {}  # by name; percent-encoded
    query: Mapping[str, Sequence[str]] = {}  # percent-encoded values by decoded names; see `query_of`
    fields: Mapping[str, str] = {}  # of the header, by names in lower case; several of a name joined by commas
    cookies: Mapping[str, str] = {}


def query_of(text: str) -> dict[str, list[str]]:
    """Return the values of a query by name, of `PAIRS_LIMIT` of them; values stay percent-encoded."""
    found: dict[str, list[str]] = {}
    for field in text.split("&", PAIRS_LIMIT)[:PAIRS_LIMIT]:
        if field:
            name, _, value = field.partition("=")
            found.setdefault(unquote_plus(name) if "%" in name or "+" in name else name, []).append(value)
    return found


def candidates(parameter: Parameter, place: SchemaPlace, values: Values, coercer: Coercer) -> list[JsonValue]:
    """Return the values that a parameter may have, most likely first; [] where it is absent."""
    if parameter.media_type:
        return [parsed(unquote_plus(raw)) for raw in raw_values(parameter, values)[:1]] if _is_json(parameter) else []
    if (
        parameter.location == "query"
        and coercer.is_empty_allowed(place)
        and list(raw_values(parameter, values)) == [""]
    ):
        return []
    kinds = coercer.kinds(place)
    raws: list[JsonValue] = []
    if "array" in kinds:
        raws += _lists(parameter, values)
    if "object" in kinds:
        raws += _objects(parameter, values, coercer.names(place))
    if not kinds or kinds - {"array", "object", "null"}:
        raws += _texts(parameter, values)
    return coercer.readings(place, raws)


def _is_json(parameter: Parameter) -> bool:
    return parameter.media_type == "application/json" or parameter.media_type.endswith("+json")


def raw_values(parameter: Parameter, values: Values) -> Sequence[str]:
    """Return the values under the name of a parameter, still encoded."""
    name = parameter.name
    if parameter.location == "query":
        return values.query.get(name, ())
    holder = {"path": values.path, "header": values.fields, "cookie": values.cookies}.get(parameter.location, {})
    found = holder.get(name.lower() if parameter.location == "header" else name)
    return [] if found is None else [_bare(parameter, found)]


def _bare(parameter: Parameter, raw: str) -> str:
    """Return a value in a path without what its style puts before it."""
    if parameter.style == "label":
        return raw.removeprefix(".")
    if parameter.style == "matrix" and not parameter.explode:
        return raw.removeprefix(f";{parameter.name}").removeprefix("=")
    return raw


def decoded(parameter: Parameter, raw: str) -> str:
    """Return a value without the encoding of its place."""
    if parameter.location == "query":
        return unquote_plus(raw)
    return unquote(raw) if parameter.location == "path" else raw.strip()


def _texts(parameter: Parameter, values: Values) -> Iterator[JsonValue]:
    for raw in raw_values(parameter, values)[:1]:
        bare = raw.removeprefix(f";{parameter.name}").removeprefix("=") if parameter.style == "matrix" else raw
        yield decoded(parameter, bare)


def _lists(parameter: Parameter, values: Values) -> Iterator[JsonValue]:
    raws = raw_values(parameter, values)
    if not raws:
        return
    if parameter.is_repeated:
        yield [decoded(parameter, raw) for raw in raws]
        return
    delimiter = parameter.delimiter
    yield [item for raw in raws for item in _split(parameter, raw, delimiter)]
    if any("%" in raw for raw in raws):  # many clients encode the delimiter too
        yield [item for raw in raws for item in decoded(parameter, raw).split(delimiter, ITEMS_LIMIT)]
    if list(raws) == [""]:
        yield []


def _split(parameter: Parameter, raw: str, delimiter: str) -> list[JsonValue]:
    if delimiter in (" ", "|", "\t"):  # which stand encoded in a target
        return [*decoded(parameter, raw).split(delimiter, ITEMS_LIMIT)]
    raw = raw.removeprefix(delimiter) if len(delimiter) > 1 else raw
    return [decoded(parameter, item) for item in raw.split(delimiter, ITEMS_LIMIT)]


def _objects(parameter: Parameter, values: Values, names: frozenset[str]) -> Iterator[JsonValue]:
    found: JsonObject = {}
    if parameter.style == "deepObject":
        for key, raws in values.query.items():
            if key.startswith(parameter.name + "[") and key.endswith("]"):
                texts: list[JsonValue] = [unquote_plus(raw) for raw in raws]
                nest(found, parameter.name, key[len(parameter.name) :], texts if len(texts) > 1 else texts[0])
        if parameter.name in found:
            yield found[parameter.name]
    elif parameter.location in ("query", "cookie") and parameter.explode:
        one = {name: values.query[name][0] for name in names if name in values.query}
        holder = one if parameter.location == "query" else values.cookies
        found = {key: decoded(parameter, raw) for key, raw in holder.items() if key in names}
        if found:
            yield found
    else:
        for raw in raw_values(parameter, values)[:1]:
            yield _members(parameter, raw)


def _members(parameter: Parameter, raw: str) -> JsonObject:
    """Return the object of a list: of `name=value` where it is exploded, else of names and values in turn."""
    delimiter = {"label": ".", "matrix": ";"}.get(parameter.style, ",") if parameter.explode else parameter.delimiter
    parts = raw.removeprefix(delimiter).split(delimiter, ITEMS_LIMIT)
    if parameter.explode:
        named = [part.partition("=")[::2] for part in parts]
    else:
        named = list(zip(parts[::2], parts[1::2], strict=False))
    return {decoded(parameter, name): decoded(parameter, value) for name, value in named}
