"""What reading the connections of a capture asked for, and where each of them began."""

from array import array

MEMORY = 512  # megabytes that reading one capture may take, by all its processes together, unless less is asked for


class Load:
    """Filled while a capture, or a share of its connections, is read.

    `room` is the part of the usual limits of memory that may be used.
    """

    __slots__ = ("decoding", "firsts", "hellos", "live", "quic", "room", "waiting")

    def __init__(self, room: float = 1.0) -> None:
        self.room = room
        self.firsts = array("q")  # number of the first packet of each connection, by connection number
        self.live = 0  # most connections at a time
        self.waiting = 0  # most bytes at a time that waited for gaps to be filled
        self.decoding = 0  # most bytes at a time that decoding held back
        self.quic = 0  # most QUIC connections at a time
        self.hellos = 0  # most bytes at a time that were kept of how QUIC connections begin
