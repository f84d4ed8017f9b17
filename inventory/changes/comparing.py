"""Endpoints before and after to those that appeared, vanished, woke up or changed."""

from collections.abc import Iterable, Iterator, Mapping

from inventory.changes.absence import Activity, Expected
from inventory.changes.differences import differences
from inventory.changes.sides import Side, Sides
from inventory.model.endpoints import state_of
from inventory.model.growth import Change, Difference, EndpointChanges
from inventory.model.traffic import DAY

SILENCE = 30 * DAY  # nanoseconds that make an endpoint that comes back one that woke up


def compare(found: Iterable[Sides], services: Mapping[str, Activity], silence: int = SILENCE) -> EndpointChanges:
    """Tell what became of endpoints in a period; `services` tell when each service was used.

    An endpoint that was silent for `silence` nanoseconds, while its service was used, woke up when it comes back.
    """
    appeared, vanished, woken, changed = list[Change](), list[Change](), list[Change](), list[Change]()
    quiet = 0
    for one in found:
        activity = services[one.endpoint.service]
        if not _is_alive(one.before):
            appeared += [_within(one)] if _is_alive(one.after) else []
        elif not one.after.count:
            gone = _vanished(one, activity)
            vanished += [gone] if gone is not None else []
            quiet += activity.is_used and gone is None and not activity.before_period(one.before).is_enough
        else:
            woke = _woken(one, activity, silence)
            woken += [woke] if woke is not None else []
            differs = differences(one)
            changed += [_within(one, differences=differs)] if differs else []
    return EndpointChanges(
        tuple(appeared), tuple(vanished), tuple(woken), tuple(changed), tuple(_notices(quiet, services.values()))
    )


def _is_alive(side: Side) -> bool:
    return state_of(side.tallies) == "api"


def _within(one: Sides, *, silent_since: int = 0, differences: tuple[Difference, ...] = (), text: str = "") -> Change:
    """Return what became of an endpoint that was seen in the period."""
    after = one.after
    return Change(one.endpoint, after.count, after.first_seen, after.last_seen, silent_since, differences, text)


def _vanished(one: Sides, activity: Activity) -> Change | None:
    """Return an endpoint that was not seen in the period, if that tells something, and did not before the period."""
    before, expected = one.before, activity.until_end(one.before)
    if not expected.is_enough or activity.before_period(before).is_enough:
        return None
    return Change(one.endpoint, before.count, before.first_seen, before.last_seen, text=_not_seen(expected))


def _woken(one: Sides, activity: Activity, silence: int) -> Change | None:
    """Return an endpoint that comes back after it was silent while its service was used."""
    last, first = one.before.last_seen, one.after.first_seen
    if not last or first - last < silence:
        return None
    expected = activity.between(one.before, first)
    if not expected.is_enough:
        return None
    days = (first - last) // DAY
    return _within(one, silent_since=last, text=f"not seen for {days:,} days: {_not_seen(expected)}")


def _not_seen(expected: Expected) -> str:
    exchanges = f"{expected.others:,} exchange{'' if expected.others == 1 else 's'}"
    return (
        f"none of {exchanges} with its service was with it, where about {expected.exchanges:,.0f} were to be expected"
    )


def _notices(quiet: int, services: Iterable[Activity]) -> Iterator[str]:
    if quiet:
        were = "1 endpoint was" if quiet == 1 else f"{quiet:,} endpoints were"
        yield f"{were} not seen either, but too little was to be expected of what was captured to tell that as vanished"
    used = [one.is_used for one in services]
    if any(used) and not all(used):
        what = "1 service was" if used.count(False) == 1 else f"{used.count(False):,} services were"
        yield f"{what} not seen at all, so nothing is told of what is missing there"
