"""What is published of a watch while it goes on."""

import msgspec


class HealthDocument(msgspec.Struct, frozen=True):
    """What `watch --health` writes after each round; files are counted since the watch began."""

    schema_version: int
    state: str  # "watching" or "stopped"
    written: str  # when this was written (RFC 3339, UTC)
    added: int  # captures, those that grew among them
    known: int
    refused: int  # files that cannot be read, and are not tried again until they change
    missed: int  # files that were gone, or overwritten, before they were read
    waiting: int  # files that are not finished, or could not be read yet
    oldest_waiting: float  # seconds for which one of these has not changed
    unsent: int  # messages that are still to be sent
    last_error: str | None
    last_error_at: str | None
