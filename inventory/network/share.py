"""Connections dealt out to several readers of one capture."""

from typing import NamedTuple

import numpy as np

from inventory.network.columns import Mask
from inventory.network.tcp import Segments

_MIX = np.uint64(0x9E3779B97F4A7C15)  # spreads neighbouring addresses and ports


class Share(NamedTuple):
    """One part of the connections; what is said about packets as such is said by the first."""

    number: int = 0
    of: int = 1

    def mask(self, segments: Segments) -> Mask:
        """Tell which segments are of connections in this share; both sides of a connection always are."""
        ports = (segments.source_port + segments.target_port).astype(np.uint64)
        low, high = segments.source_low + segments.target_low, segments.source_high + segments.target_high
        mixed = ((low ^ high) * _MIX + ports) * _MIX
        mine: Mask = (mixed >> np.uint64(40)) % np.uint64(self.of) == np.uint64(self.number)
        return mine


WHOLE = Share()
