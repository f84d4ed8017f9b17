"""Files and interfaces to packets; HAR straight to exchanges."""

from inventory.capture.columns import CHUNK_SIZE, SNAPLEN_LIMIT, Memory
from inventory.capture.finding import STDIN, find
from inventory.capture.folder import Listed, Listing, listing, looks_of, text_of
from inventory.capture.following import READ_LIMIT, Followed
from inventory.capture.live import SNAPLEN, Live, Segment, listen
from inventory.capture.reader import Reading, digest, is_whole, read
from inventory.capture.rotation import Rotation

__all__ = [
    "CHUNK_SIZE",
    "READ_LIMIT",
    "SNAPLEN",
    "SNAPLEN_LIMIT",
    "STDIN",
    "Followed",
    "Listed",
    "Listing",
    "Live",
    "Memory",
    "Reading",
    "Rotation",
    "Segment",
    "digest",
    "find",
    "is_whole",
    "listen",
    "listing",
    "looks_of",
    "read",
    "text_of",
]
