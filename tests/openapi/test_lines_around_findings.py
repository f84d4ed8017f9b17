from pathlib import Path

import pytest

from inventory.model.operations import Description, SourceLine
from inventory.openapi import excerpts
from inventory.openapi.quoting import LINE_LIMIT

FILE = "api/openapi.yaml"


def description(file: str = FILE) -> Description:
    return Description(file, "", "", "3.0", (), ())


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "api").mkdir()
    (tmp_path / FILE).write_text("".join(f"line {number}\n" for number in range(1, 101)), "utf-8")


def numbers(*wanted: SourceLine) -> dict[str, list[int]]:
    return {one.file: [number for number, _ in one.lines] for one in excerpts([description()], wanted)}


def test_three_lines_before_and_eight_behind() -> None:
    (found,) = excerpts([description()], [SourceLine(FILE, 50, 3)])
    assert found.lines == tuple((number, f"line {number}") for number in range(47, 59))


def test_lines_that_meet_are_told_once_and_ends_are_kept() -> None:
    assert numbers(SourceLine(FILE, 1), SourceLine(FILE, 5)) == {FILE: list(range(1, 14))}
    assert numbers(SourceLine(FILE, 10), SourceLine(FILE, 99)) == {FILE: [*range(7, 19), *range(96, 102)]}
    assert numbers(SourceLine(FILE, 0)) == {}
    assert numbers(SourceLine(FILE, 5_000)) == {}


def test_files_beside_the_description_are_read_and_others_are_not(tmp_path: Path) -> None:
    (tmp_path / "api" / "parts").mkdir()
    (tmp_path / "api" / "parts" / "users.yaml").write_text("users", "utf-8")
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    (tmp_path / "api" / "link.yaml").symlink_to(tmp_path / "secret.txt")
    refused = ("secret.txt", "api/../secret.txt", "api/link.yaml", str(tmp_path / "secret.txt"), "api", "/dev/zero",
               "https://example.com/api.yaml", "api/gone.yaml", "api/\0", "x" * 5_000)  # fmt: skip
    found = numbers(SourceLine("api/parts/users.yaml", 1), *(SourceLine(file, 1) for file in refused))
    assert found == {"api/parts/users.yaml": [1]}


def test_long_lines_and_odd_bytes(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(
        b"\xef\xbb\xbffirst\r\n" + b"x" * 10_000 + b"\nlast".replace(b"\n", "\u2028".encode())
    )
    (found,) = excerpts([description()], [SourceLine(FILE, 1)])
    assert [len(text) for _, text in found.lines] == [5, LINE_LIMIT, 4]
    (tmp_path / FILE).write_bytes(b"\xff\xff\xff")
    assert excerpts([description()], [SourceLine(FILE, 1)]) == ()


def test_there_are_so_many_lines_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inventory.openapi.quoting.LINES_LIMIT", 5)
    assert numbers(SourceLine(FILE, 50)) == {FILE: [47, 48, 49, 50, 51]}
