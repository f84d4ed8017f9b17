"""Files to packets; HAR straight to exchanges."""

from inventory.capture.finding import STDIN, find
from inventory.capture.reader import Reading, digest, read

__all__ = ["STDIN", "Reading", "digest", "find", "read"]
