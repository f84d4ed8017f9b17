"""Endpoints next to operations: what traffic a description claims, and what is left."""

from inventory.drift.claims import Claims, claim
from inventory.drift.comparing import compare
from inventory.drift.elsewhere import elsewhere

__all__ = ["Claims", "claim", "compare", "elsewhere"]
