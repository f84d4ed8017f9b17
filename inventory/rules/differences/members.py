"""Members of objects next to the plain keywords of a schema."""

import re
from collections.abc import Iterator, Mapping

import msgspec

from inventory.model.shapes import Kind, Part
from inventory.model.values import JsonObject
from inventory.rules.differences.facts import Fact, share
from inventory.rules.differences.readings import Reader, Reading, Schema, properties

_HIDING = re.compile(r"\{[^{}]*\}")


class Members(msgspec.Struct, frozen=True):
    """What stood in the objects at one place."""

    objects: Kind
    parts: Mapping[str, Part]  # by name
    complete: bool  # whether no member went uncounted

    def hides(self, name: str) -> bool:
        """Tell whether members of a name may be counted under a placeholder."""
        return any(map(_is_placeholder, self.parts))
