"""Bodies and parameters to how they break what a description declares for them."""

from inventory.openapi.judging.judge import Judge

__all__ = ["Judge"]
