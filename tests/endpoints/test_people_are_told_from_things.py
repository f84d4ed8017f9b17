"""Names of people in paths: known alone, joined and with initials; words of APIs are never taken for them."""

from pathlib import Path

import make_people
from hypothesis import given
from hypothesis import strategies as st

from inventory.endpoints import census, vocabulary
from inventory.endpoints.people import LENGTH_LIMIT, SURE, person

GIVEN, FAMILY = census.GIVEN.split(), census.FAMILY.split()


@given(st.sampled_from(GIVEN), st.sampled_from(FAMILY), st.sampled_from(["", "-", "_", ".", "~"]))
def test_whole_names_are_those_of_people(given_name: str, family: str, between: str) -> None:
    for word in (given_name, given_name + between + family, given_name.title() + family.title(), f"{given_name}7"):
        assert person(word) == 1.0 or len(word) > LENGTH_LIMIT


def test_less_tells_less() -> None:
    assert [person(word) for word in ("annamiller", "amiller", "lake-miller", "lake", "")] == [1.0, 0.7, 0.5, 0.0, 0.0]
    assert ("lee" in FAMILY, person("zlee"), person("zmiller")) == (True, 0.0, 0.7)  # too little to tell
    assert person("anna" * 11) == person("ännå") == 0.0


def test_words_of_apis_are_no_people() -> None:
    words = [word for line in vocabulary.NAMES.split("\n") for word in line.split()[1:]]
    people = {word for word in words if person(word) >= SURE}
    assert len(words) > 1_000
    assert len(people) <= len(words) / 100


@given(st.text(max_size=60))
def test_any_text_is_looked_at(text: str) -> None:
    assert 0.0 <= person(text) <= 1.0


def test_the_recipe_takes_frequent_names_that_are_no_words_of_apis(tmp_path: Path) -> None:
    path = tmp_path / "names"
    path.write_text("MARY 2.629 2.629 1\nPAGE 1.0 3.6 2\nJO 0.9 4.5 3\nANNA 0.02 4.6 4\nZULA 0.01 4.7 5\n", "ascii")
    assert make_people.chosen(path, 0.02, 10) == ["mary", "anna"]
    assert make_people.chosen(path, 0.0, 2) == ["mary", "anna"]
    assert make_people.source({"GIVEN": {"mary", "anna"}}).endswith('\nGIVEN = """\nanna mary\n"""\n')
