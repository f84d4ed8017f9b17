"""How much of what is declared counts as seen: operations, parameters and statuses."""

import pytest
from cases import judged_case

from inventory.rules import Example

PATHS = """
/orders:
  get:
    parameters:
      - {name: limit, in: query, schema: {type: integer}}
      - {name: X-Tenant, in: header, schema: {type: string}}
      - {name: page, in: query, schema: {$ref: '#/components/schemas/Page'}}
    responses:
      "200": {description: them}
      4XX: {description: no}
      default: {description: anything else}
/orders/{id}:
  get:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    responses:
      "200": {description: one}
"""
COMPONENTS = "schemas: {Page: {type: object, properties: {offset: {type: integer}}}}"


def seen(*observed: str) -> tuple[tuple[int, int], ...]:
    """Return how many of how many operations, parameters and statuses were seen."""
    case = Example(title="", paths=PATHS, components=COMPONENTS, observed=observed)
    figures = judged_case(case).comparison.figures
    assert figures is not None
    return tuple((one.seen, one.declared) for one in (figures.operations, figures.parameters, figures.statuses))


def test_figures_of_operations_that_were_used() -> None:
    assert seen("GET /orders") == ((1, 2), (0, 3), (1, 2))
    assert seen("GET /orders", "GET /orders/7") == ((2, 2), (0, 3), (2, 3))


def test_a_default_stands_for_no_status_that_could_be_seen() -> None:
    assert seen("GET /orders", "GET /orders -> 500", "GET /orders -> 302")[2] == (1, 2)


@pytest.mark.parametrize("status", [400, 422, 499])
def test_a_range_of_statuses_is_one(status: int) -> None:
    assert seen("GET /orders", f"GET /orders -> {status}")[2] == (2, 2)


def test_parameters_as_they_are_sent() -> None:
    assert seen("GET /orders?limit=1 [x-tenant: a]")[1] == (2, 3)
    assert seen("GET /orders?offset=20")[1] == (1, 3)
    assert seen("GET /orders?rows=20")[1] == (0, 3)
