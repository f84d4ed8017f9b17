"""Endpoints next to operations: what traffic a description claims, and what is left."""

from inventory.drift.claims import Claims, claim
from inventory.drift.comparing import compare
from inventory.drift.elsewhere import elsewhere
from inventory.drift.operations_at import Mounted, OperationsAt
from inventory.drift.versions import newest

__all__ = ["Claims", "Mounted", "OperationsAt", "claim", "compare", "elsewhere", "newest"]
