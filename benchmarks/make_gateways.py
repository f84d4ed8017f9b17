"""Folders of descriptions to traffic of gateways, each with twenty of their APIs on one host.

    python benchmarks/make_gateways.py GENERATE.PY FOLDER... --into DIRECTORY [--count 108] [--leave-out NAME ...]

GENERATE.PY is that of the benchmark, and descriptions are what it reads, such as `make_descriptions.py` writes. Gateway
N is written to DIRECTORY/N, its requests with their true templates to `gateway.truth.jsonl`. It depends only on N and
on the descriptions, so that more gateways leave those before as they are. Descriptions that are left out, by name
without the suffix, are in none: weights made from the rest can be checked on them.
"""

import argparse
import random
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

APIS = 20
REQUESTS = (1500, 5000, 5000, 15000)  # of one gateway after the other
SEED = 200  # of the first one
PROCESSES = 2


def main() -> None:
    """Make all gateways, and print how many there are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("generate", type=Path, metavar="GENERATE.PY")
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--into", type=Path, required=True, metavar="DIRECTORY")
    parser.add_argument("--count", type=int, default=108, help="gateways")
    parser.add_argument("--leave-out", nargs="+", default=(), metavar="NAME", help="descriptions to be in none")
    options = parser.parse_args()
    try:
        files = descriptions(options.folders, frozenset(options.leave_out))
    except ValueError as problem:
        parser.error(str(problem))
    commands = [
        [sys.executable, str(options.generate), *arguments(files, number, options.into)]
        for number in range(options.count)
    ]
    with ThreadPoolExecutor(PROCESSES) as pool:
        for _ in pool.map(partial(subprocess.run, check=True), commands):
            pass
    print(f"{options.count} gateways from {len(files)} descriptions")


def descriptions(folders: Iterable[Path], left_out: frozenset[str]) -> list[Path]:
    """Return the descriptions in folders, by name, without those left out.

    Raises ValueError for a name that none has, and for too few descriptions.
    """
    files = sorted((path for folder in folders for path in folder.glob("*.json")), key=lambda path: (path.name, path))
    if unknown := left_out - {path.stem for path in files}:
        raise ValueError(f"no description is named {', '.join(sorted(unknown))}")
    files = [path for path in files if path.stem not in left_out and path.stem != "MANIFEST"]
    if len(files) < APIS:
        raise ValueError(f"a gateway has {APIS} APIs, and there are {len(files)} descriptions")
    return files


def arguments(files: list[Path], number: int, into: Path) -> list[str]:
    """Return what `generate.py` is told to make a gateway."""
    chosen = random.Random(number).sample(files, APIS)
    options: dict[str, object] = {
        "gateway": APIS,
        "size": "medium",
        "count": REQUESTS[number % len(REQUESTS)],
        "seed": SEED + number,
        "out": into / str(number),
    }
    return [*map(str, chosen), *(text for key, value in options.items() for text in (f"--{key}", str(value)))]


if __name__ == "__main__":
    main()
