"""Observations to endpoints: sum them up within bounds, infer path templates."""

from inventory.endpoints.gather import Gatherer, too_many
from inventory.endpoints.infer import infer

__all__ = ["Gatherer", "infer", "too_many"]
