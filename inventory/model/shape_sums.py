"""Shapes and single values to sums of both, in any order and any parts, within bounds."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2b

from msgspec.structs import replace

from inventory.model.shapes import (
    DEPTH_LIMIT,
    PARTS_LIMIT,
    POINTER_LIMIT,
    SHAPES_LIMIT,
    WORDS_LIMIT,
    Kind,
    Part,
    Shape,
)

LEAST_VALUES = 30  # strings at a place of which the words are kept
LEAST_REPEATS = 3  # times that each of them stood there

ShapeKey = tuple[int, str, str]  # status, role and media type
_Rank = tuple[int, bytes]
_ROOM = 4 * PARTS_LIMIT  # places that are held before those beyond the limit are left


class KindSums:
    """What is summed up for one kind at one place."""

    __slots__ = ("candidates", "count", "formats", "greatest", "least", "words")

    def __init__(self, *, candidates: bool = False) -> None:
        """Begin; `candidates` says whether words may be kept, which is for strings of a capture that is read."""
        self.count = 0
        self.least: int | None = None
        self.greatest: int | None = None
        self.formats: dict[str, int] = {}
        self.words: frozenset[str] | None = None
        self.candidates: dict[str, int] | None = {} if candidates else None

    def widen(self, least: int, greatest: int) -> None:
        """Take in the ends of a range."""
        if self.least is None or least < self.least:
            self.least = least
        if self.greatest is None or greatest > self.greatest:
            self.greatest = greatest

    def add_words(self, counts: Iterable[tuple[str, int]] | None) -> None:
        """Count words that stood there; None where what stood there is no word that could be kept."""
        own = self.candidates
        if own is None or counts is None:
            self.candidates = None
            return
        for word, count in counts:
            own[word] = own.get(word, 0) + count
        if len(own) > WORDS_LIMIT:
            self.candidates = None

    def add(self, kind: Kind) -> None:
        """Take in what was summed up elsewhere; the first of all decides nothing that others do not."""
        first = not self.count
        self.count += kind.count
        if kind.least is not None and kind.greatest is not None:
            self.widen(kind.least, kind.greatest)
        for name, count in kind.formats:
            self.formats[name] = self.formats.get(name, 0) + count
        if first:
            self.words = None if kind.words is None else frozenset(kind.words)
            self.candidates = None if kind.candidates is None else {}
        elif self.words is not None:
            self.words = None if kind.words is None else self.words.union(kind.words)
        if self.words is not None and len(self.words) > WORDS_LIMIT:
            self.words = None
        self.add_words(kind.candidates)

    def kind(self, name: str) -> Kind:
        """Return the sum."""
        words = None if self.words is None else tuple(sorted(self.words))
        candidates = None if self.candidates is None else tuple(sorted(self.candidates.items()))
        formats = tuple(sorted(self.formats.items()))
        return Kind(name, self.count, self.least, self.greatest, formats, words, candidates)


Kinds = dict[str, KindSums]  # by name


class ShapeSums:
    """What is summed up for one shape."""

    __slots__ = ("_beyond", "_places", "count", "cut", "malformed", "unreadable")

    def __init__(self) -> None:
        self.count, self.cut, self.unreadable, self.malformed = 0, 0, 0, 0
        self._places: dict[str, Kinds] = {}
        self._beyond: _Rank | None = None  # the least that was left; None where none was

    def __len__(self) -> int:
        """Return how many places are held."""
        return len(self._places)

    def at(self, pointer: str) -> Kinds | None:
        """Return the sums for a place, to be used before the next place is asked for; None where they are not kept."""
        kinds = self._places.get(pointer)
        if kinds is None:
            if not self._is_kept(pointer):
                return None
            if len(self._places) >= _ROOM:
                self._leave()
                if not self._is_kept(pointer):
                    return None
            kinds = self._places[pointer] = {}
        return kinds

    def add(self, shape: Shape) -> None:
        """Take in a shape."""
        self.count += shape.count
        self.cut += shape.cut
        self.unreadable += shape.unreadable
        self.malformed += shape.malformed
        for part in shape.parts:
            kinds = self.at(part.pointer)
            if kinds is None:
                self.cut += part.count
                continue
            for kind in part.kinds:
                sums = kinds.get(kind.name)
                if sums is None:
                    sums = kinds[kind.name] = KindSums()
                sums.add(kind)

    def shape(self, key: ShapeKey) -> Shape:
        """Return the sum, as that of a status, role and media type."""
        self._leave()
        parts = tuple(
            Part(pointer, tuple(kinds[name].kind(name) for name in sorted(kinds)))
            for pointer, kinds in sorted(self._places.items())
        )
        return Shape(*key, self.count, parts, self.cut, self.unreadable, self.malformed)

    def _is_kept(self, pointer: str) -> bool:
        if len(pointer) > POINTER_LIMIT or pointer.count("/") > DEPTH_LIMIT:
            return False
        return self._beyond is None or _rank(pointer) < self._beyond

    def _leave(self) -> None:
        """Leave the places beyond the limit: those that stay were never left before, as the limit only falls."""
        if len(self._places) > PARTS_LIMIT:
            ranked = sorted(self._places, key=_rank)
            self._beyond = _rank(ranked[PARTS_LIMIT])
            for pointer in ranked[PARTS_LIMIT:]:
                self.cut += sum(kind.count for kind in self._places.pop(pointer).values())


@lru_cache(16_384)
def _rank(pointer: str) -> _Rank:
    """Return what decides which places stay: nothing below a place is before it."""
    return pointer.count("/"), blake2b(pointer.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def merge_shapes(shapes: Iterable[Shape]) -> tuple[Shape, ...]:
    """Add up shapes of the same status, role and media type, in the order of these; the order of input is no matter."""
    groups: dict[ShapeKey, list[Shape]] = {}
    for shape in shapes:
        groups.setdefault(shape.key, []).append(shape)
    return tuple(_merged(key, groups[key]) for key in kept_keys(groups))


def kept_keys(keys: Iterable[ShapeKey]) -> list[ShapeKey]:
    """Return the keys of which shapes are kept for one path, sorted; the same as if fewer had been seen before."""
    found = sorted(keys)
    return found if len(found) <= SHAPES_LIMIT else sorted(sorted(found, key=_key_rank)[:SHAPES_LIMIT])


def _key_rank(key: ShapeKey) -> tuple[bool, bytes]:
    status, role, media_type = key
    return media_type not in ("", "application/json"), blake2b(f"{status} {role} {media_type}".encode()).digest()


def _merged(key: ShapeKey, shapes: list[Shape]) -> Shape:
    if len(shapes) == 1:
        return shapes[0]
    sums = ShapeSums()
    for shape in shapes:
        sums.add(shape)
    return sums.shape(key)


def settled_shapes(shapes: Iterable[Shape]) -> tuple[Shape, ...]:
    """Return shapes of a capture that was read to its end: of the words that may be kept those that are stay."""
    return tuple(replace(shape, parts=tuple(_settled_parts(shape.parts))) for shape in shapes)


def _settled_parts(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        if any(kind.candidates is not None for kind in part.kinds):
            yield Part(part.pointer, tuple(map(_settled, part.kinds)))
        else:
            yield part


def _settled(kind: Kind) -> Kind:
    words = kind.candidates
    if words is None:
        return kind
    repeated = kind.count >= LEAST_VALUES and all(count >= LEAST_REPEATS for _, count in words)
    kept = tuple(word for word, _ in words) if repeated else None
    return Kind(kind.name, kind.count, kind.least, kind.greatest, kind.formats, kept)
