"""Packets to streams."""

from inventory.network.meanings import fate
from inventory.network.quic import LIVE_LIMIT as QUIC_LIMIT
from inventory.network.reassembly import HELD_LIMIT, LIVE_LIMIT, reassemble
from inventory.network.share import WHOLE, Share

__all__ = ["HELD_LIMIT", "LIVE_LIMIT", "QUIC_LIMIT", "WHOLE", "Share", "fate", "reassemble"]
