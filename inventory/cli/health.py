"""How a watch goes to a file that a supervisor looks at."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from inventory.cli.results import replace, writable
from inventory.reports import ascii_json
from inventory.reports.documents import SCHEMA_VERSION, HealthDocument
from inventory.watching import Became, Watcher


class HealthFile:
    """A file that is replaced as a whole whenever it is written."""

    def __init__(self, file: Path) -> None:
        """Check that it can be written; raises UsageError."""
        self._path = writable(str(file))

    def write(self, state: str, watcher: Watcher, unsent: int, error: tuple[str, str] | None) -> str:
        """Write how it goes, with the last error and when that was; return why that failed, or ""."""
        counts, waiting, (message, moment) = watcher.counts, watcher.waiting, error or (None, None)
        document = HealthDocument(
            schema_version=SCHEMA_VERSION,
            state=state,
            written=now(),
            added=counts[Became.ADDED] + counts[Became.GREW],
            known=counts[Became.KNOWN],
            refused=counts[Became.REFUSED],
            missed=counts[Became.MISSED],
            waiting=waiting.files,
            oldest_waiting=round(waiting.oldest, 1),
            unsent=unsent,
            last_error=message,
            last_error_at=moment,
        )
        try:
            replace(self._path, ascii_json.dumps(msgspec.to_builtins(document)), durable=False)
        except OSError as problem:
            return f"the health cannot be written: {problem.strerror}"
        return ""


def now() -> str:
    """Return what time it is, to the second (RFC 3339, UTC)."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
