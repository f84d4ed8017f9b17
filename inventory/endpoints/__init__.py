"""Observations to endpoints: sum them up within bounds, infer path templates."""

from inventory.endpoints.explaining import Explainer
from inventory.endpoints.gather import Gatherer, too_many
from inventory.endpoints.infer import infer

__all__ = ["Explainer", "Gatherer", "infer", "too_many"]
