"""Endpoints and what captures show of them, for tests of what changes."""

from collections.abc import Iterable, Sequence

from steps import times_of

from inventory import changes
from inventory.changes import Seen
from inventory.endpoints import infer
from inventory.model.captures import CaptureSummary
from inventory.model.evidence import Evidence
from inventory.model.growth import EndpointChanges
from inventory.model.observations import Name, Sighting, Tally, merge_sightings
from inventory.model.periods import Period, shares

SERVICE = "api.example"


def tally(times: Sequence[int], *, status: int = 200, capture: str = "one.pcap") -> Tally:
    """Return the tally of exchanges at some times, in nanoseconds."""
    times = sorted(times)
    outcome = "absent" if status == 404 else "served"
    evidence = tuple(Evidence(time, capture, number + 1, 0) for number, time in enumerate(times[:3]))
    return Tally(status, "api", outcome, len(times), times[0], times[-1], evidence, times_of(times))


def sighting(path: str, *tallies: Tally, names: Iterable[Name] = ()) -> Sighting:
    """Return what was seen of a path."""
    return Sighting(SERVICE, "GET", path, tallies, tuple(names))


def capture(name: str, shown: Iterable[Sighting]) -> CaptureSummary:
    """Return the summary of a capture that shows something."""
    tallies = [tally for one in shown for tally in one.tallies]
    first, last = min(one.first_seen for one in tallies), max(one.last_seen for one in tallies)
    return CaptureSummary(name, name, "pcap", 1, 1, 1, 1, 1, first, last)


Captures = dict[str, list[Sighting]]  # what each shows, by its name


def seen(captures: Captures, period: Period) -> Seen:
    """Sort captures as a report does."""
    found = shares([capture(name, shown) for name, shown in captures.items()], period)
    return Seen(
        [one for share in found if share.is_before for one in captures[share.capture.name]],
        [one for share in found if share.is_within for one in captures[share.capture.name]],
        [(share, captures[share.capture.name]) for share in found if share.is_divided],
    )


def compared(captures: Captures, period: Period, silence: int = changes.SILENCE) -> EndpointChanges:
    """Tell what became of endpoints in a period."""
    endpoints = infer(merge_sightings(one for shown in captures.values() for one in shown))
    shown = seen(captures, period)
    merged = Seen(merge_sightings(shown.before), merge_sightings(shown.within), shown.divided)
    found = changes.sides((one for one in endpoints if one.state == "api"), merged)
    return changes.compare(found, changes.activities(found), silence)
