"""Streams to exchanges."""

from inventory.decode.decoder import decode

__all__ = ["decode"]
