"""Observations to endpoints: sum them up within bounds, infer path templates."""

from inventory.endpoints.explaining import Explainer
from inventory.endpoints.gather import Gatherer, too_many
from inventory.endpoints.infer import infer
from inventory.endpoints.merging import bounded, fold
from inventory.endpoints.room import UNBOUNDED, Room

__all__ = ["UNBOUNDED", "Explainer", "Gatherer", "Room", "bounded", "fold", "infer", "too_many"]
