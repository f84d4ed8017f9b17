"""What every document has: its version, places in captures and in descriptions."""

import msgspec

SCHEMA_VERSION = 1


class Where(msgspec.Struct, frozen=True, omit_defaults=True):
    """An exchange: in a packet capture by frame and stream, in a HAR by entry."""

    capture: str
    frame: int | None = None
    stream: int | None = None
    entry: int | None = None
    time: str | None = None


class SpecPlace(msgspec.Struct, frozen=True):
    """A line of a description."""

    file: str
    line: int
    column: int
