"""A broken keyword, and what the schema says there, to words; nothing of the value is in them."""

import json

from inventory.openapi.values import JsonObject, JsonValue, as_list, as_object, as_text, shown

LISTED = 8  # declared values that a message lists at most

_LIMITS = {
    "minimum": "is less than {}",
    "maximum": "is greater than {}",
    "exclusiveMinimum": "is not greater than {}",
    "exclusiveMaximum": "is not less than {}",
    "multipleOf": "is no multiple of {}",
    "minLength": "has fewer than {} characters",
    "maxLength": "has more than {} characters",
    "minItems": "has fewer than {} items",
    "maxItems": "has more than {} items",
    "minProperties": "has fewer than {} properties",
    "maxProperties": "has more than {} properties",
    "pattern": "does not match {}",
    "format": "is not of format {}",
    "const": "is not {}",
}
_PLAIN = {
    "required": "is missing, and required",
    "dependentRequired": "is missing, and required beside what is there",
    "additionalProperties": "is not declared, and the schema allows no other properties",
    "unevaluatedProperties": "is not declared, and the schema allows no other properties",
    "additionalItems": "has more items than the schema allows",
    "unevaluatedItems": "has more items than the schema allows",
    "uniqueItems": "has the same item twice",
    "contains": "has no item of the kind that must be there",
    "propertyNames": "has a property whose name the schema does not allow",
    "not": "is what the schema excludes",
    "anyOf": "fits none of the alternatives",
    "falseSchema": "is not allowed to be there",
}


def message(keyword: str, schema: JsonObject, *, fits_several: bool = False) -> str:
    """Return what is wrong with a value that breaks a keyword of a schema: it goes on from the name of the value."""
    said = schema.get(keyword)
    if keyword == "type":
        kinds = [as_text(kind) for kind in (said if isinstance(said, list) else [said])]
        return "is not of type " + shown(" or ".join([*kinds, *(["null"] if schema.get("nullable") is True else [])]))
    if keyword == "enum":
        return _listed(as_list(said))
    if keyword == "oneOf":
        return "fits more than one of the alternatives" if fits_several else "fits none of the alternatives"
    if keyword == "discriminator":
        return f"names none of the alternatives by {shown(as_text(as_object(said).get('propertyName')))}"
    if keyword in ("minimum", "maximum") and isinstance(schema.get(f"exclusive{keyword.title()}"), bool):
        keyword = f"exclusive{keyword.title()}" if schema[f"exclusive{keyword.title()}"] else keyword
    if keyword in ("exclusiveMinimum", "exclusiveMaximum") and isinstance(said, bool):
        said = schema.get(keyword.removeprefix("exclusive").lower())
    if keyword in _LIMITS:
        return _LIMITS[keyword].format(shown(said if isinstance(said, str) else json.dumps(said)))
    return _PLAIN.get(keyword, f"breaks `{shown(keyword)}`")


def _listed(values: list[JsonValue]) -> str:
    if len(values) > LISTED:
        return f"is none of the {len(values):,} declared values"
    return "is none of " + shown(", ".join(json.dumps(value, ensure_ascii=False) for value in values))
