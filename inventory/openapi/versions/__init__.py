"""Versions of the OpenAPI Specification, one plug-in each."""
