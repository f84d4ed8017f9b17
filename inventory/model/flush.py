"""A mark between packets: what is complete by then is wanted now."""

import msgspec


class Flush(msgspec.Struct, frozen=True):
    """Passes through the stages of a capture that has no end yet; each hands it on after what is complete."""
