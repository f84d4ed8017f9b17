"""Lists of endpoints: in a terminal service by service, elsewhere a whole line for each."""

from collections.abc import Sequence

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult

from inventory.reports.documents import EndpointDocument, EndpointsDocument, RenamedDocument
from inventory.reports.tables.colours import aside, of_status
from inventory.reports.tables.grid import Grid, Title
from inventory.reports.tables.layout import Column, Row
from inventory.reports.tables.lines import UNFOLDED, Sentences
from inventory.reports.wording import counted, minute, safe, some

FORMER_SHOWN = 3  # former templates of one endpoint that a scan names

_COLUMNS = (
    Column("service", least=16), Column("method", least=7), Column("endpoint", least=28), Column("state", rank=1),
    Column("exchanges", right=True), Column("statuses", rank=2, spare=True, style=of_status),
    Column("last seen", rank=3, spare=True, style=aside),
)  # fmt: skip
_RENAMED = (
    Column("service", least=16, rank=1, label="on"), Column("method", least=7), Column("endpoint", least=24),
    Column("formerly", least=24, rank=2, label="formerly", alone=True),
)  # fmt: skip


def shown(document: EndpointsDocument) -> RenderableType:
    """Return the list, and in a terminal what it adds up to."""
    return Listing(document.endpoints, summed=True)


class Listing:
    """Endpoints in their order; those of a service stand below it where lines have an end."""

    def __init__(self, endpoints: Sequence[EndpointDocument], *, summed: bool = False) -> None:
        self._endpoints = endpoints
        self._summed = summed

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        del console
        if not self._endpoints:
            yield Sentences(["No endpoints."])
        elif options.max_width >= UNFOLDED:
            yield Grid(_COLUMNS, [_row(one) for one in self._endpoints])
        else:
            yield self._by_service()

    def _by_service(self) -> RenderableType:
        services: dict[str, list[EndpointDocument]] = {}
        for one in self._endpoints:
            services.setdefault(one.service, []).append(one)
        mixed = any(one.state != "api" for one in self._endpoints)
        parts: list[Title | Row] = []
        for service, members in services.items():
            parts.append(Title(heading(service, members)))
            parts += [_row(one, mixed=mixed)[1:] for one in members]
        total = f"{sums(self._endpoints)}, {counted(len(services), 'service')}"
        return Group(Grid(_COLUMNS[1:], parts, indent=2), Sentences([total] if self._summed else []))


def heading(service: str, endpoints: Sequence[EndpointDocument]) -> str:
    """Name a service, and tell what its endpoints add up to."""
    hosts = {host for one in endpoints for host in one.hosts}
    return safe(service) + f": {sums(endpoints)}" + (f", {counted(len(hosts), 'host')}" if hosts else "")


def sums(endpoints: Sequence[EndpointDocument]) -> str:
    """Count endpoints and their exchanges."""
    exchanges = sum(one.count for one in endpoints)
    return f"{counted(len(endpoints), 'endpoint')}, {counted(exchanges, 'exchange')}"


def renamed(endpoints: Sequence[RenamedDocument]) -> RenderableType:
    """Return endpoints with the templates that they had before."""
    rows = [(one.service, one.method, one.template, some(one.formerly, FORMER_SHOWN)) for one in endpoints]
    return Grid(_RENAMED, [tuple(map(safe, row)) for row in rows])


def _row(one: EndpointDocument, *, mixed: bool = True) -> tuple[str, ...]:
    state = one.state if mixed else ""  # which all have
    return (
        safe(one.service), safe(one.method), safe(one.template), state, f"{one.count:,}", " ".join(one.statuses),
        minute(one.last_seen),
    )  # fmt: skip
