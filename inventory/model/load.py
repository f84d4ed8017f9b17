"""What reading the connections of a capture asked for, and where each of them began."""

from array import array


class Load:
    """Filled while a capture, or a share of its connections, is read."""

    __slots__ = ("decoding", "firsts", "live", "waiting")

    def __init__(self) -> None:
        self.firsts = array("q")  # number of the first packet of each connection, by connection number
        self.live = 0  # most connections at a time
        self.waiting = 0  # most bytes at a time that waited for gaps to be filled
        self.decoding = 0  # most bytes at a time that decoding held back
