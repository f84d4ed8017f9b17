"""A comparison to findings."""

from inventory.rules.accepting import Acceptance, Accepted, accept
from inventory.rules.baseline import Known
from inventory.rules.checking import check
from inventory.rules.failing import FailOn, rules_and_tags
from inventory.rules.measuring import measured
from inventory.rules.rule import Example, Rule, all_rules
from inventory.rules.waivers import Waiver

__all__ = [
    "Acceptance",
    "Accepted",
    "Example",
    "FailOn",
    "Known",
    "Rule",
    "Waiver",
    "accept",
    "all_rules",
    "check",
    "measured",
    "rules_and_tags",
]
