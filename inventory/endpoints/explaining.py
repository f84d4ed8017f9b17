"""Sightings of one service to why the templates of its endpoints are what they are."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import exp
from typing import NamedTuple, cast
from urllib.parse import unquote

import msgspec

from inventory.endpoints.conditions import Trial
from inventory.endpoints.corrections import FIXED, by_service
from inventory.endpoints.infer import is_call, names_of, placed, settle_service
from inventory.endpoints.judge import Judge, Question, Verdict, judge
from inventory.endpoints.naming import Surroundings, parameter_name
from inventory.endpoints.settling import FILE_PATH
from inventory.endpoints.signs import Subject, counted, signs
from inventory.endpoints.targets import CATCH_ALL
from inventory.endpoints.template import Values, template
from inventory.endpoints.tree import PLACEHOLDER, Node
from inventory.errors import UsageError
from inventory.model.corrections import PARAMETER, Correction, require_sound, segments_of
from inventory.model.endpoints import Endpoint
from inventory.model.explanations import Example, Explanation
from inventory.model.observations import Sighting
from inventory.model.segments import split

EXAMPLES = 3  # values of one parameter that are shown
COMMAND_LIMIT = 1_000  # characters of a template that anyone would copy
OUTLINED = 3  # signs of a word from which on its first and last are shown


class _Asked(NamedTuple):
    """What the judge was asked about a place, and what it said."""

    question: Question
    verdict: Verdict


class _Segment(NamedTuple):
    """A segment of a template, and where it stands."""

    before: tuple[str, ...]  # segments of the template
    name: str  # as the template has it
    target: str  # as it was settled
    prefix: tuple[str, ...]  # settled segments before it
    node: Node | None  # the place; None where nothing was served
    kept: bool  # a correction says that it is a name
    call: bool  # the path is that of a gRPC method


class Explainer:
    """Explains the endpoints of one service from all its sightings, as they were inferred.

    `service` is the one that several hosts count for; "" where the sightings are of one host.
    """

    def __init__(
        self,
        sightings: Sequence[Sighting],
        corrections: Iterable[Correction] = (),
        judge: Judge = judge,
        service: str = "",
    ) -> None:
        service = service or sightings[0].service
        self._asked: dict[tuple[str, ...], tuple[Question, Verdict]] = {}
        self._judge = judge
        self._sightings = sightings
        self._corrections = by_service(corrections)(*names_of(service, sightings))
        self._settled = settle_service(service, sightings, self._corrections, self._record)
        self._explained: dict[_Segment, Explanation] = {}

    def explain(self, endpoint: Endpoint) -> tuple[Explanation, ...]:
        """Return why each segment of the endpoint's template is what it is, in their order."""
        found = list(self._find(endpoint))
        for segment in found:
            if segment not in self._explained:
                self._explained[segment] = self._explain(segment)
        return tuple(self._explained[segment] for segment in found)

    def _explain(self, segment: _Segment) -> Explanation:
        values = self._settled.places.get((*segment.prefix, segment.target)) or Values({}, {}, "")
        told = _told(segment)
        stems = self._stems(segment) if told is None else []
        if told is None and not stems:
            told = _of_form(segment, values)
        if told is not None:
            return msgspec.structs.replace(told, examples=_examples(values))
        return self._judged(segment, stems, values)

    def _record(self, question: Question) -> Verdict:
        verdict = self._judge(question)
        self._asked[question.prefix] = question, verdict
        return verdict

    def _find(self, endpoint: Endpoint) -> Iterator[_Segment]:
        """Yield the segments of a template, where most of its exchanges were placed."""
        root, paths, places = self._settled
        own, counts = set(endpoint.paths), Counter[tuple[tuple[str, ...], tuple[int, ...], bool]]()
        for sighting, path in zip(self._sightings, paths, strict=True):
            if sighting.method == endpoint.method and sighting.path in own:
                place = placed(root, path), tuple(sorted(path.kept)), is_call(sighting)
                counts[place] += sum(tally.count for tally in sighting.tallies)
        targets, kept, call = min(counts, key=lambda place: (-counts[place], place))
        names, node = segments_of(template(targets, places, self._corrections.names)[0]), cast("Node | None", root)
        for index, (name, target) in enumerate(zip(names, targets, strict=True)):
            yield _Segment(names[:index], name, target, targets[:index], node, index in kept, call)
            node = node.children.get(target) if node is not None else None

    def _stems(self, segment: _Segment) -> list[str]:
        """Return the stems that a segment stands for, as they were judged; none where all have a type."""
        if segment.prefix not in self._asked or segment.node is None:
            return []
        question, verdict = self._asked[segment.prefix]
        own = {split(one).stem for one, target in segment.node.targets.items() if target == segment.target}
        return [
            stem for stem in question.stems if stem in own and (stem in verdict.values or "{" not in segment.target)
        ]

    def _judged(self, segment: _Segment, stems: list[str], values: Values) -> Explanation:
        """Explain a segment about which the judge decided."""
        question, verdict = self._asked[segment.prefix]
        items = question.place.items
        is_value = "{" in segment.target
        chances = [1 / (1 + exp(-verdict.scores[stem])) for stem in stems if stem in verdict.scores]
        likely = sum(chances) / len(chances) if chances else None
        best = min(stems, key=lambda stem: (-items[stem].count, stem))
        below = segment.node.children[segment.target].targets if segment.node is not None else {}
        head = "its most frequent word would be a name" if len(stems) > 1 else "it would be a name"
        return Explanation(
            segment=segment.name,
            verdict="parameter" if is_value else "name",
            basis="evidence",
            text=_decided(question, verdict, stems),
            confidence=likely if likely is None or is_value else 1 - likely,
            signs=signs(Subject(question.place, stems, below)),
            examples=_examples(values),
            changes=tuple(
                f"{head if is_value else 'it would be a parameter'} {condition}"
                for condition in Trial(question, best, self._judge).conditions()
            ),
            correction=_split(segment) if is_value else _set(segment),
        )


def _told(segment: _Segment) -> Explanation | None:
    """Explain a segment about which the judge was not asked; None where it may have been."""
    node = segment.node.children.get(segment.target) if segment.node is not None else None
    named = node is not None and node.named
    if FIXED in segment.target or segment.kept or (named and not segment.call):
        basis, text = "correction", "a correction says so: see `inventory template list`"
    elif segment.target == FILE_PATH:
        basis, text = "files", "paths of several depths that end as those of files do"
    elif segment.target == CATCH_ALL:
        basis, text = "bound", "more paths than are kept apart"
    elif node is None:
        basis, text = "unserved", "nothing here was ever served, and nothing else shapes templates"
    elif named:
        basis, text = "protocol", "the name of a gRPC service or method"
    else:
        return None
    return Explanation(segment.name, "parameter" if "{" in segment.target else "name", basis, text)


def _of_form(segment: _Segment, values: Values) -> Explanation:
    """Explain a segment that needs no judge."""
    if "{" not in segment.target:
        text = "versions, words with a mark, qualified names and words such as `me` are names by their form"
        return Explanation(segment.name, "name", "form", text, correction=_set(segment))
    return Explanation(segment.name, "parameter", "type", _of_types(values), correction=_name(segment))


def _of_types(values: Values) -> str:
    kinds = Counter[str]()
    for segment, count in values.types.items():
        kinds[" and ".join(PLACEHOLDER.findall(segment)) or "string"] += count
    told = ", ".join(f"{kind} in {counted(kinds[kind])}" for kind in sorted(kinds, key=lambda one: (-kinds[one], one)))
    return f"all its values have a type by their form: {told}" if kinds else "a value is a part of it"


def _decided(question: Question, verdict: Verdict, stems: list[str]) -> str:
    """Say what was judged, and about how many of the words at the place."""
    everything, typed = len(question.stems), sum(item.count for item in question.place.values.values())
    if stems[0] in verdict.values:
        also = f", beside {counted(typed)} with numbers or ids" if typed else ""
        return f"{_part(len(stems), everything)} judged to be {'values' if len(stems) > 1 else 'a value'}{also}"
    names = everything - len(verdict.values)
    return f"judged to be a name, as {_part(names, everything)}" if everything > 1 else "judged to be a name"


def _part(number: int, everything: int) -> str:
    if number < everything:
        return f"{number:,} of the {everything:,} words here"
    return f"all {number:,} words here" if number > 2 else "both words here" if number > 1 else "the one word here"


def _examples(values: Values) -> tuple[Example, ...]:
    shown = [
        (count, segment, outline(segment) if segment in values.words else segment)
        for segment, count in (values.types | values.words).items()
    ]
    best = sorted(shown, key=lambda one: (-one[0], one[1]))[:EXAMPLES]
    return tuple(Example(text, count) for count, _, text in best)


def outline(word: str) -> str:
    """Show of a word only its ends and its length: `m…s (11 letters)`."""
    text = unquote(word)
    first, last = (text[0], text[-1]) if len(text) > OUTLINED and text[0].isalnum() and text[-1].isalnum() else ("", "")
    return f"{first}…{last} ({len(text):,} {'letters' if text.isalpha() else 'characters'})"


# -- corrections -------------------------------------------------------------------------------------------------------


def _name(segment: _Segment) -> Correction | None:
    return _sound("name", (*segment.before, segment.name), ("NAME",))


def _split(segment: _Segment) -> Correction | None:
    return _sound("split", (*segment.before, segment.name))


def _set(segment: _Segment) -> Correction | None:
    taken = set(PARAMETER.findall("/".join(segment.before)))
    name = parameter_name(Surroundings(segment.before), ["string"], taken)
    return _sound("set", (*segment.before, f"{{{name}}}"))


def _sound(kind: str, segments: tuple[str, ...], words: tuple[str, ...] = ()) -> Correction | None:
    """Return a correction that may be made, if it may."""
    one = Correction(kind, "", "", "/" + "/".join(segments), words)
    try:
        require_sound(one)
    except UsageError:
        return None
    return one if len(one.template) <= COMMAND_LIMIT else None
