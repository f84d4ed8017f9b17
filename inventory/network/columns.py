"""Numbers out of many packets at once: big-endian fields at an offset for each packet."""

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Column = NDArray[np.int64]
Mask = NDArray[np.bool_]


def u8(data: Bytes, at: Column) -> Column:
    """Read one byte at each offset; offsets beyond the data read its last byte, so check lengths apart."""
    return data.take(at, mode="clip").astype(np.int64) if len(data) else np.zeros(len(at), np.int64)


def u16(data: Bytes, at: Column) -> Column:
    """Read two bytes at each offset."""
    return u8(data, at) << 8 | u8(data, at + 1)


def u32(data: Bytes, at: Column) -> Column:
    """Read four bytes at each offset."""
    return u16(data, at) << 16 | u16(data, at + 2)


def u64(data: Bytes, at: Column) -> NDArray[np.uint64]:
    """Read eight bytes at each offset."""
    return u32(data, at).astype(np.uint64) << np.uint64(32) | u32(data, at + 4).astype(np.uint64)
