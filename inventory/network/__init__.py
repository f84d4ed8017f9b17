"""Packets to streams."""

from inventory.network.meanings import counts_captured
from inventory.network.reassembly import reassemble

__all__ = ["counts_captured", "reassemble"]
