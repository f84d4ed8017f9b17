"""A comparison to findings."""

from inventory.rules.checking import check
from inventory.rules.rule import Example, Rule, catalogue

__all__ = ["Example", "Rule", "catalogue", "check"]
