"""Counts before and after to whether a difference tells something, or may as well be chance."""

from math import erfc, exp, lgamma, sqrt

LEAST_EXPECTED = 5.0  # exchanges that must have been expected where the absence of all of them tells something
LEAST_DIFFERENCE = 0.05  # of two shares
MOST_CHANCE = 0.001  # that shares of the same traffic differ as much
_FEW = 10.0  # expected counts below which the normal distribution is too coarse


def is_telling_absence(count: int, among: int, other: int) -> bool:
    """Tell whether none of `other` exchanges says something, next to `count` of `among` elsewhere."""
    return among > 0 and count * other >= LEAST_EXPECTED * among


def differ(count: int, among: int, other_count: int, other_among: int) -> bool:
    """Tell whether two shares differ, by so much that somebody would care and so clearly that it is no chance."""
    if not among or not other_among or abs(count / among - other_count / other_among) < LEAST_DIFFERENCE:
        return False
    return chance(count, among, other_count, other_among) < MOST_CHANCE


def chance(count: int, among: int, other_count: int, other_among: int) -> float:
    """Return how likely shares of the same traffic differ as much as these or more, to either side.

    It is Fisher's exact test where counts are small, else the test by the normal distribution.
    """
    total, hits = among + other_among, count + other_count
    if min(among, other_among) * min(hits, total - hits) < _FEW * total:
        return _exact(count, among, hits, total)
    share = hits / total
    deviation = sqrt(share * (1 - share) * (1 / among + 1 / other_among))
    return erfc(abs(count / among - other_count / other_among) / deviation / sqrt(2))


def _exact(count: int, among: int, hits: int, total: int) -> float:
    """Add up the chances of all that is no more likely than what was seen (hypergeometric distribution)."""

    def logarithm(value: int) -> float:
        return _choose(hits, value) + _choose(total - hits, among - value) - _choose(total, among)

    seen = logarithm(count)
    possible = map(logarithm, range(max(0, among + hits - total), min(among, hits) + 1))
    return min(sum(exp(one) for one in possible if one <= seen + 1e-7), 1.0)


def _choose(among: int, some: int) -> float:
    """Return the logarithm of the number of ways to choose some things."""
    return lgamma(among + 1) - lgamma(some + 1) - lgamma(among - some + 1)
