"""Shapes: what bodies and parameters look like, without any value; they merge in any order.

A shape is flat: for each place in the values, named by a pointer, it counts the kinds of value that stood there. Of
more places than `PARTS_LIMIT` those stay that are least by depth, then by a hash of their pointer: which these are
does not depend on the order in which places were seen, and what stays was counted from the beginning.
"""

import msgspec

PARTS_LIMIT = 400  # places of one shape
DEPTH_LIMIT = 32  # names and stars in a pointer; deeper places are never told apart
POINTER_LIMIT = 512  # characters of a pointer; longer ones are never told apart
SHAPES_LIMIT = 48  # shapes of one method on one path
CAPTURE_PARTS_LIMIT = 100_000  # shapes and their places of one capture
WORDS_LIMIT = 12  # different words at one place
FOLDED_MEMBER = "{string}"  # stands for names of members that are values, or too many

PARAMETERS = frozenset({"query", "path", "header", "cookie"})  # roles that are no bodies


class Kind(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Values of one kind at one place.

    `least` and `greatest` are characters of strings, items of arrays, members of objects. Of numbers they are the
    values, rounded towards zero to a whole number below 1,000 and to one leading digit above, as a number may be
    somebody's; None where nothing was measured, as for numbers at places whose names speak of a secret.

    A number without a fraction is an "integer", however it is written: 1.0 is one. In parameters and forms, where
    all values are sent as text, a text that reads as an integer, a number or "true" and "false" counts as one of
    these, and not as a string.
    """

    name: str  # "object", "array", "string", "integer", "number", "boolean", "null"
    count: int
    least: int | None = None
    greatest: int | None = None
    # Of strings: how many look like "uuid", "date", "date-time", "time", "email", "uri", "ipv4", "ipv6", "integer",
    # "integers" and "numbers" (several with commas between them), "number", "boolean", are "masked" by whoever
    # recorded them ("[Filtered]", "***"), or are "binary" (a file of a form); "" for others.
    formats: tuple[tuple[str, int], ...] = ()
    words: tuple[str, ...] | None = None  # of strings: all there were, where they are few, repeated and harmless
    # Instead of `words`, while a capture is read: how often each stood there, None once they are none that are kept.
    candidates: tuple[tuple[str, int], ...] | None = None


class Part(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What stood at one place of the values."""

    pointer: str  # as RFC 6901, with `*` for every item of an array: "/items/*/id"; "" for the whole value
    kinds: tuple[Kind, ...]  # by name

    @property
    def count(self) -> int:
        """Values that stood there."""
        return sum(kind.count for kind in self.kinds)


class Shape(msgspec.Struct, frozen=True):
    """What some values look like.

    `role` is "request" or "response" for bodies; "query", "path", "header" or "cookie" for parameters, which are
    members of one object, each a value or an array of values where it was repeated. Exchanges without any parameter
    of a role count in no shape: how many there were is told by the tallies of the status.

    Names of members are redacted as those of parameters are: a name that is a value, and those of an object that is
    a map, are placeholders such as "{uuid}" and "{string}".
    """

    status: int  # of the responses; 0 where none was seen
    role: str
    media_type: str  # "" for parameters
    count: int  # values
    parts: tuple[Part, ...]  # by pointer
    cut: int = 0  # values at places that are not told apart
    unreadable: int = 0  # bodies that were cut, or are beyond what is read: they count nowhere else
    malformed: int = 0  # bodies that are no JSON, though their media type says so: they count nowhere else

    @property
    def key(self) -> tuple[int, str, str]:
        """What no other shape of an endpoint shares: status, role and media type."""
        return self.status, self.role, self.media_type
