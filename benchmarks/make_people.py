"""Lists of the names of people to those that tell a person in a path.

    python benchmarks/make_people.py DIST.FEMALE.FIRST DIST.MALE.FIRST DIST.ALL.LAST [--write]

The files are those of the US Census Bureau of 1990 (public domain): a line has a name, its share in percent, the sum of
shares and its rank. Given names that at least 0.02 % have are taken, 800 of each list at most, and the 1,000 most
frequent family names; of both those of three letters and more that are no words of APIs (`page`, `case`).
"""

import argparse
import textwrap
from collections.abc import Iterator
from pathlib import Path

from inventory.endpoints import people
from inventory.endpoints.lexicon import familiar

LEAST_SHARE = 0.02  # percent of people
GIVEN_LIMIT, FAMILY_LIMIT = 800, 1_000
CENSUS = Path(people.__file__).with_name("census.py")
WIDTH = 118


def main() -> None:
    """Read, choose, print how many there are, and write if that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("female", type=Path)
    parser.add_argument("male", type=Path)
    parser.add_argument("family", type=Path)
    parser.add_argument("--write", action="store_true", help=f"write {CENSUS.name}")
    options = parser.parse_args()
    given = {name for path in (options.female, options.male) for name in chosen(path, LEAST_SHARE, GIVEN_LIMIT)}
    family = set(chosen(options.family, 0.0, FAMILY_LIMIT))
    print(f"{len(given)} given names, {len(family)} family names")
    if options.write:
        CENSUS.write_text(source({"GIVEN": given, "FAMILY": family}), "utf-8")


def chosen(path: Path, least: float, limit: int) -> list[str]:
    """Return the most frequent names of a list that are no words of APIs."""
    return [name for name, share in _read(path) if len(name) > 2 and share >= least and not familiar(name)][:limit]


def _read(path: Path) -> Iterator[tuple[str, float]]:
    for line in path.read_text("ascii").splitlines():
        name, share, *_ = line.split()
        yield name.lower(), float(share)


def source(lists: dict[str, set[str]]) -> str:
    """Return the module that holds names."""
    text = (
        '"""Names of people, as the US Census of 1990 has them: made by `benchmarks/make_people.py`, not by hand."""\n'
    )
    for title, names in lists.items():
        text += f'\n{title} = """\n' + "\n".join(textwrap.wrap(" ".join(sorted(names)), WIDTH)) + '\n"""\n'
    return text


if __name__ == "__main__":
    main()
