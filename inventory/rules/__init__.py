"""A comparison to findings."""

from inventory.rules.checking import check
from inventory.rules.measuring import measured
from inventory.rules.rule import Example, Rule, all_rules

__all__ = ["Example", "Rule", "all_rules", "check", "measured"]
