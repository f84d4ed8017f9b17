"""Findings and inventories to text."""

from inventory.reports.rendering import form_of, format_names, render, require

__all__ = ["form_of", "format_names", "render", "require"]
