"""Description files to descriptions: read, validated, resolved."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol, cast

from openapi_spec_validator.validation.validators import SpecValidator

from inventory import plugins
from inventory.model.operations import Description, Schemas, Server
from inventory.openapi import duplicates
from inventory.openapi.closure import documents_of
from inventory.openapi.folder import Folder
from inventory.openapi.operations import Operations
from inventory.openapi.validation import validate
from inventory.openapi.values import JsonObject, as_object, as_text, shown


class Version(Protocol):
    """What a plug-in in `versions/` offers."""

    DIALECT: str
    VALIDATOR: type[SpecValidator]

    def recognises(self, document: JsonObject) -> bool:
        """Tell a document of this version by its version field."""

    def servers(self, document: JsonObject) -> tuple[Server, ...]:
        """Return where the whole description is mounted."""

    def operations(self, folder: Folder) -> Operations:
        """Return all operations."""


def load(paths: Iterable[Path], *, allow_remote: bool = False) -> tuple[Description, ...]:
    """Read descriptions, each once, in the order given; with `allow_remote`, what they refer to is fetched too.

    Raises DescriptionError for a file that cannot be read, is no OpenAPI description of a known version, does not
    validate, or refers to what is not beside it.
    """
    return tuple(duplicates.without_repeated(_load(path, allow_remote)) for path in dict.fromkeys(paths))


def _load(path: Path, allow_remote: bool) -> Description:
    folder = Folder(path, allow_remote=allow_remote)
    document = as_object(folder.root.value)
    version = _version(folder, document)
    validate(folder, version.VALIDATOR)
    info = as_object(document.get("info"))
    found = version.operations(folder)
    documents, notes = documents_of(folder)
    schemas = Schemas(version.DIALECT, {**documents, **found.documents})
    return Description(
        file=str(path),
        title=shown(as_text(info.get("title"))),
        version=shown(as_text(info.get("version"))),
        dialect=version.DIALECT,
        servers=version.servers(document),
        operations=found.operations,
        source=found.source,
        schemas=schemas,
        digest=hashlib.sha256(json.dumps([version.DIALECT, *schemas.documents.values()]).encode()).hexdigest(),
        notes=(*found.notes, *notes),
        credentials=found.credentials,
    )


def _version(folder: Folder, document: JsonObject) -> Version:
    modules = [cast("Version", module) for module in plugins.load("inventory.openapi.versions").values()]
    found = next((version for version in modules if version.recognises(document)), None)
    if found is not None:
        return found
    known = ", ".join(sorted(version.DIALECT for version in modules))
    written = document.get("openapi", document.get("swagger"))
    if written is None:
        raise folder.root.problem(
            (),
            "is no OpenAPI description: neither `openapi` nor `swagger` says its version",
            hint=f"versions {known} are read",
        )
    key = "openapi" if "openapi" in document else "swagger"
    if not isinstance(written, str):
        raise folder.root.problem(
            (key,), f'the version is not text: write {key}: "{shown(str(written))}"', hint=f"versions {known} are read"
        )
    raise folder.root.problem((key,), f"version {shown(written)} is not known", hint=f"versions {known} are read")
