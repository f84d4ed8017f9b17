"""Findings and inventories to text."""

from inventory.reports.rendering import form_of, formats, render, require

__all__ = ["form_of", "formats", "render", "require"]
