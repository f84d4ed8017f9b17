"""Decision trees that judge templates, grown from traffic whose true templates are known, and checked by specification.

    python benchmarks/fit_templates.py DIRECTORY... [--mixed DIRECTORY] [--judged DIRECTORY] [--gateways DIRECTORY...]
        [--single DIRECTORY...] [--scorer score.py] [--oracle] [--write]

A directory holds NAME.truth.jsonl files, one for each specification: lines with method, host, path, status,
content_type and truth, the true template or null; several directories hold more or less traffic of the same
specifications, the last one the least. These are dealt into folds; each fold is judged with trees that were grown from
all others, and the scores of that are printed for each directory. `--write` then grows the trees from all.

What else trees are grown from, or tried on:

- All APIs of a fold behind one host, each below its name: made here, and tried, too.
- `--mixed`: a directory of folders that hold a gateway.truth.jsonl each, many APIs behind one host in some other way.
  Those named 0-1, 0-2 and so on are of all specifications but those of fold 0, which is judged with trees that were
  also grown from them; and so for the folds 1 to 3. Those named all-1, all-2 and so on are of all specifications: what
  is written is grown from them.
- `--judged`: such folders, in which 0-1, 0-2 and so on are of specifications of fold 0 alone. They are only tried.
- `--gateways`: directories of such folders of any name, of other specifications.
- `--single`: directories as the first ones, of other specifications. Providers of these, and of those of `--gateways`,
  may be among those whose words the lexicon counts, so a word is known there only if one provider more has it.

Places are judged from the root down with the truth as the judge of what is above, and every stem is one example. All
specifications count alike, however much traffic they have. LightGBM grows the trees (the extra `fit`).
"""

import argparse
import importlib.util
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from itertools import chain
from os import cpu_count
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import msgspec
from growing import Examples, grow
from true_templates import Traffic, examples_of, gateway, labels, lessons_of, oracle, read, truths

from inventory import endpoints
from inventory.endpoints import forest as growing_in
from inventory.endpoints import judge as judging
from inventory.endpoints import lexicon
from inventory.endpoints.forest import Forest
from inventory.endpoints.judge import Judge

FOLDS = 4
ALL = "all"  # stands for the number of a fold where no specification is held out
MIXED_IMPORTANCE = 2.0  # of each gateway of `--mixed`, next to all that there is of one API
SINGLE_IMPORTANCE = 0.25
GATEWAY_STEMS = 1_500  # of a gateway of `--mixed` or `--gateways` that trees are grown from, drawn by chance
SINGLE_STEMS = 100  # of an API of `--single`
FOREST = Path(growing_in.__file__).with_name(growing_in.DATA)


class Lessons(NamedTuple):
    """All that trees may be grown from."""

    own: Mapping[str, Sequence[Examples]]  # by name of the API
    gateways: Sequence[Examples] = ()  # all APIs of each fold behind one host
    mixed: Mapping[str, Sequence[Examples]] = {}  # by the fold whose APIs are not there, or ALL
    others: Sequence[Examples] = ()  # of other specifications

    def without(self, fold: int) -> list[Examples]:
        """Return what knows nothing of a fold."""
        held_out = deal(self.own)[fold]
        own = [one for name in sorted(self.own) if name not in held_out for one in self.own[name]]
        gateways = [*self.gateways[:fold], *self.gateways[fold + 1 :]]
        return [*own, *gateways, *self.mixed.get(str(fold), ()), *self.others]

    def everything(self) -> list[Examples]:
        """Return what the trees to be written are grown from."""
        own = [one for name in sorted(self.own) for one in self.own[name]]
        return [*own, *self.gateways, *self.mixed.get(ALL, ()), *self.others]


def main() -> None:
    """Collect, grow, check, print, and write if that is asked for."""
    options = _options()
    with ProcessPoolExecutor() as pool:
        traffic = {folder: list(pool.map(read, truths(folder))) for folder in options.directories}
        every = list(chain.from_iterable(traffic.values()))
        own: dict[str, list[Examples]] = defaultdict(list)
        for one, found in zip(every, pool.map(lessons_of, every), strict=True):
            own[one.name] += found
        last = traffic[options.directories[-1]]
        together = [gateway([one for one in last if one.name in fold]) for fold in deal(own)]
        gateways = list(pool.map(examples_of, together))
        lessons = Lessons(own, gateways, mixed(pool, options.mixed), others(options.gateways, options.single))
        if options.scorer:
            tried = {str(folder): [(one, fold_of(one.name, own)) for one in some] for folder, some in traffic.items()}
            tried["gateways, one for each fold"] = [(one, fold) for fold, one in enumerate(together)]
            if options.judged:
                folders = numbered(options.judged)
                some = pool.map(read, [folder / "gateway.truth.jsonl" for _, folder in folders])
                folds = [int(fold) for fold, _ in folders]
                tried["gateways of specifications that were held out"] = list(zip(some, folds, strict=True))
            forests = [] if options.oracle else held_out(lessons)
            report(pool, options.scorer, tried, forests)
    if options.write:
        FOREST.write_bytes(msgspec.json.encode(grow(lessons.everything())) + b"\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directories", type=Path, nargs="+", metavar="DIRECTORY")
    parser.add_argument("--mixed", type=Path, metavar="DIRECTORY", help="gateways of all but one fold, and of all")
    parser.add_argument("--judged", type=Path, metavar="DIRECTORY", help="gateways of one fold, to be tried")
    parser.add_argument("--gateways", type=Path, nargs="+", default=[], metavar="DIRECTORY", help="of others")
    parser.add_argument("--single", type=Path, nargs="+", default=[], metavar="DIRECTORY", help="traffic of others")
    parser.add_argument("--scorer", type=Path, help="the score.py of the benchmark")
    parser.add_argument("--write", action="store_true", help=f"write {FOREST.name}")
    parser.add_argument("--oracle", action="store_true", help="judge by the truth: what all other parts allow")
    return parser.parse_args()


def deal(names: Iterable[str]) -> list[set[str]]:
    """Deal the names of APIs into folds."""
    dealt = sorted(names)
    random.Random(1).shuffle(dealt)
    return [set(dealt[number::FOLDS]) for number in range(FOLDS)]


def fold_of(name: str, names: Iterable[str]) -> int:
    """Return the fold that an API was dealt into."""
    return next(number for number, fold in enumerate(deal(names)) if name in fold)


# -- what trees are grown from -----------------------------------------------------------------------------------------


def numbered(directory: Path) -> list[tuple[str, Path]]:
    """Return the folders of a directory, each with the fold that its name begins with."""
    return [(folder.name.partition("-")[0], folder) for folder in sorted(directory.iterdir())]


def mixed(pool: Executor, directory: Path | None) -> dict[str, list[Examples]]:
    """Return the examples of gateways, by the fold that is held out of them."""
    folders = numbered(directory) if directory is not None else []
    found: dict[str, list[Examples]] = defaultdict(list)
    read_one = partial(gateway_lesson, importance=MIXED_IMPORTANCE)
    for (fold, _), one in zip(folders, pool.map(read_one, [folder for _, folder in folders]), strict=True):
        found[fold].append(one)
    return found


def others(gateways: Sequence[Path], single: Sequence[Path]) -> list[Examples]:
    """Return the examples of other specifications, as they are where words of their own providers are not known."""
    folders = [folder for directory in gateways for folder in sorted(directory.iterdir())]
    files = [path for directory in single for path in truths(directory)]
    with ProcessPoolExecutor(initializer=expect_one_more) as pool:
        found = list(pool.map(gateway_lesson, folders))
        return found + list(chain.from_iterable(pool.map(single_lessons, files)))


def expect_one_more() -> None:
    """Let words be known in this process only if one provider more has them."""
    lexicon.LEAST += 1


def gateway_lesson(folder: Path, importance: float = 1.0) -> Examples:
    """Return examples of a gateway."""
    return examples_of(read(folder / "gateway.truth.jsonl"), importance).drawn(GATEWAY_STEMS)


def single_lessons(path: Path) -> list[Examples]:
    """Return examples of an API of another provider."""
    return [one.drawn(SINGLE_STEMS) for one in lessons_of(read(path), SINGLE_IMPORTANCE)]


def held_out(lessons: Lessons) -> list[Forest]:
    """Grow trees for each fold from all that knows nothing of it."""
    with ThreadPoolExecutor(cpu_count()) as pool:  # LightGBM lets other threads run
        return list(pool.map(grow, map(lessons.without, range(FOLDS))))


# -- scores ------------------------------------------------------------------------------------------------------------


def report(
    pool: Executor, scorer: Path, tried: Mapping[str, list[tuple[Traffic, int]]], forests: Sequence[Forest]
) -> None:
    """Print the scores of traffic of each fold as the forest for that fold judges it, or the truth where none is."""
    for title, some in tried.items():
        judges = [judge_of(forests[fold]) if forests else partial(oracle, labels(one)) for one, fold in some]
        print(title)
        scores = pool.map(partial(scored, scorer), [one for one, _ in some], judges)
        show(load(scorer).summary(list(scores)))


def judge_of(forest: Forest) -> Judge:
    """Return the judge that asks a forest."""
    return partial(judging.judge, scorer=forest)


def load(path: Path) -> ModuleType:
    """Load the scorer of the benchmark."""
    spec = importlib.util.spec_from_file_location("score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def scored(path: Path, traffic: Traffic, judge: Judge) -> dict[str, object]:
    """Score the templates of one API."""
    scorer = load(path)
    found = {
        (one.service, one.method, path): one.template
        for one in endpoints.infer(traffic.sightings, judge)
        if one.state in ("api", "rejected")
        for path in one.paths
    }
    rows: list[tuple[str, str, str] | None] = []
    for key, row in zip(traffic.keys, traffic.truth, strict=True):
        template = found.get(key)
        rows.append((str(row["host"]), str(row["method"]).upper(), scorer.canon(template)) if template else None)
    score = scorer.score(traffic.truth, rows, {row for row in rows if row is not None})
    return {"id": traffic.name, "seconds": 0.0, **score}


def show(summary: dict[str, dict[str, object]]) -> None:
    """Print the scores."""
    for name, value in summary["macro"].items():
        print(f"{name:28} {value:.3f}")
    for name, counts in summary["classes"].items():
        assert isinstance(counts, dict)
        recall, grouped = counts["found"] / counts["endpoints"], counts["grouped"] / counts["requests"]
        print(f"  {name:26} {counts['endpoints']:6} endpoints, recall {recall:.3f}, requests grouped {grouped:.3f}")


if __name__ == "__main__":
    main()
