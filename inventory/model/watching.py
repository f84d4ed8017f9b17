"""Files of a folder that is watched, and what became of them; messages that are still to be sent."""

import enum

import msgspec


class Outcome(enum.StrEnum):
    """What became of a file."""

    ADDED = "added"
    KNOWN = "known"  # the inventory had its content
    REFUSED = "refused"  # it cannot be read, or is no capture


class Watched(msgspec.Struct, frozen=True):
    """A file that needs no second look as long as it stays what it was."""

    folder: str
    name: str  # below the folder, see `capture.Listed`
    size: int  # bytes that were looked at
    modified: int  # nanoseconds since 1970
    inode: int
    digest: str  # of its opened content, hexadecimal; "" where it was refused
    outcome: Outcome
    told: bool = True  # what it added was told to those who want to be notified, or nobody wants to be
    gone: int = 0  # since when it is not there, in nanoseconds since 1970; 0 while it is

    @property
    def looks(self) -> tuple[int, int, int]:
        """What changes when its content does."""
        return self.size, self.modified, self.inode


class Message(msgspec.Struct, frozen=True):
    """What is to be sent: words and numbers of this program, and nothing out of a capture."""

    title: str
    text: str


class Unsent(msgspec.Struct, frozen=True):
    """A message that has not reached one of those that it is for."""

    number: int  # of its row
    recipient: str  # such as "slack-1"; never the URL, which holds secrets
    made: int  # nanoseconds since 1970
    message: Message
