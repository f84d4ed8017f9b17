"""Streams to exchanges."""

from inventory.decode.decoder import HELD_LIMIT, decode, decode_columns
from inventory.decode.keylog import KeyLog

__all__ = ["HELD_LIMIT", "KeyLog", "decode", "decode_columns"]
