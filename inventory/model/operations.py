"""Declared operations: what OpenAPI descriptions say there is."""

from collections.abc import Iterable

import msgspec

from inventory.model.contents import base_type
from inventory.model.values import JsonValue, Place

_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}  # by style; a comma in others


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


class SchemaPlace(msgspec.Struct, frozen=True):
    """Where a schema stands: what a `$ref` from anywhere would name it by."""

    uri: str  # absolute, of the file that it stands in; a key of `Schemas.documents`
    place: Place


class Schemas(msgspec.Struct, frozen=True):
    """All files of one description, in which its schemas stand, perhaps with references to each other in circles."""

    dialect: str  # of the description: "2.0", "3.0", "3.1", "3.2"
    documents: dict[str, JsonValue]  # by absolute URI, the description first; its own and all that they refer to


class Parameter(msgspec.Struct, frozen=True):
    """A declared parameter of the path, the query, the header or the cookies.

    Header parameters that OpenAPI ignores (Accept, Content-Type, Authorization) are left out.
    """

    name: str  # as written; names of header fields are the same in any letter case
    location: str  # "path", "query", "header", "cookie"; "querystring" (3.2) for all of the query, without schema
    required: bool
    source: SourceLine
    schema: SchemaPlace | None = None
    style: str = ""  # "simple", "form", "deepObject", …: as OpenAPI says where the description does not
    explode: bool = False
    media_type: str = ""  # of the value, where the description gives it as `content`
    separator: str = ""  # of a Swagger 2.0 collectionFormat: ",", " ", "\t", "|"; "&" for multi

    @property
    def is_repeated(self) -> bool:
        """Tell whether each item of a list is a value of its own, under the same name."""
        if self.location in ("query", "cookie"):
            return self.separator == "&" or (self.explode and not self.separator)
        return False

    @property
    def delimiter(self) -> str:
        """What stands between the items of a list in one value."""
        if self.style == "label":
            return "." if self.explode else ","
        if self.style == "matrix":
            return f";{self.name}=" if self.explode else ","
        return self.separator.replace("&", ",") or _DELIMITERS.get(self.style, ",")


class Content(msgspec.Struct, frozen=True):
    """What a body may be: a media type, or a range of them, and its schema."""

    media_type: str  # lower case, without parameters; may be "application/*" or "*/*"
    schema: SchemaPlace | None = None


class RequestBody(msgspec.Struct, frozen=True):
    """What an operation takes."""

    required: bool
    contents: tuple[Content, ...]
    source: SourceLine


class Response(msgspec.Struct, frozen=True):
    """What an operation answers."""

    status: str  # "200", "4XX" (upper case), "default"
    contents: tuple[Content, ...]  # () where no body is declared
    source: SourceLine


class Credential(msgspec.Struct, frozen=True):
    """A credential that a Security Scheme Object asks for."""

    kind: str  # "header", "query", "cookie" for API keys; "http", "oauth2", "openIdConnect", "mutualTLS"; "" unknown
    name: str  # of the field, parameter or cookie; of an HTTP scheme ("bearer", "basic", in lower case); else ""
    scheme: str  # name of the Security Scheme Object


class Operation(msgspec.Struct, frozen=True):
    """One Operation Object of a description."""

    method: str  # upper case, or as written in additionalOperations (OpenAPI 3.2)
    path: str  # path template as written, without the server's base path
    servers: tuple[Server, ...]
    source: SourceLine
    operation_id: str = ""
    deprecated: bool = False
    parameters: tuple[Parameter, ...] = ()  # its own and those of its path
    request: RequestBody | None = None  # None where no body is declared
    responses: tuple[Response, ...] = ()  # in the order of the file
    security: tuple[tuple[Credential, ...], ...] | None = None  # alternatives, () is "none"; None where nothing is said
    sunset: str = ""  # ISO date after which it is gone, as `x-sunset` says

    @property
    def is_open(self) -> bool:
        """Tell whether the description says that no credential is needed: an empty list, or an empty alternative."""
        return self.security is not None and not all(self.security)

    def response_for(self, status: int) -> Response | None:
        """Return what is declared for a status: for it alone, else for its class (`4XX`), else by `default`."""
        named = {response.status: response for response in self.responses}
        return named.get(str(status)) or named.get(f"{status // 100}XX") or named.get("default")

    def parameter(self, location: str, name: str) -> Parameter | None:
        """Return a declared parameter; names of header fields are the same in any letter case."""
        found = (one for one in self.parameters if one.location == location)
        if location == "header":
            return next((one for one in found if one.name.lower() == name.lower()), None)
        return next((one for one in found if one.name == name), None)


def content_for(contents: Iterable[Content], media_type: str) -> Content | None:
    """Return what is declared for a media type: for it alone, else for its narrowest range.

    Ranges are `application/*+json`, `text/*` and `*/*`. Letter case and parameters of the media type play no part.
    """
    wanted = base_type(media_type)
    fitting = (content for content in contents if _is_in(content.media_type, wanted))
    return min(fitting, key=lambda content: (content.media_type.count("*"), -len(content.media_type)), default=None)


def _is_in(declared: str, media_type: str) -> bool:
    """Tell whether a media type is the declared one, or in that range."""
    if "*" not in declared:
        return declared == media_type
    (family, _, name), (seen_family, _, seen_name) = declared.partition("/"), media_type.partition("/")
    return _fits(family, seen_family) and _fits(name or "*", seen_name)


def _fits(declared: str, seen: str) -> bool:
    """Tell whether one half fits; `*+json` stands for any name that ends so."""
    before, star, after = declared.partition("*")
    if not star:
        return declared == seen
    return seen.startswith(before) and seen[len(before) :].endswith(after)


class Description(msgspec.Struct, frozen=True):
    """One OpenAPI file that has been read, validated and resolved."""

    file: str  # as the user gave it
    title: str
    version: str  # of the API
    dialect: str  # "2.0", "3.0", "3.1", "3.2"
    servers: tuple[Server, ...]  # of the whole description
    operations: tuple[Operation, ...]  # in the order of the file
    source: SourceLine = SourceLine("")  # where its paths begin
    schemas: Schemas = Schemas("", {})
    digest: str = ""  # of what it says, wherever its files are
    credentials: tuple[Credential, ...] = ()  # that its Security Scheme Objects describe
    notes: tuple[str, ...] = ()  # what could not be read of it and was left out, one line each
