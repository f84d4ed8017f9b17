"""Files and interfaces to packets; HAR straight to exchanges."""

from inventory.capture.finding import STDIN, find
from inventory.capture.following import READ_LIMIT, Followed
from inventory.capture.live import SNAPLEN, Live, Segment, listen
from inventory.capture.reader import Reading, digest, read

__all__ = [
    "READ_LIMIT",
    "SNAPLEN",
    "STDIN",
    "Followed",
    "Live",
    "Reading",
    "Segment",
    "digest",
    "find",
    "listen",
    "read",
]
