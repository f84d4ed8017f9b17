"""Recorded traffic to an inventory of API endpoints, compared with what is declared."""

__version__ = "0.1.0"
