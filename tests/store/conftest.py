"""A new inventory for a test, and the small things to put into it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from inventory.store import Store


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "inventory.db"


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    with Store.open(str(database), create=True) as opened:
        yield opened
