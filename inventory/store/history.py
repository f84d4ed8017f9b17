"""Templates that endpoints had before to rows, and back.

This depends on the order in which captures were added, as nothing else in an inventory does: it tells users where that
went which they saw before.
"""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, delete, insert, select

from inventory.model.history import Former
from inventory.store.identity import Key, Succession
from inventory.store.tables import endpoints, former_templates, services
from inventory.store.writing import Row, batches, execute_many

FORMER_LIMIT = 50  # former templates of one endpoint: the last ones

_Past = dict[str, tuple[int, str]]  # when and by which capture each template was replaced


def read_former(connection: Connection) -> dict[Key, tuple[Former, ...]]:
    """Return the templates that endpoints had before, oldest first, by what the endpoints are now."""
    columns = former_templates.c
    query = (
        select(services.c.authority, endpoints.c.method, endpoints.c.template, columns.template, columns.capture)
        .select_from(former_templates)
        .join(endpoints)
        .join(services)
        .order_by(columns.replaced_at, columns.template)
    )
    found: dict[Key, list[Former]] = defaultdict(list)
    for authority, method, template, former, capture in connection.execute(query):
        found[authority, method, template].append(Former(former, capture))
    return {key: tuple(former) for key, former in found.items()}


def remember(
    connection: Connection,
    succession: Succession,
    stored: Mapping[int, Key],
    rows: Mapping[Key, int],
    capture: str,
) -> None:
    """Keep the templates that were replaced; `stored` has them, `rows` the endpoints as they are now.

    `capture` is the name of the one that changed them; "" where a correction did.
    """
    if not succession.passed_on:
        return
    now = time.time_ns()
    past = _read_past(connection, sorted({*succession.ended, *(rows[key] for _, key in succession.passed_on)}))
    for row, key in succession.ended.items():
        _take_over(past[rows[key]], past[row])
    for row, key in succession.passed_on:
        past[rows[key]][stored[row][2]] = (now, capture)
    changed = {rows[key]: key[2] for _, key in succession.passed_on}
    for row, template in changed.items():
        past[row].pop(template, None)
    _write_past(connection, {row: past[row] for row in sorted(changed)})


def _take_over(own: _Past, other: _Past) -> None:
    for template, replaced in other.items():
        own[template] = max(replaced, own.get(template, replaced))


def _read_past(connection: Connection, rows: Sequence[int]) -> dict[int, _Past]:
    past: dict[int, _Past] = defaultdict(dict)
    for some in batches(rows):
        query = select(former_templates).where(former_templates.c.endpoint_id.in_(some))
        for row, template, replaced_at, capture in connection.execute(query):
            past[row][template] = (replaced_at, capture)
    return past


def _write_past(connection: Connection, past: Mapping[int, _Past]) -> None:
    old = delete(former_templates).where(former_templates.c.endpoint_id == bindparam("old"))
    execute_many(connection, old, [{"old": row} for row in past])
    kept: list[Row] = [
        {"endpoint_id": row, "template": template, "replaced_at": replaced[0], "capture": replaced[1]}
        for row, templates in past.items()
        for template, replaced in sorted(templates.items(), key=lambda item: (-item[1][0], item))[:FORMER_LIMIT]
    ]
    execute_many(connection, insert(former_templates), kept)
