"""What is attached to the end of a path segment, and what of it a template keeps."""

import pytest

from inventory.model.segments import ANY_FORMAT, ending, split


@pytest.mark.parametrize(
    ("segment", "stem", "attached"),
    [
        ("42.json", "42", ".json"),
        ("{integer}.json", "{integer}", ".json"),
        ("silver.JSON", "silver", ".JSON"),
        ("report.final.pdf", "report.final", ".pdf"),
        ("{token}:cancel", "{token}", ":cancel"),
        ("{token}:custom", "{token}", ":custom"),
        ("PanelMaple:append", "PanelMaple", ":append"),
        ("topics:batchDelete", "topics", ":batchDelete"),
        ("eli.reed", "eli.reed", ""),
        ("api.xro", "api.xro", ""),
        ("NaturalEarth:physical", "NaturalEarth:physical", ""),
        ("!{token}:example.com", "!{token}:example.com", ""),
        ("O:SPY", "O:SPY", ""),
        (".json", ".json", ""),
        (":cancel", ":cancel", ""),
        ("", "", ""),
    ],
)
def test_a_stem_and_what_is_attached(segment: str, stem: str, attached: str) -> None:
    assert split(segment) == (stem, attached)


@pytest.mark.parametrize(
    ("of_files", "attached", "beside", "kept"),
    [
        (True, ".json", {".json": 9}, ".json"),
        (True, ".json", {".json": 9, "": 3}, ".json"),
        (True, ".json", {".json": 9, ".xml": 1}, ANY_FORMAT),
        (True, ".pdf", {".pdf": 9}, ".pdf"),
        (True, ".pdf", {".pdf": 9, "": 3}, ""),
        (True, ".pdf", {".pdf": 9, ".png": 3}, ""),
        (False, ".json", {".json": 9}, ".json"),
        (False, ".json", {".json": 9, ".csv": 3}, ANY_FORMAT),
        (False, ".png", {".png": 9, ".jpg": 3}, ANY_FORMAT),
        (True, ":cancel", {":cancel": 9, ":copy": 3}, ":cancel"),
        (True, "", {"": 9, ".json": 3}, ""),
    ],
)
def test_what_a_template_keeps(of_files: bool, attached: str, beside: dict[str, int], kept: str) -> None:
    assert ending(attached, beside, of_files=of_files) == kept
