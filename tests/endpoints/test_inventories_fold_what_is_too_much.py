"""What one service may have over all captures of an inventory: paths beyond that fold, alike in any order."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from inventory.endpoints import fold, infer, merging
from inventory.endpoints.room import Room
from inventory.model.captures import CaptureSummary
from inventory.model.observations import Sighting, Tally
from inventory.store import Store

CAPTURES = 12
WORDS = 80  # that are new in each of them


def _sighting(path: str, count: int, outcome: str = "served") -> Sighting:
    return Sighting("api.example", "GET", path, (Tally(200, "api", outcome, count, 1, 2, ()),), ())


def _captures() -> list[list[Sighting]]:
    chance = random.Random(7)
    captures = []
    for number in range(CAPTURES):
        slugs = ["".join(chance.choices("bcdfghjklmnp", k=4)) + f"-{'aeiou'[number % 5]}w" for _ in range(WORDS)]
        found = {f"/articles/{slug}" for slug in slugs} | {f"/articles/{slug}/comments" for slug in slugs}
        captures.append([_sighting(path, 1) for path in sorted(found | {"/articles/search", "/health"})])
    return captures


def _inventory(folder: Path, captures: Sequence[list[Sighting]]) -> dict[str, int]:
    """Store captures one by one; return the paths that are left with their exchanges."""
    with Store.open(str(folder / f"{random.random()}.db"), create=True) as store:
        for number, sightings in enumerate(captures):
            summary = CaptureSummary(f"{number}", f"{number}.pcap", "pcap", 1, 1, 1, 1, 1, 1, 2)
            assert store.add(summary, sightings, infer, fold=fold)
        return {one.path: sum(tally.count for tally in one.tallies) for one in store.sightings()}


def test_paths_of_many_captures_stay_within_the_limit_in_any_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "STORED", Room(served=300, unserved=100, services=1))
    captures = _captures()
    paths = _inventory(tmp_path, captures)
    assert len(paths) == 2 * (512 + 1) + 1
    assert sum(paths.values()) == sum(len(sightings) for sightings in captures)
    assert {"/articles/search", "/health", "/articles/{word}", "/articles/{word}/comments"} <= set(paths)
    assert _inventory(tmp_path, captures[::-1]) == paths
    random.Random(3).shuffle(captures)
    assert _inventory(tmp_path, captures) == paths


def test_nothing_folds_below_the_limit(tmp_path: Path) -> None:
    captures = _captures()
    assert set(_inventory(tmp_path, captures)) == {one.path for sightings in captures for one in sightings}


def test_what_was_never_served_folds_by_itself() -> None:
    probes = [_sighting(f"/probe-{'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10 % 10]}{'uvwxyzabcd'[n // 100 % 10]}"
                        f"{'efghijklmn'[n // 1_000]}", 1, "absent") for n in range(9_000)]  # fmt: skip
    real = [_sighting("/articles/search", 1), _sighting("/health", 1)]
    moved, remembered = fold([*probes, *real], "")
    assert not {"/articles/search", "/health"} & {path for _, path in moved}
    assert len({moved.get(("GET", one.path), one.path) for one in probes}) <= 8_000
    assert fold([*probes, *real], remembered)[1] == remembered
