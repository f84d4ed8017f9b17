"""However many paths are judged: bounded, in any order the same, and each by its own operation."""

import random
from pathlib import Path

import pytest

from inventory import observe, pipeline, validating
from inventory.drift import operations_at
from inventory.model.exchanges import Exchange, Fields, Place
from inventory.model.observations import Sighting
from inventory.model.outcomes import Outcome
from inventory.validating import Validation, Validator

DESCRIPTION = """\
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /users/{name}:
    parameters: [{name: name, in: path, required: true, schema: {}}]
    get: {responses: {"200": {description: u, content: {application/json: {schema: {type: object}}}}}}
  /orders/{name}:
    parameters: [{name: name, in: path, required: true, schema: {}}]
    get: {responses: {"200": {description: o, content: {application/json: {schema: {type: array}}}}}}
"""
JSON = Fields((("content-type", "application/json"),))


@pytest.fixture
def validator(tmp_path: Path) -> Validator:
    (tmp_path / "api.yaml").write_text(DESCRIPTION, "utf-8")
    made = pipeline.validator(pipeline.describe([tmp_path / "api.yaml"]))
    assert made is not None
    return made


def exchange(number: int, path: str, body: bytes = b"{}") -> Exchange:
    place = Place(number, 0, number)
    return Exchange(
        "GET", "http", "api.example", path, "1.1", 200, place, Fields(), JSON, response_size=2, response_content=body
    )


def word(number: int) -> str:
    """Return a word that is no value by its look."""
    return "".join("bcdfghklmnprstv"[number // 15**place % 15] + "aeiou"[place] for place in range(4))


def outcomes(validator: Validator, exchanges: list[Exchange]) -> tuple[Validation, dict[str, tuple[Outcome, ...]]]:
    """Judge exchanges; return what came of it by path."""
    validation = Validation(validator, "one.pcap")
    seen = []
    for one in exchanges:
        observation = observe.observe(one)
        validation.add(one, observation)
        seen.append(Sighting(observation.service, observation.method, observation.path, ()))
    found = {one.path: one.outcomes for one in validation.attached(seen) if one.outcomes}
    return validation, found


@pytest.mark.parametrize("limit", range(40, 48))
def test_a_flood_of_paths_keeps_the_same_ones_in_any_order(
    validator: Validator, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr(validating, "CAPTURE_OUTCOMES_LIMIT", limit)
    flood = [exchange(number, f"/{('users', 'orders')[number % 2]}/{word(number)}") for number in range(200)] * 2
    validation, found = outcomes(validator, flood)
    assert validation.strained
    assert limit - 3 < sum(map(len, found.values())) <= limit
    assert all(one.count == 2 for own in found.values() for one in own), "what is kept was counted from the beginning"
    shuffled = random.Random(limit).sample(flood, len(flood))
    assert outcomes(validator, shuffled)[1] == found
    alone, _ = outcomes(validator, flood[:10])
    assert not alone.strained


def test_each_path_is_judged_by_its_own_operation(validator: Validator, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was found for a path is forgotten at once, so that other things come to stand where it stood."""
    monkeypatch.setattr(operations_at, "REMEMBERED", 1)
    paths = [f"/{('users', 'orders')[number % 2]}/{word(number)}" for number in range(200)]
    _, found = outcomes(validator, [exchange(number, path) for number, path in enumerate(paths)])
    for path in paths:
        operation = f"GET /{path.split('/')[1]}/{{name}}"
        assert {one.operation for one in found[path]} == {operation}
        broken = [one.violation.keyword for one in found[path] if one.violation is not None]
        assert broken == ([] if "users" in path else ["type"]), "an object is no array"


def test_what_is_remembered_is_bounded(validator: Validator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validating, "MEMORY_LIMIT", 10_000)
    validation = Validation(validator, "one.pcap")
    for number in range(500):
        one = exchange(number, "/orders/a", b"[%d]" % number)
        validation.add(one, observe.observe(one))
    assert len(validation._memory._known) < 30
