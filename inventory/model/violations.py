"""Violations: how a value breaks the schema that is declared for it, without anything of the value."""

import msgspec

MALFORMED = "malformed"  # in place of a keyword: the content is not what its media type says
NOT_JSON = "is no JSON, though its media type says so"


class Violation(msgspec.Struct, frozen=True, gc=False):
    """One way in which a body or a parameter is not what its schema says.

    Names in `pointer` that the schema does not declare are redacted. `message` is made of the keyword and of what the
    schema says alone. Values that break the same keyword at the same pointers make equal violations.
    """

    pointer: str  # into the value, as RFC 6901, with `*` for every item of an array; "" for the whole value
    keyword: str  # of JSON Schema, such as "type", "required", "additionalProperties"; "discriminator" or "malformed"
    schema: str  # where the keyword stands: URI, "#" and a JSON pointer
    message: str
    location: str = ""  # of a parameter: "query.limit"; "" for bodies


class Unusable(msgspec.Struct, frozen=True, gc=False):
    """A declared schema that nothing can be judged by, and why."""

    schema: str  # file as it was given, or URI, "#" and a JSON pointer
    reason: str
