"""Captures, sightings and endpoints to and from a database."""

from inventory.store.store import Store, StoreInfo, upgrade

__all__ = ["Store", "StoreInfo", "upgrade"]
