"""A plug-in folder to its plug-ins: one module is one plug-in, named after its file."""

import importlib
import pkgutil
from functools import cache
from types import ModuleType


@cache
def load(package: str) -> dict[str, ModuleType]:
    """Return the plug-ins of `package` by name, in the order of their names.

    A plug-in's one name everywhere is its file name with dashes: `undocumented_endpoint.py` is
    `undocumented-endpoint`. Modules that begin with an underscore are no plug-ins.
    """
    folder = importlib.import_module(package)
    names = sorted(found.name for found in pkgutil.iter_modules(folder.__path__) if not found.name.startswith("_"))
    return {name.replace("_", "-"): importlib.import_module(f"{package}.{name}") for name in names}
