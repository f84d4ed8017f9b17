"""Those who ask on one path to their counts, within a bound that does not depend on who came first."""

from inventory.endpoints.named import Named, Seen
from inventory.model.askers import ASKERS_LIMIT, FullName, beyond, other

HELD_LIMIT = 4 * ASKERS_LIMIT  # names of one path, before those beyond the limit become one


class Askers:
    """Clients and networks of one path, by status."""

    __slots__ = ("_enough", "named")

    def __init__(self) -> None:
        self.named: dict[FullName, Named] = {}
        self._enough = HELD_LIMIT

    def add(self, name: FullName, seen: Seen) -> bool:
        """Count exchanges of one connection; return whether the name is a new one."""
        named = self.named.get(name)
        if named is None:
            named = self.named[name] = Named()
            named.add(seen)
            if len(self.named) > self._enough:
                self.trim(ASKERS_LIMIT)
            return True
        named.add(seen)
        return False

    def take(self, others: "Askers") -> None:
        """Take over what was counted on another path."""
        for name, named in others.named.items():
            self.named.setdefault(name, Named()).take(named)

    def trim(self, limit: int) -> None:
        """Have all names beyond a limit for each role count for others."""
        for name in beyond(self.named, limit):
            self.named.setdefault(other(name), Named()).take(self.named.pop(name))
        self._enough = max(HELD_LIMIT, 2 * len(self.named))
