"""Small descriptions, written to a file and read; only for tests."""

import json
from pathlib import Path
from typing import Any

from inventory.model.operations import Description, Operation
from inventory.openapi import load

INFO = {"title": "Shop", "version": "1"}
OK: dict[str, Any] = {"200": {"description": "ok"}}


def described(folder: Path, version: str, paths: object, **more: object) -> Description:
    key = "swagger" if version == "2.0" else "openapi"
    file = folder / "api.json"
    file.write_text(json.dumps({key: version, "info": INFO, "paths": paths, **more}), encoding="utf-8")
    (description,) = load([file])
    return description


def only(description: Description) -> Operation:
    (operation,) = description.operations
    return operation


def taking(
    folder: Path, schema: object, version: str = "3.0.3", media_type: str = "application/json", **more: object
) -> Description:
    """One operation, whose request and whose response with status 200 have this schema."""
    content = {"content": {media_type: {"schema": schema}}}
    operation = {"requestBody": content, "responses": {"200": {"description": "ok", **content}}}
    return described(folder, version, {"/a": {"post": operation}}, **more)
