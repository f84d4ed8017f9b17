"""Requests a minute of `inventory templates` and its memory, next to `json.loads` on the same lines, in one run.

python benchmarks/templating.py [REQUESTS ...]
"""

import json
import sys
import tempfile
from pathlib import Path

from decoding import measure

SIZES = (100_000, 1_000_000)
PARSE = "import json, sys; [None for line in open(sys.argv[1], 'rb') if not json.loads(line)]"


def main() -> None:
    """Generate, measure, print at each size that is asked for."""
    for count in map(int, sys.argv[1:] or SIZES):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "requests.jsonl"
            generate(path, count)
            base, _ = measure([sys.executable, "-c", PARSE, str(path)])
            seconds, memory = measure([sys.executable, "-m", "inventory", "templates", str(path)])
        print(
            f"{count:12,} requests {count / seconds * 60:12,.0f} a minute {seconds / base:6.1f} times json.loads "
            f"{memory / 1e6:6.0f} MB of memory",
            flush=True,
        )


def generate(path: Path, count: int) -> None:
    """Write requests of which no two have the same path."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            word = f"{'aeiou'[number % 5]}n{'bdfgkl'[number % 6]}e"
            way = f"/{('users', 'teams', 'shops')[number % 3]}/{word}{number}/orders"
            row = {"method": "GET", "host": f"api{number % 7}.example", "path": way, "status": 200}
            file.write(json.dumps({**row, "content_type": "application/json"}) + "\n")


if __name__ == "__main__":
    main()
