"""Findings and inventories to text."""

from inventory.reports.rendering import formats, render

__all__ = ["formats", "render"]
