"""OpenAPI files to operations."""

from collections.abc import Iterable
from pathlib import Path

from inventory.model.operations import Description
from inventory.openapi.duplicates import told
from inventory.openapi.quoting import excerpts
from inventory.openapi.servers import server_of_url

__all__ = ["excerpts", "load", "server_of_url", "told"]


def load(paths: Iterable[Path], *, allow_remote: bool = False) -> tuple[Description, ...]:
    """Read descriptions, each once, in the order given; with `allow_remote`, what they refer to is fetched too.

    Raises DescriptionError for a file that cannot be read, is no OpenAPI description of a known version, does not
    validate, or refers to what is not beside it.
    """
    from inventory.openapi import loader  # noqa: PLC0415 - takes a while to import; judging needs none of it

    return loader.load(paths, allow_remote=allow_remote)
