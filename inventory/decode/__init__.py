"""Streams to exchanges."""

from inventory.decode.decoder import HELD_LIMIT, decode, decode_columns
from inventory.decode.keylog import KeyLog
from inventory.decode.sealed import HELLOS_LIMIT

__all__ = ["HELD_LIMIT", "HELLOS_LIMIT", "KeyLog", "decode", "decode_columns"]
