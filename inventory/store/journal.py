"""The file beside a database that SQLite would play back into it to whether it belongs there.

After a crash SQLite restores the database from its journal, and trusts it: a stray one, such as a restored backup or
a file that only looks like a journal, would cut a sound database down.
"""

import struct
from pathlib import Path

from inventory.errors import StoreError

_MAGIC = bytes.fromhex("d9d505f920a163d7")  # https://www.sqlite.org/fileformat2.html section 3
_HEADER = struct.Struct(">8sIIIII")
_NUMBER_SIZE = 4
_PAGE_SIZES = {1 << exponent for exponent in range(9, 17)}
_SECTOR_LIMIT = 1 << 16
_CHECKSUM_STEP = 200


def refuse_stray_journal(path: Path, size: int) -> None:
    """Refuse a journal that SQLite did not write for this database of `size` bytes, and leave both as they are.

    A database and its own journal pass, also in the middle of another process's transaction: `size` must have been
    taken before this is called.
    Raises: StoreError.
    """
    path = path.resolve()
    journal = path.with_name(f"{path.name}-journal")
    try:
        with journal.open("rb") as file:
            head = file.read(_HEADER.size)
            if len(head) < _HEADER.size or not head.startswith(_MAGIC):
                return  # SQLite plays back nothing without this
            _, records, nonce, pages, sector_size, page_size = _HEADER.unpack(head)
            known = page_size in _PAGE_SIZES and sector_size <= _SECTOR_LIMIT
            file.seek(sector_size)
            record = file.read(_NUMBER_SIZE * 2 + page_size) if known else b""
    except FileNotFoundError:
        return
    except OSError as problem:
        raise StoreError(f"{journal} cannot be read: {problem.strerror}", hint="see to its permissions") from problem
    # Nothing is written to the database before the journal's records are complete and counted.
    sound = _is_sound(record, page_size, nonce) if records else size == pages * page_size
    if not known or not sound:
        raise StoreError(f"{journal} is no journal of {path}", hint="move it away; both files are left as they are")


def _is_sound(record: bytes, page_size: int, nonce: int) -> bool:
    """Check the first record: page number, the page as it was, and a sum over every 200th byte from its end."""
    if len(record) != page_size + 2 * _NUMBER_SIZE:
        return False
    page = record[_NUMBER_SIZE:-_NUMBER_SIZE]
    checksum = int.from_bytes(record[-_NUMBER_SIZE:])
    return checksum == (nonce + sum(page[page_size - _CHECKSUM_STEP : 0 : -_CHECKSUM_STEP])) % (1 << 32)
