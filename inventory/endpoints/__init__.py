"""Observations to endpoints: sum them up within bounds, infer path templates."""

from inventory.endpoints.explaining import Explainer
from inventory.endpoints.gather import Gatherer, too_many
from inventory.endpoints.infer import infer, shared_services
from inventory.endpoints.merging import fold
from inventory.endpoints.room import UNBOUNDED, Room

__all__ = ["UNBOUNDED", "Explainer", "Gatherer", "Room", "fold", "infer", "shared_services", "too_many"]
