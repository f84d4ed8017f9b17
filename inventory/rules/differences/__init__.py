"""Shapes next to schemas, to what no way to read the schema allows."""

from inventory.rules.differences.readings import Reader
from inventory.rules.differences.walk import Difference, Walk

__all__ = ["Difference", "Reader", "Walk"]
