"""Exchanges to observations: what each one shows, without the values."""

from inventory.observe.many import observe_many
from inventory.observe.observer import observe, service
from inventory.observe.redaction import redact_path

__all__ = ["observe", "observe_many", "redact_path", "service"]
