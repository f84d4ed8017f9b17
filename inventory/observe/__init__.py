"""Exchanges to observations: what each one shows, without the values."""

from inventory.observe.fields import cookies_of
from inventory.observe.folds import redact_member
from inventory.observe.forms import form_values
from inventory.observe.json_text import is_malformed, json_value
from inventory.observe.many import observe_many
from inventory.observe.observer import observe, service, values
from inventory.observe.redaction import redact_name, redact_path
from inventory.observe.shaping import Shaper

__all__ = [
    "Shaper",
    "cookies_of",
    "form_values",
    "is_malformed",
    "json_value",
    "observe",
    "observe_many",
    "redact_member",
    "redact_name",
    "redact_path",
    "service",
    "values",
]
