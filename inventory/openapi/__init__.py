"""OpenAPI files to operations."""

from inventory.openapi.duplicates import told
from inventory.openapi.loader import load
from inventory.openapi.servers import server_of_url

__all__ = ["load", "server_of_url", "told"]
