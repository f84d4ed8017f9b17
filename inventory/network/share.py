"""Connections dealt out to several readers of one capture."""

from typing import NamedTuple

import numpy as np

from inventory.network.columns import Mask
from inventory.network.ends import Addressed
from inventory.network.grouping import spread

_SLOTS = 1_024  # groups of connections that are dealt out
_FIRST = 0.6  # of what each other share gets, as who has the first one has more to do beside it


class Share(NamedTuple):
    """One part of the connections; what is said about packets as such is said by the first."""

    number: int = 0
    of: int = 1

    def mask(self, found: Addressed) -> Mask:
        """Tell which payloads are of connections in this share; both sides of a connection always are."""
        slots = (spread(found) >> np.uint64(40)) % np.uint64(_SLOTS)
        mine: Mask = (slots >= np.uint64(self._begin(self.number))) & (slots < np.uint64(self._begin(self.number + 1)))
        return mine

    def _begin(self, number: int) -> int:
        """Return the first slot of a share."""
        return round(_SLOTS * (number - 1 + _FIRST) / (self.of - 1 + _FIRST)) if number else 0


WHOLE = Share()
