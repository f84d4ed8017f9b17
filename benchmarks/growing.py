"""Examples of stems, each with its evidence, to the decision trees that tell values from names."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

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
AT_ONCE = 50  # trees of which the leaves of all examples are held in memory
DIGITS = 6  # of a bound
DECIMALS = 5  # of log-odds

Matrix = NDArray[np.float64]
Told = Any  # numbers, and trees of such, as LightGBM writes them


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
    importance *= len(importance) / importance.sum()
    evidence, values = np.concatenate([one.evidence for one in known]), np.concatenate([one.values for one in known])
    data = lightgbm.Dataset(evidence, values, weight=importance, params=PARAMETERS)
    model = lightgbm.train(PARAMETERS, data, num_boost_round=trees)
    return planted(known[0].names, model.dump_model()["tree_info"], _covers(model, evidence, importance))


def _covers(model: lightgbm.Booster, evidence: Matrix, importance: NDArray[np.float64]) -> Iterator[list[float]]:
    """Yield for each tree how important the examples in each leaf are together."""
    for first in range(0, model.current_iteration(), AT_ONCE):
        leaves = model.predict(evidence, pred_leaf=True, start_iteration=first, num_iteration=AT_ONCE)
        for own in np.asarray(leaves, dtype=np.intp).reshape(len(evidence), -1).T:
            yield np.bincount(own, weights=importance).tolist()


class Node(NamedTuple):
    """An entry in the columns of a forest."""

    split: int
    bound: float
    right: int
    expected: float
    cover: float  # importance of the examples that came here


def planted(names: tuple[str, ...], trees: Sequence[Mapping[str, Told]], covers: Iterable[Sequence[float]]) -> Forest:
    """Return the forest of trees as LightGBM tells them."""
    nodes: list[Node] = []
    roots: list[int] = []
    for tree, cover in zip(trees, covers, strict=True):
        roots.append(len(nodes))
        nodes += _nodes(tree["tree_structure"], cover)
    return Forest(
        names,
        tuple(roots),
        tuple(one.split for one in nodes),
        tuple(one.bound for one in nodes),
        tuple(one.right for one in nodes),
        tuple(one.expected for one in nodes),
    )


def _nodes(tree: Mapping[str, Told], covers: Sequence[float]) -> list[Node]:
    """Return a node and what is below it, left before right."""
    if "leaf_value" in tree:
        cover = covers[tree.get("leaf_index", 0)]
        return [Node(-1, 0.0, 0, round(tree["leaf_value"], DECIMALS), cover)]
    left, right = (_nodes(tree[side], covers) for side in ("left_child", "right_child"))
    cover = left[0].cover + right[0].cover
    expected = (left[0].expected * left[0].cover + right[0].expected * right[0].cover) / cover
    bound = float(f"{tree['threshold']:.{DIGITS}g}")
    return [Node(tree["split_feature"], bound, 1 + len(left), round(expected, DECIMALS), cover), *left, *right]
