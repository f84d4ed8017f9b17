"""What colours say; a word always says the same."""

SEVERITIES = {"error": "bold red", "warning": "yellow", "note": "cyan"}
HEADING = "bold"
ASIDE = "dim"
SERVED = "green"


def of_severity(severity: str) -> str:
    """Return the colour of a severity; "" for any other word."""
    return SEVERITIES.get(severity, "")


def of_status(status: str) -> str:
    """Return the colour of a status, or of what several of them mean together: server errors stand out."""
    first = {one[:1] for one in status.split()}
    return "red" if "5" in first else "yellow" if first == {"4"} else ""


def aside(text: str) -> str:
    """Return the colour of what matters less than what stands beside it."""
    del text
    return ASIDE
