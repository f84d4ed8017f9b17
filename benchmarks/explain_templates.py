"""How sure the judge of templates is next to how often it is right, and the names of parameters next to those chosen.

    python benchmarks/explain_templates.py DIRECTORY [--mixed DIRECTORY] [--gateways DIRECTORY...]
        [--single DIRECTORY...]

The directories are those that `fit_templates.py` reads. Each specification is judged with trees grown from others.
Names are compared where the truth is the judge, once for each place of a parameter.
"""

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
from fit_templates import Lessons, fold_of, held_out, judge_of, mixed, others
from numpy.typing import NDArray
from true_templates import Traffic, labels, lessons_of, oracle, read, true_segments, truths

from inventory import endpoints
from inventory.endpoints.judge import Judge

BINS = (0.0, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)  # of confidence
NAME = re.compile(r"\{([^{}]*?)\*{0,2}\}")


def main() -> None:
    """Measure and print both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path, metavar="DIRECTORY")
    parser.add_argument("--mixed", type=Path, metavar="DIRECTORY")
    parser.add_argument("--gateways", type=Path, nargs="+", default=[], metavar="DIRECTORY")
    parser.add_argument("--single", type=Path, nargs="+", default=[], metavar="DIRECTORY")
    options = parser.parse_args()
    with ProcessPoolExecutor() as pool:
        traffic = list(pool.map(read, truths(options.directory)))
        examples = {one.name: found for one, found in zip(traffic, pool.map(lessons_of, traffic), strict=True)}
        more = mixed(pool, options.mixed), others(options.gateways, options.single)
        judges = [judge_of(forest) for forest in held_out(Lessons(examples, (), *more))]
        own = [judges[fold_of(one.name, examples)] for one in traffic]
        verdicts = list(chain.from_iterable(pool.map(judged, traffic, own)))
        names = list(chain.from_iterable(pool.map(named, traffic)))
    show_confidence(np.array([sure for sure, _ in verdicts]), np.array([right for _, right in verdicts]))
    equal = sum(chosen == found for chosen, found in names) / len(names)
    alike = sum(plain(chosen) == plain(found) for chosen, found in names) / len(names)
    print(f"{len(names)} parameters: {equal:.1%} named equally, {alike:.1%} up to case and signs")


def judged(traffic: Traffic, judge: Judge) -> list[tuple[float, bool]]:
    """Return how sure the judge was of each segment that it decided about, and whether most requests say so, too."""
    truths: dict[tuple[str, str, str], Counter[tuple[str, ...]]] = defaultdict(Counter)
    for key, row in zip(traffic.keys, traffic.truth, strict=True):
        if row["truth"]:
            truths[key][true_segments(str(row["truth"]))] += 1
    explainer = endpoints.Explainer(traffic.sightings, judge=judge)
    sure: dict[tuple[str, ...], float] = {}
    votes: dict[tuple[str, ...], Counter[bool]] = defaultdict(Counter)
    for one in endpoints.infer(traffic.sightings, judge):
        explanations = explainer.explain(one)
        seen = [(truth, count) for path in one.paths for truth, count in truths[one.service, one.method, path].items()]
        for index, found in enumerate(explanations):
            place = tuple(part.segment for part in explanations[: index + 1])
            for truth, count in seen:
                if found.confidence is not None and len(truth) == len(explanations):
                    sure[place] = found.confidence
                    votes[place][("{" in truth[index]) == (found.verdict == "parameter")] += count
    return [(sure[place], votes[place][True] > votes[place][False]) for place in sure]


def named(traffic: Traffic) -> list[tuple[str, str]]:
    """Return the true name and the one that was found for each place of a parameter."""
    found = {
        (one.service, one.method, path): one.template
        for one in endpoints.infer(traffic.sightings, partial(oracle, labels(traffic)))
        for path in one.paths
    }
    pairs: dict[tuple[str, ...], tuple[str, str]] = {}
    for key, row in zip(traffic.keys, traffic.truth, strict=True):
        true, ours = str(row["truth"] or ""), found.get(key, "")
        if true and NAME.sub("{}", true) == NAME.sub("{}", ours):
            for place, pair in names_of(true, ours):
                pairs.setdefault((key[0], *place), pair)
    return list(pairs.values())


def names_of(true: str, ours: str) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Yield the place of each parameter, and both its names."""
    mine = NAME.finditer(ours)
    for theirs, own in zip(NAME.finditer(true), mine, strict=True):
        yield (NAME.sub("{}", true[: theirs.start()]), str(theirs.start())), (theirs[1], own[1])


def plain(name: str) -> str:
    """Return a name without case and signs."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def show_confidence(sure: NDArray[np.float64], right: NDArray[np.bool_]) -> None:
    """Print how often verdicts were right, by how sure the judge was."""
    for low, high in pairwise(BINS):
        own = (sure >= low) & ((sure < high) | (high == 1.0))
        if own.any():
            told = f"mean {sure[own].mean():.3f}, right {right[own].mean():.3f}"
            print(f"sure {low:.2f} to {high:.2f}: {own.sum():6} verdicts, {told}")


if __name__ == "__main__":
    main()
