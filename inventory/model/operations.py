"""Declared operations: what OpenAPI descriptions say there is."""

import msgspec


class SourceLine(msgspec.Struct, frozen=True):
    """A place in a description."""

    file: str  # as the user gave it, or relative to that where a reference led
    line: int = 0  # from 1; 0 where unknown
    column: int = 0


class Server(msgspec.Struct, frozen=True):
    """Where a description says that its paths are mounted.

    `url` is as written, made absolute where the description allows. `scheme` and `authority` are "" where the
    description leaves them open (a relative URL, no server at all). Variables without a fixed value stay as `{name}` in
    `authority` and `base_path`, and stand for any value there; an enumerated variable gives one server per value.
    """

    url: str
    scheme: str  # lower case
    authority: str  # lower case, without the default port of the scheme
    base_path: str  # "" or "/v1"; never ends in "/"


class Operation(msgspec.Struct, frozen=True):
    """One Operation Object of a description."""

    method: str  # upper case, or as written in additionalOperations (OpenAPI 3.2)
    path: str  # path template as written, without the server's base path
    servers: tuple[Server, ...]
    source: SourceLine
    operation_id: str = ""
    deprecated: bool = False


class Description(msgspec.Struct, frozen=True):
    """One OpenAPI file that has been read, validated and resolved."""

    file: str  # as the user gave it
    title: str
    version: str  # of the API
    dialect: str  # "2.0", "3.0", "3.1", "3.2"
    servers: tuple[Server, ...]  # of the whole description
    operations: tuple[Operation, ...]  # in the order of the file
    source: SourceLine = SourceLine("")  # where its paths begin
