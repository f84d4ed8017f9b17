"""Packets to streams."""

from inventory.network.reassembly import reassemble

__all__ = ["reassemble"]
