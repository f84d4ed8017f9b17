"""Points in time, and in the growth of an inventory, to what of a capture belongs before them and after them."""

from collections.abc import Iterable, Mapping

import msgspec

from inventory.model.captures import CaptureSummary

NOTHING, EVERYTHING = 0, 2**63 - 1  # limits of captures that are after a point, and before it, as a whole


class Point(msgspec.Struct, frozen=True):
    """A point in time; or with `known` one in the growth of an inventory, whatever the times of its captures are."""

    asked: str  # as the user gave it
    time: int = 0  # nanoseconds since 1970 (UTC); 0 where `known` tells
    is_last: bool = False  # what happened at that very time is before it, as with the end of a capture
    known: Mapping[str, int] | None = None  # the captures by then, by digest, each with its last_seen at that time
    made_at: int = 0  # when the report was made that remembers it; 0 where none does

    @property
    def end(self) -> int:
        """The last nanosecond before it, as far as its captures or its time tell."""
        if self.known is not None:
            return max(self.known.values(), default=0)
        return self.time if self.is_last else self.time - 1

    def limit(self, capture: CaptureSummary) -> int:
        """Return the time until which what a capture shows is before this point, or `NOTHING` or `EVERYTHING`.

        A capture of which no time is known is before every time.
        """
        if self.known is None:
            end = self.end
        elif capture.digest in self.known:
            end = self.known[capture.digest]
        else:
            return NOTHING
        if capture.last_seen <= end:
            return EVERYTHING
        return NOTHING if capture.first_seen > end else end


class Period(msgspec.Struct, frozen=True):
    """What is after a point and until another one; without the first since ever, without the second until now."""

    since: Point | None = None
    until: Point | None = None


class Share(msgspec.Struct, frozen=True):
    """What of a capture is before a period and in it: exchanges until `before`, and those after it until `until`."""

    capture: CaptureSummary
    before: int  # at most `until`
    until: int

    @property
    def is_before(self) -> bool:
        """Whether all of it is before the period."""
        return self.before == EVERYTHING

    @property
    def is_within(self) -> bool:
        """Whether all of it is in the period."""
        return self.before == NOTHING and self.until == EVERYTHING

    @property
    def is_divided(self) -> bool:
        """Whether it goes over an end of the period."""
        return not self.is_before and not self.is_within


def shares(captures: Iterable[CaptureSummary], period: Period) -> tuple[Share, ...]:
    """Return the captures that began by the end of a period, with what of them is before it and in it."""
    found = []
    for one in captures:
        until = period.until.limit(one) if period.until is not None else EVERYTHING
        before = period.since.limit(one) if period.since is not None else NOTHING
        if until != NOTHING:
            found.append(Share(one, min(before, until), until))
    return tuple(found)
