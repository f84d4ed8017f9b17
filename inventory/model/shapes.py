"""Shapes: what bodies and parameters look like, without any value; they merge in any order.

A shape is flat: for each place in the values, named by a pointer, it counts the kinds of value that stood there. Of
more places than `PARTS_LIMIT` those stay that are least by depth, then by a hash of their pointer: which these are
does not depend on the order in which places were seen, and what stays was counted from the beginning.
"""

import msgspec

PARTS_LIMIT = 400  # places of one shape


class Kind(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Values of one kind at one place.

    `least` and `greatest` are characters of strings, items of arrays, members of objects. Of numbers they are the
    values, rounded towards zero to a whole number below 1,000 and to one leading digit above, as a number may be
    somebody's; None where no value was finite.
    """

    name: str  # "object", "array", "string", "integer", "number", "boolean", "null"
    count: int
    least: int | None = None
    greatest: int | None = None
    formats: tuple[tuple[str, int], ...] = ()  # of strings: how many look like "uuid", "date-time", …; "" for others
    words: tuple[str, ...] | None = None  # of strings: all there were, where they are few, repeated and harmless


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
    members of one object, each a string or an array of strings where it was repeated.
    """

    status: int  # of the responses; 0 where none was seen
    role: str
    media_type: str  # "" for parameters
    count: int  # values
    parts: tuple[Part, ...]  # by pointer
    cut: int = 0  # values at places that are not told apart
    unreadable: int = 0  # bodies that are not what their media type says, or were cut: they count nowhere else
