"""Capture formats, one plug-in each."""
