"""Tables of packets at several levels of wrapping to one table in capture order."""

from collections.abc import Sequence
from dataclasses import fields
from typing import TypeVar

import numpy as np

from inventory.network.columns import Bytes
from inventory.network.ends import Addressed

Table = TypeVar("Table", bound=Addressed)


def together(parts: Sequence[Table]) -> Table:
    """Merge at least one table into one, in capture order; bytes that they share stay where they are."""
    parts = [part for part in parts if len(part)] or parts[:1]
    if len(parts) == 1:
        return parts[0]
    buffers: list[Bytes] = []
    shifts: dict[int, int] = {}
    for part in parts:
        if id(part.data) not in shifts:
            shifts[id(part.data)] = sum(map(len, buffers))
            buffers.append(part.data)
    names = [field.name for field in fields(parts[0]) if field.name != "data"]
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    columns["start"] = np.concatenate([part.start + shifts[id(part.data)] for part in parts])
    data = buffers[0] if len(buffers) == 1 else np.concatenate(buffers)
    whole = type(parts[0])(data=data, **columns)
    return whole.take(np.argsort(whole.frame, kind="stable"))
