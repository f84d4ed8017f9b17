"""A capture that was read without its keys is read again with them, and counts once."""

from pathlib import Path

import pytest

from inventory import key_files, pipeline
from inventory.store import Store

SHARED = Path(__file__).parents[2].parent / "shared" / "captures"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared captures"),
]


def test_keys_open_what_was_stored_without_them() -> None:
    logs = sorted(SHARED.glob("*/*.keylog"))
    opened = 0
    for log in logs[:6]:
        path = log.with_name(log.name.removesuffix(".keylog"))
        keys = key_files.read([log])
        with Store.open(":memory:", create=True) as store:
            without = pipeline.add(store, path)
            with_keys = pipeline.add(store, path, None, keys)
            assert without is not None
            if with_keys is None:
                continue
            opened += with_keys.summary.exchanges > without.summary.exchanges
            assert store.captures() == (with_keys.summary,)
            assert store.sightings() == with_keys.sightings
            assert pipeline.add(store, path) is None
            assert pipeline.add(store, path, None, keys) is None
            assert store.captures() == (with_keys.summary,)
    assert opened
