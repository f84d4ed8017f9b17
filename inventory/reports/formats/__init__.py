"""Report formats, one plug-in each."""
