"""The segments at one place of the tree to those that are names in the API and those that are values.

Every stem gets a score, a weighted sum of the evidence for it; no single number of samples decides. The weights stand
in `weights.py`; `benchmarks/fit_templates.py` finds them and tells how good they are on specifications that they were
not made from.
"""

from collections.abc import Callable, Iterable, Mapping

import msgspec

from inventory.endpoints import weights
from inventory.endpoints.evidence import Place

TELLING = 16  # values at a place from which the reason is told; all others there are alike
REASONS = {
    "words": "many different words",
    "variety": "many different words, few exchanges each",
    "evenness": "no word much more frequent than the others",
    "once": "most words were seen once",
    "beside-values": "numbers or ids at the same place",
    "values-share": "numbers or ids at the same place",
    "after-plural": "a collection before it",
    "shared-calls": "the same calls below as below other words here",
    "calls-alike": "the same calls as other words here",
    "deep-calls-alike": "the same calls below as below other words here",
    "same-calls": "the same calls as other words here",
    "same-calls-words": "the same calls as other words here",
    "call-of-most": "the same calls below as below other words here",
    "calls-as-values": "the same calls as the numbers or ids at the same place",
    "deep-calls-as-values": "the same calls as the numbers or ids at the same place",
    "edited-here": "PUT, PATCH or DELETE on it",
    "put": "PUT, PATCH or DELETE on it",
    "deleted": "PUT, PATCH or DELETE on it",
    "look": "words that look like names of things",
    "looks": "words that look like names of things",
    "hyphen": "words that look like names of things",
    "hyphens": "words that look like names of things",
    "same-shape": "words of one shape",
}


class Weights(msgspec.Struct, frozen=True):
    """A linear scorer; a score above zero says that a stem is a value."""

    bias: float
    weights: dict[str, float]  # by name of the evidence
    means: dict[str, float]  # of the evidence over all places that the weights were made from

    def score(self, evidence: dict[str, float]) -> float:
        """Weigh the evidence for one stem."""
        own = self.weights
        return self.bias + sum([own[name] * strength for name, strength in evidence.items()])

    def contributions(self, evidence: Mapping[str, float]) -> dict[str, float]:
        """Tell what each evidence adds to the score of an average stem."""
        return {name: self.weights[name] * (strength - self.means[name]) for name, strength in evidence.items()}


class Question(msgspec.Struct, frozen=True):
    """A place whose stems are to be judged."""

    service: str
    prefix: tuple[str, ...]  # template segments up to here
    stems: tuple[str, ...]
    place: Place


class Verdict(msgspec.Struct, frozen=True):
    """What was decided about the stems at one place."""

    values: frozenset[str]  # the stems that are values
    reason: str = ""  # why, in words; "" when there are none
    scores: dict[str, float] = msgspec.field(default_factory=dict)  # by stem: log-odds that it is a value


Judge = Callable[[Question], Verdict]

WEIGHTS = Weights(weights.BIAS, weights.WEIGHTS, weights.MEANS)


def judge(question: Question, scorer: Weights = WEIGHTS) -> Verdict:
    """Decide which stems at a place are values."""
    scores: dict[str, float] = {}
    telling: list[dict[str, float]] = []
    for stem in question.stems:
        evidence = question.place.evidence(stem)
        scores[stem] = scorer.score(evidence)
        if scores[stem] > 0 and len(telling) < TELLING:
            telling.append(evidence)
    values = frozenset(stem for stem, score in scores.items() if score > 0)
    return Verdict(values, _reason(telling, scorer), scores)


def _reason(telling: Iterable[Mapping[str, float]], scorer: Weights) -> str:
    """Return in words what speaks most for the values with this evidence; "" where there are none."""
    reasons: dict[str, float] = {}
    for evidence in telling:
        for name, part in scorer.contributions(evidence).items():
            reason = REASONS.get(name.removeprefix("few: "))
            if reason and part > 0:
                reasons[reason] = reasons.get(reason, 0.0) + part
    best = sorted(reasons, key=lambda reason: (-reasons[reason], reason))[:2]
    return " and ".join(best)
