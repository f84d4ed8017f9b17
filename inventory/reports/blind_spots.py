"""Captures to lines about what could not be read of them, and of whose traffic."""

from collections.abc import Iterable

from inventory.model.coverage import BLIND
from inventory.reports.documents import CaptureDocument, FateDocument
from inventory.reports.wording import counted, safe, some

BLIND_SHOWN = 3  # hosts with blind spots that are named
PROTOCOLS_SHOWN = 3  # application protocols of one host that are named


def blind(one: CaptureDocument) -> list[str]:
    """Tell what could not be read of a capture, and of whose traffic."""
    lines = [safe(f"{one.name}: blind spot: {line}") for line in unread(one.coverage)]
    for found in one.anomalies:
        size = f", {found.size:,} bytes" if found.size else ""
        example = f" (first: {'frame' if one.format != 'har' else 'entry'} {found.frame})" if found.frame else ""
        lines.append(safe(f"{one.name}: {found.kind}: {found.count:,}{size}{example}: {found.message}"))
    return lines


def unread(coverage: Iterable[FateDocument]) -> list[str]:
    """Sum up by host what was encrypted, lost or could not be read; hosts with the most such bytes first."""
    by_fate: dict[str, list[FateDocument]] = {}
    for found in coverage:
        if found.host is not None and found.fate in BLIND:
            by_fate.setdefault(found.fate, []).append(found)
    lines = []
    for fate in BLIND:
        hosts = sorted(by_fate.get(fate, ()), key=lambda found: (-found.size, found.host))
        if not hosts:
            continue
        shown = ", ".join(f"{found.host} ({_bytes(found.size)}{_spoken(found)})" for found in hosts[:BLIND_SHOWN])
        more = f", and {counted(len(hosts) - BLIND_SHOWN, 'more host')}" if len(hosts) > BLIND_SHOWN else ""
        total, connections = sum(found.size for found in hosts), sum(found.connections for found in hosts)
        lines.append(f"{_bytes(total)} {fate} of {counted(connections, 'connection')}: {shown}{more}")
    return lines


def _spoken(one: FateDocument) -> str:
    """Tell what encrypted connections with a host may have said inside, where they show it."""
    if not one.protocols:
        return ""
    return f"; ALPN {some(one.protocols, PROTOCOLS_SHOWN)}"


def _bytes(size: int) -> str:
    """Write a number of bytes for people."""
    for unit, scale in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= scale:
            return f"{size / scale:.1f} {unit}"
    return f"{size} bytes"
