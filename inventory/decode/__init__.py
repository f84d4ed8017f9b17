"""Streams to exchanges."""

from inventory.decode.decoder import HELD_LIMIT, decode
from inventory.decode.keylog import KeyLog

__all__ = ["HELD_LIMIT", "KeyLog", "decode"]
