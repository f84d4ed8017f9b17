"""Exchanges to observations: what each one shows, without the values."""

from inventory.observe.observer import observe, service
from inventory.observe.redaction import redact_path

__all__ = ["observe", "redact_path", "service"]
