"""pcapng files (draft-ietf-opsawg-pcapng) to packets: sections, interfaces and byte orders as they come."""

from collections.abc import Iterator
from typing import BinaryIO

from inventory.capture.blocks import ORDERS, SECTION_MAGIC, Walk
from inventory.capture.columns import BATCH_LIMIT, CHUNK_SIZE, Memory, Pieces
from inventory.errors import CaptureError
from inventory.model.anomalies import Anomaly
from inventory.model.packets import PacketBatch, Secrets


def recognises(head: bytes) -> bool:
    """Tell a pcapng file by its first Section Header Block (section 4.1), even one that is cut short."""
    return head[:4] == SECTION_MAGIC and (len(head) < 12 or head[8:12] in ORDERS)


def read(
    stream: BinaryIO, chunk: int = CHUNK_SIZE, memory: Memory | None = None
) -> Iterator[PacketBatch | Secrets | Anomaly]:
    """Yield all whole packets; a file that ends early or is damaged gives what came before and an anomaly.

    A block whose length cannot be right, or is another one at its end than at its head, ends the reading. A packet
    that does not fit into its block, or is of an interface that was not described before it, is counted and left.
    Raises CaptureError when not even the first block is whole.
    """
    walk = Walk()
    pieces = Pieces(stream, chunk, memory=memory)
    for piece in pieces:
        found = walk.go(piece)
        yield from found.secrets  # before the packets that they may open
        if found.packets is not None:
            yield from found.packets.parts(BATCH_LIMIT)
        if found.damage:
            message = f"block at byte {pieces.offset + found.end} {found.damage}: the rest was left"
            yield Anomaly("damaged-record", message, frame=walk.frame)
            break
        pieces.keep(bytes(piece[found.end :]))
        if pieces.ended and found.end < len(piece):
            if pieces.offset + found.end == 0:
                raise CaptureError("the file header is cut short", hint="copy the capture again")
            size = len(piece) - found.end
            yield Anomaly("truncated-file", "the file ends inside a block", size=size, frame=walk.frame)
    yield from walk.left()
