"""Numbers out of many packets at once: big-endian fields at an offset for each packet."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Column = NDArray[np.int64]
Mask = NDArray[np.bool_]


def u8(data: Bytes, at: Column) -> Column:
    """Read one byte at each offset; offsets beyond the data read anything, so check lengths apart."""
    return data.take(at, mode="clip").astype(np.int64) if len(data) else np.zeros(len(at), np.int64)


def u16(data: Bytes, at: Column) -> Column:
    """Read two bytes at each offset."""
    return _numbers(data, at, 2).astype(np.int64)


def u32(data: Bytes, at: Column) -> Column:
    """Read four bytes at each offset."""
    return _numbers(data, at, 4).astype(np.int64)


def u64(data: Bytes, at: Column) -> NDArray[np.uint64]:
    """Read eight bytes at each offset."""
    return _numbers(data, at, 8).astype(np.uint64)


def _numbers(data: Bytes, at: Column, size: int) -> NDArray[np.unsignedinteger[Any]]:
    if len(data) < size:
        data = np.concatenate((data, np.zeros(size, np.uint8)))
    # A window that moves by one byte, as headers stand at any.
    window = np.ndarray((len(data) - size + 1,), f">u{size}", data.data, strides=(1,))
    return window[np.minimum(at, len(window) - 1)]
