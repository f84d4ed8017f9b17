"""Header blocks of one side to field lines (RFC 7541), also where the first ones were not captured."""

from hpack import Decoder
from hpack.exceptions import HPACKError
from hpack.table import HeaderTable

TABLE_LIMIT = 262_144  # bytes of a dynamic table that a sender may ask for
LIST_LIMIT = 262_144  # bytes of the fields of one message, counted as RFC 9113 section 6.5.2 does
UNKNOWN = b"\0"  # the name of a field that stands in a part of the table that was not captured; no field is called so

Line = tuple[bytes, bytes]


class _Table(HeaderTable):
    """A table that may not know its older entries.

    An index counts from the newest entry (RFC 7541 section 2.3.3), so those that were added since the beginning are
    found, and what is beyond them was there before.
    """

    def get_by_index(self, index: int) -> Line:
        """Return an entry; one with an unknown name where it was not seen."""
        if index > HeaderTable.STATIC_TABLE_LENGTH + len(self.dynamic_entries):
            return UNKNOWN, b""
        found: Line = super().get_by_index(index)
        return found


class HeaderBlocks:
    """Decodes the header blocks of one side in their order."""

    __slots__ = ("_decoder", "_whole")

    def __init__(self, *, whole: bool) -> None:
        self._whole = whole
        self._decoder = _decoder(whole=whole)

    @property
    def held(self) -> int:
        """Bytes of the dynamic table."""
        return int(self._decoder.header_table._current_size)

    def miss(self) -> None:
        """Forget the table, as blocks may not have been captured: what it held stands at unknown indexes."""
        self._whole = False
        self._decoder = _decoder(whole=False)

    def decode(self, block: bytes) -> list[Line] | None:
        """Return the lines of a block, names as sent; None for one that is malformed or too large."""
        try:
            lines: list[Line] = [(line[0], line[1]) for line in self._decoder.decode(block, raw=True)]
        except (HPACKError, ValueError, IndexError, UnicodeDecodeError):
            self.miss()
            return None
        # In a table that was seen from the beginning an unknown entry is a mistake of the sender, and so is the rest.
        if self._whole and any(name == UNKNOWN for name, _ in lines):
            self.miss()
            return None
        return lines


def _decoder(*, whole: bool) -> Decoder:
    decoder = Decoder(max_header_list_size=LIST_LIMIT)
    decoder.max_allowed_table_size = TABLE_LIMIT
    table = _Table()
    if not whole:  # the sender may have grown it before: an entry too many does no harm, one too few is forgotten
        table.maxsize = TABLE_LIMIT
    decoder.header_table = table
    return decoder
