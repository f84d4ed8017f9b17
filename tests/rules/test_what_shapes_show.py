"""Bodies next to schemas: what is told of them, and what is not as it cannot be known."""

import pytest
from folded import MANY, differing, folded, told

from inventory.model.shapes import PARTS_LIMIT
from inventory.model.values import JsonObject, JsonValue
from inventory.rules.differences import Difference
from inventory.rules.differences.walk import DIFFERENCES_LIMIT, FACTS_LIMIT

UUID = "7f3b1c2d-0000-4000-8000-000000000001"


def of(name: str, schema: JsonValue) -> JsonObject:
    """Make the schema of an object with one property."""
    return {"type": "object", "properties": {name: schema}}


SHOWN = [
    ({"type": "integer"}, ["7"], ["/ type"]),
    ({"type": "string"}, [None], ["/ type"]),
    ({"type": ["string", "null"]}, [7], ["/ type"]),
    ({"type": "integer"}, [1, 1.5], ["/ type"]),
    (False, [1], ["/ type"]),
    (of("a", False), [{"a": 1}], ["/a type"]),
    ({"enum": ["open", "closed"]}, ["far too long for any of them"], ["/ enum"]),
    ({"enum": [1, 2]}, ["one"], ["/ enum"]),
    ({"const": 5}, [7], ["/ enum"]),
    ({"minLength": 3}, ["ab"], ["/ minLength"]),
    ({"maxLength": 3}, ["äöü", "äöüß"], ["/ maxLength"]),
    ({"minItems": 1}, [[]], ["/ minItems"]),
    ({"maxProperties": 1}, [{"a": 1, "b": 2}], ["/ maxProperties"]),
    ({"minimum": 0}, [-0.5, -1], ["/ minimum"]),
    ({"exclusiveMaximum": 10}, [10], ["/ exclusiveMaximum"]),
    ({"maximum": 2_999}, [3_456], ["/ maximum"]),
    ({"minimum": -2_999}, [-3_456], ["/ minimum"]),
    ({"type": "integer", "format": "int32"}, [3_000_000_000], ["/ format"]),
    ({"format": "uuid"}, [UUID, "nobody"], ["/ format"]),
    ({"format": "date"}, ["2024-05-06T07:08:09Z"], ["/ format"]),
    ({"format": "date-time"}, ["2024-05-06"], ["/ format"]),
    ({"format": "date-time"}, ["now"], ["/ format"]),
    ({"format": "ipv4"}, ["1.2.3.400"], ["/ format"]),
    ({"format": "uri"}, ["/page/2"], ["/ format"]),
    ({"required": ["a"]}, [{"b": 1}, {"a": 1}], ["/a required"]),
    ({"type": "object", "required": ["a"]}, [{}], ["/a required"]),
    ({"properties": {"a": {}}, "additionalProperties": False}, [{"b": 1}], ["/b additionalProperties"]),
    ({"additionalProperties": {"type": "integer"}}, [{"a": "x"}], ["/a type"]),
    ({"items": of("a", {"type": "string"})}, [[{"a": "x"}, {"a": 1}]], ["/*/a type"]),
    ({"oneOf": [{"type": "string"}, {"type": "null"}]}, [1], ["/ type"]),
    ({"oneOf": [of("a", {"type": "string"}), of("a", {"type": "null"})]}, [{"a": 1}], ["/a type"]),
    ({"anyOf": [{"required": ["a", "x"]}, {"required": ["b", "x"]}]}, [{"a": 1}, {"b": 1}], ["/x required"]),
    ({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, [{"c": 1}, {"c": 2}], ["/ anyOf"]),
    ({"allOf": [of("a", {"type": "string"}), of("b", {"type": "string"})]}, [{"a": 1, "b": 1}], ["/a type", "/b type"]),
    ({"allOf": [of("a", {}), of("a", {"type": "string"})]}, [{"a": 1}], ["/a type"]),
    ({"allOf": [of("a", {}), of("b", {})], "unevaluatedProperties": False}, [{"c": 1}], ["/c additionalProperties"]),
]  # fmt: skip

HIDDEN = [
    ({"type": "number"}, [1, 1.5]),
    ({"type": "integer"}, [1.0]),
    ({"maximum": 3_400}, [3_456]),  # numbers are rounded
    ({"maximum": -3_100}, [-3_456]),
    ({"maximum": -0.2}, [-0.5]),
    ({"enum": ["open", "closed"]}, ["gone"]),  # words are kept of many values only
    ({"enum": [1, 5]}, [3]),
    ({"pattern": "^a"}, ["b"]),
    ({"format": "date-time"}, ["2024-05-06T07:08:09"]),
    ({"format": "email"}, ["root@localhost"]),
    ({"format": "hostname"}, ["?"]),
    ({"format": "uri-reference"}, ["/page/2"]),
    ({"type": "string", "format": "int64"}, ["12"]),
    ({"properties": {"a": {}}}, [{"b": 1}]),
    ({"properties": {"a": {}}, "patternProperties": {"^b": {}}, "additionalProperties": False}, [{"b": 1}]),
    ({"required": ["2024-05-06"]}, [{"2024-05-07": 1}]),  # names that are values are not kept
    ({"properties": {"x y": {}}, "additionalProperties": False}, [{"a b": 1}]),
    ({"items": {"type": "integer"}}, [[]]),
    ({"prefixItems": [{"type": "integer"}], "items": {"type": "string"}}, [[1, "x"]]),
    ({"oneOf": [of("a", {"type": "string"}), of("a", {"type": "null"})]}, [{"a": None}, {"a": "x"}]),
    ({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, [{"a": 1}, {"b": 1}]),
    ({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, [{"a": 1, "b": 1}, {"c": 1}]),  # as if it were the former
    ({"not": {"type": "string"}}, ["x"]),
    ({"if": {"type": "string"}, "then": False}, ["x"]),
    ({"if": True, "then": of("a", {}), "unevaluatedProperties": False}, [{"a": 1}]),
    ({"anyOf": [of("a", {}), of("b", {})], "unevaluatedProperties": False}, [{"a": 1, "b": 1}]),
    ({"$dynamicRef": "#node"}, [1]),
    ({"$ref": "#/components/schemas/Nowhere"}, [1]),
    ({"$ref": "elsewhere.yaml#/Thing"}, [1]),
    ({"$ref": "http://["}, [1]),
    ({"$id": "https://example.com/tree", "$ref": "#/components/schemas/Whole/$defs/a", "$defs": {"a": False}}, [1]),
    ({"$ref": "#/components/schemas/Whole"}, [1]),
    ({"type": "elephant"}, [1]),
    ({"type": "integer"}, [1, "[Filtered]", "***"]),  # whoever recorded it took the value out
]  # fmt: skip


@pytest.mark.parametrize(("schema", "bodies", "found"), SHOWN)
def test_shown(schema: JsonValue, bodies: list[JsonValue], found: list[str]) -> None:
    assert told(differing(schema, bodies)) == found


@pytest.mark.parametrize(("schema", "bodies"), HIDDEN)
def test_not_shown(schema: JsonValue, bodies: list[JsonValue]) -> None:
    assert differing(schema, bodies) == []


def test_words_are_compared_where_they_are_kept() -> None:
    schema = of("status", {"enum": ["open", "closed"]})
    bodies: list[JsonValue] = [{"status": "open"}, {"status": "gone"}]
    (found,) = differing(schema, bodies, times=MANY)
    assert (found.pointer, found.keyword, found.count, found.total) == ("/status", "enum", 1, 2 * MANY)
    assert found.text == 'at least 1 of 80 strings are not one of the declared values: "gone"'
    assert differing(of("status", {"enum": ["open", "gone"]}), bodies, times=MANY) == []


def one(schema: JsonValue, bodies: list[JsonValue]) -> Difference:
    (found,) = differing(schema, bodies)
    return found


def test_counts_say_how_many_of_how_many() -> None:
    found = one(of("a", {"type": "string"}), [{"a": 1}, {"a": 2}, {"a": "x"}, {}])
    assert (found.count, found.total, found.always) == (2, 3, False)
    assert found.text == "integer in 2 of 3, where string is declared"
    missing = one({"required": ["a"]}, [{"a": 1}, {}, {}, "no object"])
    assert (missing.count, missing.total, missing.always) == (2, 3, False)
    assert one({"type": "string"}, [1, 2]).always
    assert one({"items": {"type": "string"}}, [[1], [2, 3]]).always
    assert not one({"items": {"type": "string"}}, [[1], []]).always
    assert not one({"items": {"type": "string"}}, [[1, "x"]]).always


def test_variants_add_up() -> None:
    schema: JsonObject = {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}
    found = one(schema, [{"a": 1}, {"b": 1}, {}, {}, {}])
    assert (found.keyword, found.count, found.total) == ("anyOf", 3, 5)


def test_a_constant_tells_which_variant_is_meant() -> None:
    cat: JsonObject = {"properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}}, "required": ["kind"]}
    dog: JsonObject = {"properties": {"kind": {"const": "dog"}, "lives": {"type": "string"}}, "required": ["kind"]}
    bodies: list[JsonValue] = [{"kind": "cat", "lives": "nine"}]
    assert told(differing({"oneOf": [cat, dog]}, bodies, times=MANY)) == ["/lives type"]


def test_a_discriminator_tells_which_variant_is_meant() -> None:
    components: JsonObject = {"Cat": of("lives", {"type": "integer"}), "Dog": of("lives", {"type": "string"})}
    variants: JsonObject = {"oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in components]}
    mapping: JsonObject = {"cat": "#/components/schemas/Cat", "dog": "Dog"}
    bodies: list[JsonValue] = [{"kind": "cat", "lives": "nine"}]
    schema: JsonObject = {**variants, "discriminator": {"propertyName": "kind", "mapping": mapping}}
    assert told(differing(schema, bodies, components, times=MANY)) == ["/lives type"]
    assert differing(schema, [{"kind": "dog", "lives": "nine"}], components, times=MANY) == []
    assert differing(schema, [{"kind": "Dog", "lives": "nine"}], components, times=MANY) == []
    for unsure in ({}, {"cat": "Cat"}, {"cat": "cats.yaml", "dog": "Dog"}):
        unclear: JsonObject = {**variants, "discriminator": {"propertyName": "kind", "mapping": unsure}}
        assert differing(unclear, bodies, components, times=MANY) == []


@pytest.mark.parametrize("mark", ["nullable", "x-nullable"])
@pytest.mark.parametrize(
    "schema", [{"type": "string"}, {"enum": ["a"]}, {"allOf": [{"type": "string"}]}, {"$ref": "#/components/schemas/A"}]
)
def test_null_where_older_dialects_allow_it(schema: JsonObject, mark: str) -> None:
    components: JsonObject = {"A": {"type": "string"}}
    marked: JsonObject = {**schema, mark: True}
    assert differing(marked, [None, "a"], components, dialect="3.0") == []
    assert told(differing(schema, [None, "a"], components, dialect="3.0")) in (["/ type"], ["/ enum"])
    assert told(differing(marked, [None, "a"], components, dialect="3.1")) in (["/ type"], ["/ enum"])


def test_what_stands_beside_a_reference_counts_in_newer_dialects() -> None:
    schema: JsonObject = {"$ref": "#/components/schemas/A", "required": ["a"]}
    assert differing(schema, [{}], {"A": {}}, dialect="3.0") == []
    assert told(differing(schema, [{}], {"A": {}})) == ["/a required"]


def test_exclusive_limits_as_older_dialects_write_them() -> None:
    schema: JsonObject = {"minimum": 5, "exclusiveMinimum": True}
    assert told(differing(schema, [5], dialect="3.0")) == ["/ minimum"]
    assert differing(schema, [6], dialect="3.0") == []


@pytest.mark.parametrize(
    "schema", [{"readOnly": True}, {"allOf": [{"readOnly": True}]}, {"$ref": "#/components/schemas/A"}]
)
@pytest.mark.parametrize("dialect", ["2.0", "3.0", "3.1"])
def test_what_is_marked_may_be_missing(schema: JsonObject, dialect: str) -> None:
    components: JsonObject = {"A": {"type": "integer", "readOnly": True}}
    whole: JsonObject = {**of("id", schema), "required": ["id"]}
    assert differing(whole, [{}], components, dialect=dialect, mark="readOnly") == []
    assert told(differing(whole, [{}], components, dialect=dialect, mark="writeOnly")) == ["/id required"]


def test_schemas_in_circles() -> None:
    node: JsonObject = {
        "type": "object",
        "properties": {"next": {"$ref": "#/components/schemas/Node"}},
        "required": ["n"],
    }
    bodies: list[JsonValue] = [{"n": 1, "next": {"n": 1, "next": {"next": 5}}}]
    assert told(differing({"$ref": "#/components/schemas/Node"}, bodies, {"Node": node})) == [
        "/next/next/n required", "/next/next/next type",
    ]  # fmt: skip
    circle: JsonObject = {"A": {"allOf": [{"$ref": "#/components/schemas/B"}]}, "B": {"$ref": "#/components/schemas/A"}}
    assert differing({"$ref": "#/components/schemas/A"}, [1], circle) == []


def test_schemas_that_explode() -> None:
    doubled: JsonObject = {
        f"S{number}": {"allOf": [{"$ref": f"#/components/schemas/S{number + 1}"}] * 2} for number in range(60)
    }
    assert differing({"$ref": "#/components/schemas/S0"}, [1], {**doubled, "S60": {"type": "string"}}) == []
    wide: JsonValue = {"anyOf": [{"const": number} for number in range(1_000)], "type": "string"}
    assert told(differing(wide, [1])) == ["/ type"]
    lengths: JsonObject = {"anyOf": [{"minLength": number} for number in range(5)]}
    for types, found in (["integer", "null"], ["/ type"]), (["integer", "null", "array"], []):  # 50 and 75 ways
        narrow: JsonObject = {"anyOf": [{"type": one} for one in types]}
        assert told(differing({"allOf": [lengths, lengths, narrow]}, ["word"])) == found
    deep: JsonValue = {"type": "string"}
    for _ in range(500):
        deep = {"allOf": [deep]}
    assert differing(deep, [1]) == []


def test_shapes_that_explode() -> None:
    variants: JsonObject = {
        f"V{number}": {
            "type": "object",
            "properties": {
                name: {"anyOf": [{"$ref": f"#/components/schemas/V{one}"} for one in range(20)]} for name in "abc"
            },
            "required": [f"r{number}"],
        }
        for number in range(20)
    }
    body: JsonValue = {"r0": 1}
    for _ in range(25):
        body = {"a": body, "r1": 2}
    assert differing({"anyOf": [{"$ref": f"#/components/schemas/V{one}"} for one in range(20)]}, [body], variants) == []


def test_what_takes_too_long_to_weigh_is_not_told() -> None:
    def variants(count: int) -> JsonObject:
        return {"anyOf": [{"properties": dict.fromkeys("abc", inner(n)), "required": [f"t{n}"]} for n in range(count)]}

    def inner(number: int) -> JsonObject:
        return {"anyOf": [{"required": [f"r{number}", f"s{other}"]} for other in range(60)]}

    body: JsonValue = {"a": {}, "b": {}, "c": {}}
    assert told(differing(variants(5), [body])) == ["/ anyOf"]
    assert differing(variants(60), [body]) == []


def test_so_many_differences_are_told() -> None:
    assert len(differing({"required": [f"r{number}" for number in range(5_000)]}, [{}])) == FACTS_LIMIT
    each: JsonObject = {"additionalProperties": {"required": [f"r{number}" for number in range(150)]}}
    bodies: list[JsonValue] = [{"a" + name: {} for name in "abcdefghijkl"}]
    assert len(differing(each, bodies)) == DIFFERENCES_LIMIT


def test_what_was_not_told_apart_is_not_missing() -> None:
    names = [f"n{first}{second}" for first in "abcdefghij" for second in "abcdefghijkl"]
    group: JsonObject = {"type": "object", "required": [*names]}
    schema: JsonObject = {"properties": dict.fromkeys("stuvw", group), "required": ["x"]}
    bodies: list[JsonValue] = [dict.fromkeys("stuvw", dict.fromkeys(names, 1))]
    assert len(folded(bodies).parts) == PARTS_LIMIT < 5 * len(names)
    assert told(differing(schema, bodies)) == ["/x required"]  # less deep than what was left
