"""Shapes next to schemas, to what no way to read the schemas allows."""

from inventory.rules.differences.bodies import of_requests, of_responses
from inventory.rules.differences.parameters import of_parameters
from inventory.rules.differences.places import findings, is_undeclared, read
from inventory.rules.differences.walk import Difference, Walk
from inventory.rules.readings import Reader

__all__ = [
    "Difference",
    "Reader",
    "Walk",
    "findings",
    "is_undeclared",
    "of_parameters",
    "of_requests",
    "of_responses",
    "read",
]
