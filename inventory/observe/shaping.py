"""Values of the exchanges on each path to shapes, within one bound for a capture."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from hashlib import blake2b

from inventory.model.contents import is_json
from inventory.model.observations import Values
from inventory.model.shape_sums import ShapeKey, ShapeSums, kept_keys
from inventory.model.shapes import CAPTURE_PARTS_LIMIT, PARTS_LIMIT, SHAPES_LIMIT, Shape
from inventory.observe import forms, parameters
from inventory.observe.folds import fold
from inventory.observe.json_text import is_malformed, json_value
from inventory.observe.kind import media_type

PENDING_LIMIT = 2_097_152  # bytes of values that wait to be folded, roughly
ITEM_COST = 256  # bytes that a value counts for besides its own


class Shaper:
    """Makes the shapes of one capture.

    Where they have too many places together, the paths with the least hash keep theirs, and others have none: which
    these are is the same in any order, as shapes only grow.
    """

    def __init__(self, limit: int = CAPTURE_PARTS_LIMIT) -> None:
        self._limit = limit
        self._paths: list[PathShapes] = []
        self._waiting: dict[PathShapes, None] = {}
        self._pending = 0  # bytes
        self._size = 0  # places
        self._beyond: bytes | None = None  # the least rank of a path that has none

    @property
    def strained(self) -> bool:
        """Tell whether not all paths keep their shapes."""
        return self._beyond is not None

    def begin(self, service: str, method: str, path: str) -> "PathShapes":
        """Return the shapes of a path, none yet."""
        rank = blake2b(f"{service} {method} {path}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
        shapes = PathShapes(self, rank)
        if self._beyond is None or rank < self._beyond:
            self._paths.append(shapes)
        else:
            shapes.close()
        return shapes

    def settle(self) -> None:
        """Fold all values that wait, and keep to the limit."""
        waiting, self._waiting, self._pending = self._waiting, {}, 0
        for shapes in waiting:
            self._size += shapes.settle()
            if self._size > 2 * self._limit:
                self._close()
        self._close()

    def wait(self, shapes: "PathShapes", size: int) -> None:
        """Take note of values that wait to be folded."""
        self._waiting[shapes] = None
        self._pending += size
        if self._pending > PENDING_LIMIT:
            self.settle()

    def _close(self) -> None:
        if self._size <= self._limit:
            return
        self._paths.sort(key=lambda one: one.rank)
        kept, total = 0, 0
        while kept < len(self._paths) and total + self._paths[kept].size <= self._limit:
            total += self._paths[kept].size
            kept += 1
        if kept < len(self._paths):
            self._beyond = self._paths[kept].rank
            for shapes in self._paths[kept:]:
                shapes.close()
            del self._paths[kept:]
        self._size = total


class PathShapes:
    """The shapes of one method on one path while a capture is read."""

    __slots__ = ("_closed", "_pending", "_shaper", "_sums", "rank")

    def __init__(self, shaper: Shaper, rank: bytes) -> None:
        self._shaper = shaper
        self.rank = rank
        self._pending: dict[ShapeKey, Counter[Hashable]] = {}
        self._sums: dict[ShapeKey, ShapeSums] = {}
        self._closed = False

    @property
    def size(self) -> int:
        """Places that count for the limit of all; it never falls."""
        return sum(min(len(sums), PARTS_LIMIT) + 1 for sums in self._sums.values())

    def add(self, status: int, values: Values) -> None:
        """Take values that exchanges with one status carried."""
        if self._closed:
            return
        if values.requests or values.requests_cut:
            self._add_bodies(status, "request", values.request_type, values.requests, values.requests_cut)
        if values.responses or values.responses_cut:
            self._add_bodies(status, "response", values.response_type, values.responses, values.responses_cut)
        for role, found in (("query", values.queries), ("header", values.fields), ("cookie", values.cookies)):
            if found:
                self._wait((status, role, ""), found, ITEM_COST * len(found))

    def take(self, other: "PathShapes") -> None:
        """Take over what stood on another path."""
        other.settle()
        if other._closed:
            self.close()
        elif not self._closed:
            for key, sums in other._sums.items():
                self._at(key).add(sums.shape(key))
            self._shaper.wait(self, 0)
        other.close()

    def shapes(self) -> tuple[Shape, ...]:
        """Return the shapes, by status, role and media type, when all values are settled."""
        return tuple(self._sums[key].shape(key) for key in kept_keys(self._sums))

    def settle(self) -> int:
        """Fold the values that wait; return how many places are held more than before."""
        before = self.size
        pending, self._pending = self._pending, {}
        for key, found in pending.items():
            _fold(self._at(key), key[1], found)
        if len(self._sums) > 2 * SHAPES_LIMIT:
            self._sums = {key: self._sums[key] for key in kept_keys(self._sums)}
        return self.size - before

    def close(self) -> None:
        """Keep nothing any more."""
        self._closed = True
        self._pending.clear()
        self._sums.clear()

    def _add_bodies(self, status: int, role: str, field: str, found: Sequence[bytes], cut: int) -> None:
        kind = media_type(field)
        if not kind:
            return
        key = (status, role, kind)
        if cut:
            self._at(key).unreadable += cut
        if is_json(kind):
            self._wait(key, found, sum(map(len, found)) + ITEM_COST * len(found))
        else:
            self._wait(key, [(field, content) for content in found], sum(map(len, found)) + ITEM_COST * len(found))

    def _wait(self, key: ShapeKey, found: Iterable[Hashable], size: int) -> None:
        pending = self._pending.get(key)
        if pending is None:
            pending = self._pending[key] = Counter()
        pending.update(found)
        self._shaper.wait(self, size)

    def _at(self, key: ShapeKey) -> ShapeSums:
        sums = self._sums.get(key)
        if sums is None:
            sums = self._sums[key] = ShapeSums()
        return sums


def _fold(sums: ShapeSums, role: str, found: "Counter[Hashable]") -> None:
    """Fold values, each of which was there so many times."""
    read = _READERS.get(role, _body)
    alike: dict[int, list[object]] = defaultdict(list)
    for sent, count in found.items():
        try:
            alike[count].append(read(sent))
        except (ValueError, RecursionError):
            if isinstance(sent, bytes) and is_malformed(sent):
                sums.malformed += count
            else:
                sums.unreadable += count
    for count, values in alike.items():
        fold(sums, values, count)


def _body(sent: object) -> object:
    """Read JSON or a form; raises ValueError or RecursionError where it is neither."""
    if isinstance(sent, bytes):
        return json_value(sent)
    assert isinstance(sent, tuple)
    field, content = sent
    return parameters.of_pairs(forms.field_values(field, content))


def _pairs(sent: object) -> object:
    assert isinstance(sent, tuple)
    return parameters.of_pairs(sent)


def _query(sent: object) -> object:
    assert isinstance(sent, str)
    return parameters.of_query(sent)


_READERS = {"query": _query, "header": _pairs, "cookie": _pairs}
