"""What was seen before and after to what became of endpoints and findings."""

from inventory.changes.absence import activities
from inventory.changes.comparing import SILENCE, compare
from inventory.changes.findings import ComparedFindings, compare_findings
from inventory.changes.sides import Seen, sides

__all__ = ["SILENCE", "ComparedFindings", "Seen", "activities", "compare", "compare_findings", "sides"]
