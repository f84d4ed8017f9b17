"""Declared path templates of a service, with what was seen of each."""

import msgspec

from inventory.model.observations import Sighting


class Declaration(msgspec.Struct, frozen=True):
    """One declared path of one service, mounted where its server says."""

    service: str
    method: str
    template: str  # from the root of the service, names of parameters included
    sightings: tuple[Sighting, ...]  # that fit it, whatever their method
