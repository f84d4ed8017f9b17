"""Examples of stems, each with its evidence, to the decision trees that tell values from names."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import lightgbm
import numpy as np
from numpy.typing import NDArray

from inventory.endpoints.forest import Forest

TREES = 600
PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.04,
    "num_leaves": 12,
    "min_data_in_leaf": 100,
    "lambda_l2": 5.0,
    "feature_fraction_bynode": 0.3,
    "seed": 1,
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}
DIGITS = 6  # of a bound
DECIMALS = 5  # of log-odds

Matrix = NDArray[np.float64]


class Examples(NamedTuple):
    """Stems of one API with the evidence for each."""

    evidence: Matrix  # one row for each stem
    values: NDArray[np.bool_]
    names: tuple[str, ...]  # of the columns
    importance: float  # of the whole

    def drawn(self, most: int) -> "Examples":
        """Return so many of the stems, drawn by chance, which count as much as all of them."""
        number = len(self.values)
        if number <= most:
            return self
        rows = np.sort(np.random.default_rng(1).choice(number, most, replace=False))
        importance = self.importance * (number / most) ** 0.5
        return Examples(self.evidence[rows], self.values[rows], self.names, importance)


def grow(examples: Sequence[Examples], trees: int = TREES) -> Forest:
    """Grow trees; each API counts alike, a stem of many for less."""
    known = [one for one in examples if len(one.values)]
    importance = np.concatenate([np.full(len(one.values), one.importance * len(one.values) ** -0.5) for one in known])
    data = lightgbm.Dataset(
        np.concatenate([one.evidence for one in known]),
        np.concatenate([one.values for one in known]),
        weight=importance * len(importance) / importance.sum(),
        params=PARAMETERS,
    )
    model = lightgbm.train(PARAMETERS, data, num_boost_round=trees).dump_model()
    return planted(known[0].names, [tree["tree_structure"] for tree in model["tree_info"]])


class Node(NamedTuple):
    """An entry in the columns of a forest."""

    split: int
    bound: float
    right: int
    expected: float
    examples: int  # that came here


def planted(names: tuple[str, ...], trees: Sequence[Mapping[str, object]]) -> Forest:
    """Return the forest of trees as LightGBM tells them."""
    nodes: list[Node] = []
    roots: list[int] = []
    for tree in trees:
        roots.append(len(nodes))
        nodes += _nodes(tree)
    return Forest(
        names,
        tuple(roots),
        tuple(one.split for one in nodes),
        tuple(one.bound for one in nodes),
        tuple(one.right for one in nodes),
        tuple(one.expected for one in nodes),
    )


def _nodes(tree: Mapping[str, object]) -> Iterator[Node]:
    """Yield a node and what is below it, left before right."""
    if "leaf_value" in tree:
        yield Node(-1, 0.0, 0, round(tree["leaf_value"], DECIMALS), tree.get("leaf_count", 1))
        return
    left, right = list(_nodes(tree["left_child"])), list(_nodes(tree["right_child"]))
    examples = left[0].examples + right[0].examples
    expected = (left[0].expected * left[0].examples + right[0].expected * right[0].examples) / examples
    bound = float(f"{tree['threshold']:.{DIGITS}g}")
    yield Node(tree["split_feature"], bound, 1 + len(left), round(expected, DECIMALS), examples)
    yield from left
    yield from right
