"""Requests whose true templates are known to examples of stems, each with its evidence, that are names or values."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from growing import Examples

from inventory import endpoints, observe
from inventory.endpoints.judge import Question, Verdict
from inventory.endpoints.targets import mixed_target
from inventory.model.exchanges import Exchange, Fields, Place
from inventory.model.observations import Sighting
from inventory.model.segments import split

BEGINNINGS = (1, 3, 10, 40)  # requests: captures may be small, so the judge also learns from as many of each API
BEGINNING_IMPORTANCE = 0.25  # of those, next to all that there is of an API
GATEWAY_REQUESTS = 200  # of each API behind one host
GATEWAY = "gateway"  # the name of such traffic

PARAMETER_NAME = re.compile(r"\{[^{}]*?(\*\*?)?\}")

Key = tuple[str, str, str]  # service, method, redacted path
Counts = dict[tuple[str, tuple[str, ...], str], Counter[bool]]  # by service, template so far and stem: is it a value?


class Traffic(NamedTuple):
    """The requests to one API, and what they show."""

    name: str
    truth: list[dict[str, str | int | None]]  # one for each request
    keys: list[Key]
    sightings: tuple[Sighting, ...]


def read(path: Path) -> Traffic:
    """Read the requests to one API."""
    return _traffic(path.name.split(".")[0], [json.loads(line) for line in path.read_text("utf-8").splitlines()])


def truths(folder: Path) -> list[Path]:
    """Return the files of a folder that tell true templates."""
    return sorted(folder.glob("*.truth.jsonl"))


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


def examples_of(traffic: Traffic, importance: float = 1.0) -> Examples:
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
    return Examples(np.array([list(row.values()) for row in rows]), np.array(values), names, importance)


def lessons_of(traffic: Traffic, importance: float = 1.0) -> list[Examples]:
    """Return the examples of an API, and of its first requests."""
    shorter = [examples_of(beginning(traffic, count), importance * BEGINNING_IMPORTANCE) for count in BEGINNINGS]
    return [examples_of(traffic, importance), *shorter]
