"""Streams to exchanges."""

from inventory.decode.decoder import decode
from inventory.decode.keylog import KeyLog

__all__ = ["KeyLog", "decode"]
