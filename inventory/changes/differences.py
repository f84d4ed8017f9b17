"""Both sides of an endpoint to what a person would want to know of how they differ."""

from collections import Counter
from collections.abc import Iterator, Mapping

from inventory.changes.bodies import bodies
from inventory.changes.sides import Named, Side, Sides
from inventory.changes.telling import differ, is_telling_absence
from inventory.model.growth import Difference

NAMES_TOLD = 5  # of one kind and role; others are counted

_ANY_NAME = frozenset({"{token}", "{others}"})  # names that were not kept, which may have been any

_NEW = (
    ("media-types", "request-media-type", "requests of media type"),
    ("media-types", "response-media-type", "responses of media type"),
    ("parameters", "query", "query parameter"),
    ("parameters", "form", "form field"),
)  # kind of difference, role, words
_NEW_OR_GONE = (
    ("credentials", "authorization", "authorization by"),
    ("clients", "client", "client"),
    ("clients", "network", "network"),
)


def differences(both: Sides) -> tuple[Difference, ...]:
    """Return the differences of an endpoint that are told, by kind as `Difference` has them."""
    found = [*bodies(both), *_credentials(both), *_errors(both), *_statuses(both)]
    for kind, role, words in (*_NEW_OR_GONE, *_NEW):
        found += [Difference(kind, text) for text in _new(both, role, words)]
    for kind, role, words in _NEW_OR_GONE:
        found += [Difference(kind, text) for text in _gone(both, role, words)]
    return tuple(dict.fromkeys(sorted(found, key=lambda one: _ORDER.index(one.kind))))


_ORDER = ("shape", "credentials", "errors", "clients", "statuses", "media-types", "parameters")


def _credentials(both: Sides) -> Iterator[Difference]:
    """Yield that the share of exchanges without any credentials is another one."""
    before, after = both.before.names.get("credentials", {}), both.after.names.get("credentials", {})
    text = _shares(_of("none", before), _of("none", after))
    if text:
        yield Difference("credentials", f"without credentials in {text}")


def _of(name: str, counts: Mapping[str, int]) -> tuple[int, int]:
    return counts.get(name, 0), sum(counts.values())


def _errors(both: Sides) -> Iterator[Difference]:
    """Yield that the share of errors is another one: those of clients and of servers apart."""
    before, after = _by_status(both.before), _by_status(both.after)
    for family, name in ((4, "client errors (4xx)"), (5, "server errors (5xx)")):
        text = _shares(_among(before, family), _among(after, family))
        if text:
            yield Difference("errors", f"{name} in {text}")


def _by_status(side: Side) -> Counter[int]:
    """Count answers by status."""
    counts = Counter[int]()
    for tally in side.tallies:
        counts[tally.status] += tally.count if tally.status else 0
    return counts


def _among(counts: Mapping[int, int], family: int) -> tuple[int, int]:
    return sum(count for status, count in counts.items() if status // 100 == family), sum(counts.values())


def _shares(before: tuple[int, int], after: tuple[int, int]) -> str:
    """Put two shares side by side if they differ: "12 of 40 exchanges (30.0 %), before in 1 of 200 (0.5 %)"."""
    if not differ(*before, *after):
        return ""
    return f"{_share(*after, ' exchanges')}, before in {_share(*before)}"


def _share(count: int, among: int, what: str = "") -> str:
    return f"{count:,} of {among:,}{what} ({100 * count / among:.1f} %)"


def _statuses(both: Sides) -> Iterator[Difference]:
    """Yield the statuses that are new; those of captures that go over an end of the period tell, too."""
    before, after = _by_status(both.before), _by_status(both.after)
    among, now = sum(before.values()), sum(after.values())
    new = {f"{status}": count for status, count in after.items() if count and not before[status]}
    telling = {status: count for status, count in new.items() if is_telling_absence(count, now, among)}
    for text in _told(telling, "status", now, "new", among):
        yield Difference("statuses", text)


def _new(both: Sides, role: str, words: str) -> Iterator[str]:
    """Yield the names that are new in a role."""
    return _told(_absent(both.after, both.before, both.uncertain, role), words, both.after.exchanges, "new",
                 both.before.exchanges)  # fmt: skip


def _gone(both: Sides, role: str, words: str) -> Iterator[str]:
    """Yield the names that are gone from a role."""
    return _told(_absent(both.before, both.after, both.uncertain, role), words, both.before.exchanges, "gone",
                 both.after.exchanges)  # fmt: skip


def _absent(side: Side, other: Side, uncertain: Named, role: str) -> dict[str, int]:
    """Return the names of one side whose absence from the other one tells something.

    Where names of the other side were not kept, nothing is known to be absent.
    """
    there = {*other.names.get(role, ()), *uncertain.get(role, ())}
    if not there.isdisjoint(_ANY_NAME):
        return {}
    return {
        name: count
        for name, count in side.names.get(role, {}).items()
        if name not in there and not name.startswith("{") and is_telling_absence(count, side.exchanges, other.exchanges)
    }


def _told(names: Mapping[str, int], words: str, among: int, verdict: str, other: int) -> Iterator[str]:
    """Yield a line for each of the most frequent names, and one that counts the others."""
    elsewhere = "before" if verdict == "new" else "since"
    most = sorted(names, key=lambda name: (-names[name], name))
    for name in most[:NAMES_TOLD]:
        where = f"in {names[name]:,} of {among:,} exchanges{'' if verdict == 'new' else ' before'}"
        yield f"{words} {name} is {verdict}: {where}, in none of {other:,} {elsewhere}"
    if len(most) > NAMES_TOLD:
        yield f"and {len(most) - NAMES_TOLD:,} more of {words} are {verdict}"
