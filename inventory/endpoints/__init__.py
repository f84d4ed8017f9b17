"""Observations to endpoints: sum them up within bounds, infer path templates."""

from inventory.endpoints.gather import Gatherer
from inventory.endpoints.infer import infer

__all__ = ["Gatherer", "infer"]
