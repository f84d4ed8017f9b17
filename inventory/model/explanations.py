"""Explanations: why a segment of a path template is what it is, and what would change it."""

import msgspec

from inventory.model.corrections import Correction


class Sign(msgspec.Struct, frozen=True):
    """One thing that anybody can check in the captures, and what it says."""

    text: str  # a phrase with figures
    weight: float  # log-odds that it adds to those of an average word: above zero for a value, below for a name


class Example(msgspec.Struct, frozen=True):
    """A value, as far as it may be shown: its type or its outline."""

    shown: str
    count: int  # exchanges


class Explanation(msgspec.Struct, frozen=True):
    """Why one segment of a template is what it is.

    `basis` is "evidence" (weighed), "type" (of all values), "form" (of a name), "correction", "protocol", "files"
    (a tree of them), "bound" (too many paths) or "unserved" (nothing here was served, so nothing is known).
    """

    segment: str  # as the template has it
    verdict: str  # "name" or "parameter"
    basis: str
    text: str  # one phrase
    confidence: float | None = None  # that the verdict is right, from 0 to 1; None where nothing was weighed
    signs: tuple[Sign, ...] = ()  # strongest first
    examples: tuple[Example, ...] = ()  # of values
    changes: tuple[str, ...] = ()  # conditions with which the verdict would be another: each was tried
    correction: Correction | None = None  # what would make the verdict, or the name of the parameter, another
