"""Functions of text to the same functions that remember short texts: what remembers long ones is no bound of memory."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

SHORT = 512  # characters of a text that is remembered

P = ParamSpec("P")
R = TypeVar("R")


def remember(count: int) -> Callable[[Callable[Concatenate[str, P], R]], Callable[Concatenate[str, P], R]]:
    """Make a function remember what it returned for the last `count` texts of up to SHORT characters."""

    def remembering(function: Callable[Concatenate[str, P], R]) -> Callable[Concatenate[str, P], R]:
        remembered = cast("Callable[Concatenate[str, P], R]", lru_cache(count)(function))

        @wraps(function)
        def call(text: str, /, *args: P.args, **kwargs: P.kwargs) -> R:
            return (remembered if len(text) <= SHORT else function)(text, *args, **kwargs)

        return call

    return remembering
