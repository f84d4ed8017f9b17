"""A correction of an endpoint's template to the command that makes it."""

import shlex

from inventory.cli.options import DATABASE
from inventory.model.corrections import Correction
from inventory.model.endpoints import Endpoint


def correcting_command(endpoint: Endpoint, correction: Correction, *, several: bool, db: str) -> str:
    """Return what a user types to make a correction, for this service alone where the inventory has several."""
    words = ["inventory", "template", correction.kind, correction.template, *correction.words]
    words += [f"--service={endpoint.service}"] * several
    words += [f"--db={db}"] * (db != DATABASE and "://" not in db)  # a URL may hold a password
    return shlex.join(words)
