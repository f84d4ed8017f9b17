"""Evidence: exchanges that anyone can look up in their captures."""

import msgspec

EVIDENCE_LIMIT = 3


class Evidence(msgspec.Struct, frozen=True, order=True, gc=False):
    """An exchange that anyone can look up: the oldest come first."""

    time: int  # nanoseconds since 1970 (UTC); 0 where unknown
    capture: str  # file name
    frame: int  # packet number or HAR entry number, from 1
    stream: int = -1
