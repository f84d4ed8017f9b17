"""Endpoints before and after they were inferred anew to the rows in which they live on.

An endpoint is what its paths are: whatever becomes of its template, the one that has most of its exchanges now is the
same endpoint.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

Key = tuple[str, str, str]  # service, method, template


class Succession(NamedTuple):
    """What becomes of stored endpoints, by the ids of their rows."""

    renamed: dict[int, Key]  # lives on with another template
    ended: dict[int, Key]  # ends; the endpoint that has most of its exchanges now
    passed_on: tuple[tuple[int, Key], ...]  # has exchanges that count for another template now


def succeed(stored: Mapping[int, Key], inferred: Collection[Key], shared: Mapping[tuple[int, Key], int]) -> Succession:
    """Find the row of each endpoint; `shared` counts the exchanges of a row that an inferred endpoint has now.

    One with the same template keeps its row. Of several that became one, and of several parts of one, that with the
    most exchanges lives on; of equal ones that with the oldest row, then the first by service, method and template.
    """
    known, wanted = set(stored.values()), set(inferred)
    renamed: dict[int, Key] = {}
    heirs: dict[int, Key] = {}
    taken: set[Key] = set()
    passed_on: list[tuple[int, Key]] = []
    for row, key in sorted(shared, key=lambda pair: (-shared[pair], pair)):
        gone, fresh = stored[row] not in wanted, key not in known
        if stored[row] == key or not (gone or fresh):
            continue  # paths may change between endpoints that stay what they are
        passed_on.append((row, key))
        if gone:
            heirs.setdefault(row, key)
        if gone and fresh and row not in renamed and key not in taken:
            renamed[row] = key
            taken.add(key)
    ended = {row: key for row, key in heirs.items() if row not in renamed}
    return Succession(renamed, ended, tuple(passed_on))
