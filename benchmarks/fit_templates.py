"""Weights of the judge of templates, found on traffic whose true templates are known, and checked by specification.

    python benchmarks/fit_templates.py DIRECTORY... [--scorer score.py] [--write]

A directory holds NAME.truth.jsonl files, one for each specification: lines with method, host, path, status,
content_type and truth, the true template or null; several directories hold more or less traffic of the same
specifications, the last one the least. These are dealt into folds; each fold is judged with weights that were made
from all others, and the scores of that are printed for each directory. `--write` then makes the weights from all.

The weights are those of a logistic regression: places are judged from the root down with the truth as the judge of what
is above, and every stem is one example. All specifications count alike, however much traffic they have.
"""

import argparse
import importlib.util
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from inventory import endpoints, observe
from inventory.endpoints import judge as judging
from inventory.endpoints.judge import Judge, Question, Verdict, Weights
from inventory.endpoints.targets import mixed_target
from inventory.model.exchanges import Exchange, Fields, Place
from inventory.model.observations import Sighting
from inventory.model.segments import split

FOLDS = 4
BEGINNINGS = (10, 40)  # requests: captures may be small, so the weights are also made from as many of each API
BEGINNING_IMPORTANCE = 0.25  # of those, next to all that there is of an API
GATEWAY_REQUESTS = 200  # of each API behind one host: all APIs of a fold are seen together, too, each below its name
GATEWAY_IMPORTANCE = 3.0
RIDGE = 100.0  # strength of the pull towards weights of zero
GATEWAY = "gateway"  # the name of such traffic
ROUNDS = 12  # of Newton's method, which needs fewer
WEIGHTS = Path(judging.__file__).with_name("weights.py")

PARAMETER_NAME = re.compile(r"\{[^{}]*?(\*\*?)?\}")

Key = tuple[str, str, str]  # service, method, redacted path
Counts = dict[tuple[str, tuple[str, ...], str], Counter[bool]]  # by service, template so far and stem: is it a value?
Matrix = NDArray[np.float64]


class Traffic(NamedTuple):
    """The requests to one API, and what they show."""

    name: str
    truth: list[dict[str, str | int | None]]  # one for each request
    keys: list[Key]
    sightings: tuple[Sighting, ...]


class Examples(NamedTuple):
    """Stems of one API with the evidence for each."""

    evidence: Matrix  # one row for each stem
    values: NDArray[np.bool_]
    names: tuple[str, ...]  # of the columns
    importance: float  # of the whole


def main() -> None:
    """Fit, check, print, and write if that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directories", type=Path, nargs="+", metavar="DIRECTORY")
    parser.add_argument("--scorer", type=Path, help="the score.py of the benchmark")
    parser.add_argument("--write", action="store_true", help=f"write {WEIGHTS.name}")
    parser.add_argument("--oracle", action="store_true", help="judge by the truth: what all other parts allow")
    options = parser.parse_args()
    with ProcessPoolExecutor() as pool:
        traffic = {
            directory: list(pool.map(read, sorted(directory.glob("*.truth.jsonl"))))
            for directory in options.directories
        }
        every = [one for some in traffic.values() for one in some]
        examples: dict[str, list[Examples]] = defaultdict(list)
        less = [beginning(one, count) for one in every for count in BEGINNINGS]
        for one, found in zip([*every, *less], pool.map(examples_of, [*every, *less]), strict=True):
            examples[one.name].append(found)
        folds = deal(examples)
        together = [gateway([one for one in traffic[options.directories[-1]] if one.name in fold]) for fold in folds]
        gateways = list(pool.map(examples_of, together))
        if options.scorer:
            judges = held_out(examples, gateways)
            for directory, some in traffic.items():
                print(directory)
                own = [partial(oracle, labels(one)) if options.oracle else judges[one.name] for one in some]
                scores = pool.map(partial(scored, options.scorer), some, own)
                show(load(options.scorer).summary(list(scores)))
            print("gateways, one for each fold")
            own = [judges[min(fold)] for fold in folds]
            scores = pool.map(partial(scored, options.scorer), together, own)
            show(load(options.scorer).summary(list(scores)))
    if options.write:
        weights = fit([*gateways, *(one for some in examples.values() for one in some)])
        WEIGHTS.write_text(source(weights), "utf-8")


def read(path: Path) -> Traffic:
    """Read the requests to one API."""
    return _traffic(path.name.split(".")[0], [json.loads(line) for line in path.read_text("utf-8").splitlines()])


def _traffic(name: str, truth: list[dict[str, str | int | None]]) -> Traffic:
    gatherer = endpoints.Gatherer(name, endpoints.UNBOUNDED)
    keys = [gatherer.add(observe.observe(exchange(row, number))) for number, row in enumerate(truth, start=1)]
    return Traffic(name, truth, keys, tuple(gatherer.sightings()))


def beginning(traffic: Traffic, count: int) -> Traffic:
    """Return the first requests to an API."""
    return _traffic(traffic.name, traffic.truth[:count])


def gateway(several: list[Traffic]) -> Traffic:
    """Return the first requests to some APIs as one host shows them that has each below its name."""
    rows = [
        {
            **row,
            "host": "gateway.example",
            "path": f"/{one.name}{row['path']}",
            "truth": row["truth"] and f"/{one.name}{row['truth']}",
        }
        for one in several
        for row in one.truth[:GATEWAY_REQUESTS]
    ]
    return _traffic(GATEWAY, rows)


def exchange(row: Mapping[str, str | int], number: int) -> Exchange:
    """Return the exchange that a row tells of."""
    return Exchange(
        method=str(row["method"]).upper(),
        scheme="https",
        authority=str(row["host"]),
        target=str(row["path"]),
        http_version="1.1",
        status=int(row["status"]),
        place=Place(number),
        response_fields=Fields((("content-type", str(row.get("content_type") or "")),)),
    )


# -- the truth as a judge ----------------------------------------------------------------------------------------------


def labels(traffic: Traffic) -> Counts:
    """Count for each stem at each place how often it stood for a parameter."""
    paths: dict[tuple[str, tuple[str, ...]], Counter[tuple[str, ...]]] = defaultdict(Counter)
    for (service, _, path), row in zip(traffic.keys, traffic.truth, strict=True):
        if row["truth"] is not None:
            paths[service, tuple(path.split("/")[1:])][true_segments(str(row["truth"]))] += 1
    found: Counts = defaultdict(Counter)
    for (service, segments), truths in paths.items():
        for truth, count in truths.items():
            prefix: tuple[str, ...] = ()
            for segment, true in zip(segments, truth, strict=False):
                stem, _ = split(segment)
                core, _ = split(true)
                value = core.removesuffix(".{}") == "{}"
                found[service, prefix, stem][value] += count
                prefix += ("{}" if value or true == "{}" else mixed_target(segment),)
                if true == "{**}":
                    break
    return found


def true_segments(template: str) -> tuple[str, ...]:
    """Return the segments of a true template, parameters without names."""
    plain = PARAMETER_NAME.sub(lambda found: "{**}" if found[1] else "{}", template)
    return tuple(segment for segment in plain.split("/") if segment)


def oracle(counts: Counts, question: Question) -> Verdict:
    """Judge as the truth says."""
    found = {stem: counts.get((question.service, question.prefix, stem), Counter()) for stem in question.stems}
    return Verdict(frozenset(stem for stem, count in found.items() if count[True] > count[False]))


def examples_of(traffic: Traffic) -> Examples:
    """Return the evidence for all stems of an API whose truth is known."""
    counts = labels(traffic)
    rows: list[dict[str, float]] = []
    values: list[bool] = []

    def judge(question: Question) -> Verdict:
        verdict = oracle(counts, question)
        for stem in question.stems:
            if (question.service, question.prefix, stem) in counts:
                rows.append(question.place.evidence(stem))
                values.append(stem in verdict.values)
        return verdict

    endpoints.infer(traffic.sightings, judge)
    names = tuple(rows[0]) if rows else ()
    importance = BEGINNING_IMPORTANCE if len(traffic.truth) in BEGINNINGS else 1.0
    importance = GATEWAY_IMPORTANCE if traffic.name == GATEWAY else importance
    return Examples(np.array([list(row.values()) for row in rows]), np.array(values), names, importance)


# -- weights -----------------------------------------------------------------------------------------------------------


def fit(examples: list[Examples]) -> Weights:
    """Find the weights of a logistic regression by Newton's method; each API counts alike, a stem of many for less."""
    known = [one for one in examples if len(one.values)]
    names = known[0].names
    evidence, values = np.concatenate([one.evidence for one in known]), np.concatenate([one.values for one in known])
    importance = np.concatenate([np.full(len(one.values), one.importance * len(one.values) ** -0.5) for one in known])
    importance *= len(values) / importance.sum()
    means, spread = evidence.mean(axis=0), np.maximum(evidence.std(axis=0), 1e-9)
    scaled = np.hstack([np.ones((len(values), 1)), (evidence - means) / spread])
    pull = np.diag([0.0, *np.full(len(names), RIDGE)])
    found = np.zeros(len(names) + 1)
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-scaled @ found))
        slope = scaled.T @ (importance * (values - likely)) - pull @ found
        bend = (scaled * (importance * likely * (1 - likely))[:, None]).T @ scaled + pull
        found += np.linalg.solve(bend, slope)
    weights = found[1:] / spread
    bias = found[0] - weights @ means
    return Weights(
        round(float(bias), 4),
        dict(zip(names, weights.round(4).tolist(), strict=True)),
        dict(zip(names, means.round(4).tolist(), strict=True)),
    )


def source(weights: Weights) -> str:
    """Return the module that holds weights."""
    text = '"""What each evidence weighs: made by `benchmarks/fit_templates.py`, not by hand."""\n\n'
    text += f"BIAS = {weights.bias}\n"
    for name, table in (("WEIGHTS", weights.weights), ("MEANS", weights.means)):
        lines = "".join(f'    "{key}": {value},\n' for key, value in table.items())
        text += f"{name} = {{\n{lines}}}\n"
    return text


def deal(examples: Mapping[str, list[Examples]]) -> list[set[str]]:
    """Deal the names of APIs into folds."""
    names = sorted(examples)
    random.Random(1).shuffle(names)
    return [set(names[number::FOLDS]) for number in range(FOLDS)]


def held_out(examples: Mapping[str, list[Examples]], gateways: list[Examples]) -> dict[str, Judge]:
    """Return for each API a judge whose weights were made from the APIs of other folds.

    `gateways` has the examples of the gateway of each fold.
    """
    judges: dict[str, Judge] = {}
    for number, own in enumerate(deal(examples)):
        others = [one for name in sorted(examples) if name not in own for one in examples[name]]
        weights = fit([*others, *gateways[:number], *gateways[number + 1 :]])
        judges |= {name: partial(judging.judge, scorer=weights) for name in own}
    return judges


# -- scores ------------------------------------------------------------------------------------------------------------


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
