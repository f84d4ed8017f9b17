"""Files and interfaces to packets; HAR straight to exchanges."""

from inventory.capture.columns import CHUNK_SIZE, SNAPLEN_LIMIT, Memory
from inventory.capture.finding import STDIN, find
from inventory.capture.following import READ_LIMIT, Followed
from inventory.capture.live import SNAPLEN, Live, Segment, listen
from inventory.capture.reader import Reading, digest, read

__all__ = [
    "CHUNK_SIZE",
    "READ_LIMIT",
    "SNAPLEN",
    "SNAPLEN_LIMIT",
    "STDIN",
    "Followed",
    "Live",
    "Memory",
    "Reading",
    "Segment",
    "digest",
    "find",
    "listen",
    "read",
]
