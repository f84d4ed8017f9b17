"""Files to packets; HAR straight to exchanges."""

from inventory.capture.finding import find
from inventory.capture.reader import Reading, digest, read

__all__ = ["Reading", "digest", "find", "read"]
