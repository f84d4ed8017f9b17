"""Requests a minute of one core of `inventory templates`, and its memory, next to `json.loads`, in one run.

    python benchmarks/templating.py [REQUESTS ...]

Of four requests one asks for what many ask for, one has a number that no other has, one a word that no other has, and
one several words that hardly any other has.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SIZES = (1_000_000, 10_000_000)
PARSE = "import json, sys; [None for line in open(sys.argv[1], 'rb') if not json.loads(line)]"
SYLLABLES = [first + second for first in "bdfglmnprstv" for second in "aeiou"]


def main() -> None:
    """Generate, measure, print at each size that is asked for."""
    for count in map(int, sys.argv[1:] or SIZES):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "requests.jsonl"
            generate(path, count)
            base, _ = spent([sys.executable, "-c", PARSE, str(path)])
            seconds, memory = spent([sys.executable, "-m", "inventory", "templates", str(path)])
        print(
            f"{count:12,} requests {count / seconds * 60:12,.0f} a minute {seconds / base:6.1f} times json.loads "
            f"{memory / 1e6:6.0f} MB of memory",
            flush=True,
        )


def spent(command: list[str]) -> tuple[float, int]:
    """Return the seconds of a processor that a command takes, and its most memory; its output goes nowhere."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def generate(path: Path, count: int) -> None:
    """Write requests to seven hosts."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            way = (
                f"/v1/{('users', 'teams', 'shops')[number % 3]}/me/settings",
                f"/v1/users/{number}/orders",
                f"/v1/products/{word(number)}/reviews",
                f"/{word(number % 1_013)}/{word(number % 10_007)}/{word(number)}",
            )[number % 4]
            row = {"method": "GET", "host": f"api{number % 7}.example", "path": way, "status": 200}
            file.write(json.dumps({**row, "content_type": "application/json"}) + "\n")


def word(number: int) -> str:
    """Return a word for a number."""
    found = ""
    while number or len(found) < 6:
        number, rest = divmod(number, len(SYLLABLES))
        found += SYLLABLES[rest]
    return found


if __name__ == "__main__":
    main()
