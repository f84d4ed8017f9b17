"""The evidence for one stem to log-odds that it is a value: what the leaves of many decision trees add up to.

The trees in `forest.json` are grown by `benchmarks/fit_templates.py`, not by hand.
"""

import pkgutil
from collections.abc import Mapping
from functools import cache

import msgspec

DATA = "forest.json"  # next to this module


class Forest(msgspec.Struct, frozen=True):
    """Boosted regression trees, one behind the other, each from its root down, left before right.

    Of a node that splits, the left child comes next. Every node has an entry in each column.
    """

    names: tuple[str, ...]  # of the evidence
    roots: tuple[int, ...]  # the first node of each tree
    splits: tuple[int, ...]  # the index of the evidence that a node looks at; -1 for a leaf
    bounds: tuple[float, ...]  # strengths up to here go to the left
    rights: tuple[int, ...]  # nodes from here to the right child; 0 for a leaf
    expected: tuple[float, ...]  # log-odds: of a leaf, or the mean of those below, weighted by the examples of each

    @property
    def base(self) -> float:
        """The score of an average stem."""
        return sum(self.expected[root] for root in self.roots)

    def score(self, evidence: Mapping[str, float]) -> float:
        """Return log-odds that a stem is a value.

        Raises:
            KeyError: evidence that the trees look at is missing.

        """
        strengths = [evidence[name] for name in self.names]
        splits, bounds, rights, expected = self.splits, self.bounds, self.rights, self.expected
        score = 0.0
        for root in self.roots:
            node = root
            while (split := splits[node]) >= 0:
                node += 1 if strengths[split] <= bounds[node] else rights[node]
            score += expected[node]
        return score

    def contributions(self, evidence: Mapping[str, float]) -> dict[str, float]:
        """Tell what each evidence adds to the score of an average stem, so that `base` and all of them are the score.

        A split contributes what it changes of what is expected (A. Saabas, "Interpreting random forests", 2014).

        Raises:
            KeyError: evidence that the trees look at is missing.

        """
        strengths = [evidence[name] for name in self.names]
        splits, bounds, rights, expected = self.splits, self.bounds, self.rights, self.expected
        found = [0.0] * len(self.names)
        for root in self.roots:
            node, before = root, expected[root]
            while (split := splits[node]) >= 0:
                node += 1 if strengths[split] <= bounds[node] else rights[node]
                found[split] += expected[node] - before
                before = expected[node]
        return dict(zip(self.names, found, strict=True))


@cache
def fitted() -> Forest:
    """Return the forest that was fitted to traffic of public APIs."""
    data = pkgutil.get_data(__name__, DATA)
    assert data is not None  # a loader that cannot read data
    return msgspec.json.decode(data, type=Forest)
