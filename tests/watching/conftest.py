"""A folder that is watched."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from watch_examples import Watched

from inventory.store import Store


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    folder = tmp_path / "captures"
    folder.mkdir()
    with Store.open(str(tmp_path / "inventory.db"), create=True) as store:
        yield Watched(folder, store)
