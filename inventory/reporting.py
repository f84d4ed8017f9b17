"""A stored inventory and descriptions to the value that a report is a function of."""

from collections.abc import Iterable, Sequence

from inventory import pipeline
from inventory.errors import NothingToJudgeError
from inventory.model.inventories import Excerpt, Inventory
from inventory.model.judged import Judged
from inventory.model.operations import Description, Server
from inventory.rules import Acceptance
from inventory.store import Store


def inventory(
    store: Store, descriptions: Sequence[Description], servers: tuple[Server, ...], acceptance: Acceptance
) -> Inventory:
    """Return what an inventory holds, and what is found next to descriptions if there are any."""
    snapshot = store.snapshot(with_shapes=True)
    judged, notices = _judged(store, descriptions, servers, acceptance)
    return Inventory(
        endpoints=snapshot.endpoints,
        captures=store.captures(),
        former=snapshot.former,
        judged=judged,
        excerpts=_excerpts(descriptions, judged),
        notices=notices,
    )


def _judged(
    store: Store, descriptions: Sequence[Description], servers: tuple[Server, ...], acceptance: Acceptance
) -> tuple[Judged | None, tuple[str, ...]]:
    """Return what is found, or why there is nothing to judge."""
    if not descriptions:
        return None, ()
    try:
        return pipeline.accept(pipeline.judge_stored(store, descriptions, servers), acceptance), ()
    except NothingToJudgeError as problem:
        return None, (f"there are no findings: {problem.message}",)


def _excerpts(descriptions: Iterable[Description], judged: Judged | None) -> tuple[Excerpt, ...]:
    if judged is None:
        return ()
    from inventory import openapi  # noqa: PLC0415 - takes a while to import, and a report without findings needs none

    return openapi.excerpts(descriptions, (one.spec for one in judged.findings if one.spec is not None))
