"""A judged place to the signs that decided, in words and figures that anybody can check in the captures."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from inventory.endpoints.evidence import Item, Place
from inventory.endpoints.forest import Forest, fitted
from inventory.endpoints.lexicon import familiar, providers
from inventory.endpoints.people import SURE, person
from inventory.model.codes import LANGUAGES
from inventory.model.explanations import Sign
from inventory.model.words import RESERVED, is_plural, is_prefix, is_verb

SAMPLE = 200  # stems of one place whose evidence is looked at
SHOWN = 3  # calls or types that are named in one sign

_FEATURES = {
    "capitals": re.compile(r"[A-Z]"), "digits": re.compile(r"\d"), "hyphens": re.compile("-"),
    "underscores": re.compile("_"), "dots": re.compile(r"\."), "another script": re.compile(r"%|[^\x00-\x7f]"),
}  # fmt: skip
_EDITING = ("PUT", "PATCH", "DELETE")


class Subject(NamedTuple):
    """Stems that one template segment stands for, at their place."""

    place: Place
    stems: Collection[str]
    ways: Mapping[str, str]  # segments below them, as paths and as templates have them

    @property
    def items(self) -> list[Item]:
        """What is known of the stems."""
        return [self.place.items[stem] for stem in self.stems]

    @property
    def alone(self) -> bool:
        """Tell whether no other word stands at the place."""
        return len(self.place.items) == 1

    def part(self, test: Callable[[str], object]) -> str:
        """Say how many of the stems pass a test; "" for none."""
        passing = sum(bool(test(stem)) for stem in self.stems)
        if len(self.stems) == 1:
            return "it" if passing else ""
        if passing == len(self.stems):
            return f"all {passing:,} words" if passing > 2 else "both words"
        return f"{passing:,} of {len(self.stems):,} words" if passing else ""


def signs(subject: Subject, scorer: Forest | None = None) -> tuple[Sign, ...]:
    """Return what decided about some stems, strongest first; of many stems some are looked at."""
    sample = sorted(subject.stems, key=lambda stem: (-subject.place.items[stem].count, stem))[:SAMPLE]
    scorer = scorer or fitted()
    by_teller: dict[Callable[[Subject], str], float] = defaultdict(float)
    for stem in sample:
        for name, weight in scorer.contributions(subject.place.evidence(stem)).items():
            by_teller[TELLERS[name]] += weight / len(sample)
    by_text: dict[str, float] = defaultdict(float)
    for teller, weight in by_teller.items():
        by_text[teller(subject)] += weight
    found = [Sign(text, round(weight, 2)) for text, weight in by_text.items()]
    return tuple(sorted(found, key=lambda one: (-abs(one.weight), one.text)))


def _number(subject: Subject) -> str:
    counts = [item.count for item in subject.place.items.values()]
    if subject.alone:
        return f"no other word here ({counted(counts[0])})"
    once = counts.count(1)
    also = f", {once:,} of them once" if once else ""
    return f"{len(counts):,} different words in {counted(sum(counts))}{also}"


def _frequency(subject: Subject) -> str:
    if subject.alone:
        return _number(subject)
    counts = [item.count for item in subject.items]
    total = counted(sum(item.count for item in subject.place.items.values()))
    if len(counts) == 1:
        return f"{counts[0]:,} of {total} with words here go to it"
    return f"the most frequent of its words has {max(counts):,} of {total}"


def _beside(subject: Subject) -> str:
    values = subject.place.values
    if not values:
        return "no numbers or ids at the same place"
    count = counted(sum(item.count for item in values.values()))
    return f"numbers or ids at the same place: {_listed(kind.strip('{}') for kind in sorted(values))} in {count}"


def _before(subject: Subject) -> str:
    _, before, depth = subject.place.setting
    if not depth:
        return "at the beginning of the path"
    if not before:
        return "a parameter before it"
    what = "neither a collection nor an action"
    for test, is_so in (
        (is_prefix, "only the beginning of an API"),
        (is_plural, "a collection"),
        (is_verb, "an action"),
    ):
        if test(before):
            what = is_so
            break
    return f"`{before}` before it is {what}"


def _above(subject: Subject) -> str:
    methods = [method for method in ("GET", "POST") if method in subject.place.setting.node.methods]
    return f"{' and '.join(methods) or 'neither GET nor POST'} on the path before it"


def _looks(subject: Subject) -> str:
    if part := subject.part(lambda stem: "{" in stem):
        return f"a value is a part of {part}"
    features = {name: part for name, feature in _FEATURES.items() if (part := subject.part(feature.search))}
    if not features:
        return "small letters alone"
    if len(subject.stems) == 1:
        return f"written with {_listed(features)}"
    return "written " + _listed(f"with {name} ({part})" for name, part in features.items())


def _meaning(subject: Subject) -> str:
    told = {
        "plural": subject.part(is_plural),
        "action": subject.part(is_verb),
        "name that many APIs use": subject.part(lambda stem: stem.lower() in RESERVED),
    }
    if not any(told.values()):
        return "no plural, no action, and no name that many APIs use"
    if len(subject.stems) == 1:
        return "a word that is " + " and ".join(
            f"{'an' if one == 'action' else 'a'} {one}" for one in told if told[one]
        )
    return f"{_listed(f'{name}s ({part})' for name, part in told.items() if part)} among them"


def _known(subject: Subject) -> str:
    if known := subject.part(providers):
        if len(subject.stems) == 1:
            return f"a name in {providers(*subject.stems):,} other public APIs"
        return f"names in other public APIs: {known}"
    if parts := subject.part(lambda stem: familiar(stem) == 1.0):
        return f"made of words that names in other public APIs are made of: {parts}"
    return "no name in several other public APIs"


def _known_here(subject: Subject) -> str:
    if subject.alone:
        return _known(subject)
    every = subject.place.items
    known = sum(providers(stem) > 0 for stem in every)
    parts = sum(familiar(stem) == 1.0 for stem in every)
    return f"of {len(every):,} words here {known:,} are names in other public APIs, and {parts:,} made of words of such"


def _people(subject: Subject) -> str:
    if part := subject.part(lambda stem: person(stem) >= SURE):
        return f"made of names of people: {part}"
    if part := subject.part(lambda stem: stem.lower() in LANGUAGES):
        return f"the code of a language: {part}"
    return "neither names of people nor codes of languages"


def _people_here(subject: Subject) -> str:
    every = subject.place.items
    people = sum(person(stem) >= SURE for stem in every)
    codes = sum(stem.lower() in LANGUAGES for stem in every)
    if subject.alone or not (people or codes):
        return _people(subject)
    return f"of {len(every):,} words here {people:,} are made of names of people, and {codes:,} are codes of languages"


def _standing(subject: Subject) -> str:
    standing, before = subject.place.elsewhere.standing, subject.place.setting.before
    if part := subject.part(lambda stem: standing.after_values[stem]):
        return f"right after a number or an id somewhere in this service: {part}"
    if part := subject.part(lambda stem: standing.others_before(stem, before)):
        return f"also behind other words of this service: {part}"
    return "nowhere else in this service"


def _beneath(subject: Subject) -> str:
    found = [item.beneath for item in subject.items]
    who = "it" if len(found) == 1 else "its words"
    values, words = sum(one.has_values for one in found), max(one.words for one in found)
    if values:
        share = "" if len(found) == 1 else f" ({values:,} of {len(found):,})"
        return f"numbers or ids right below {who}{share}"
    if not words:
        return f"nothing right below {who}"
    return f"up to {words:,} word{'s' * (words > 1)} right below {who}, and no numbers or ids"


def _methods(subject: Subject) -> str:
    having = Counter(method for item in subject.items for method in item.methods)
    if len(subject.stems) == 1:
        return f"{_listed(sorted(having))} on it" if having else "nothing is called on it, only below"
    editing = {method: having[method] for method in _EDITING if having[method]}
    if not editing:
        return "neither PUT, PATCH nor DELETE on any of its words"
    return _listed(f"{method} on {count:,} of {len(subject.stems):,} words" for method, count in editing.items())


def _calls(subject: Subject) -> str:
    if subject.alone:
        return _number(subject)
    having = Counter(call for item in subject.place.items.values() for call in item.deep)
    below = {stem: subject.place.items[stem].deep for stem in subject.stems}
    shared = Counter(call for calls in below.values() for call in calls if having[call] > 1)
    if shared:
        who = subject.part(lambda stem: any(having[call] > 1 for call in below[stem]))
        verb = "is" if who == "it" else "are"
        return f"{who} {verb} followed by the same calls as other words here{_ways(subject, shared)}"
    own = Counter(call for calls in below.values() for call in calls)
    if own:
        return f"followed by calls that no other word here has{_ways(subject, own)}"
    others = sum(bool(item.deep) for stem, item in subject.place.items.items() if stem not in below)
    also = f", but below {others:,} of the other words here" if others else ""
    return f"nothing is called up to two segments below {'it' if len(below) == 1 else 'any of its words'}{also}"


def _collections(subject: Subject) -> str:
    before = subject.place.setting.before
    most = max(item.collections for item in subject.items)
    if not most or not is_plural(before):
        return _calls(subject)
    who = "it" if len(subject.stems) == 1 else "one of its words"
    return f"{most:,} collection{'s' * (most > 1)} below {who}, as below a member of `{before}`"


def _calls_as_values(subject: Subject) -> str:
    known = frozenset[str]().union(*(item.calls for item in subject.place.values.values()))
    if not known:
        return _beside(subject)
    part = subject.part(lambda stem: subject.place.items[stem].calls & known)
    if not part:
        return "no call that the numbers or ids at the same place have"
    return f"the same calls on {part} as on the numbers or ids at the same place"


def _elsewhere(subject: Subject) -> str:
    before, elsewhere = subject.place.setting.before, subject.place.elsewhere
    places = elsewhere.places[before] - 1 if before else 0
    if places < 1:
        return _before(subject)
    known = elsewhere.stems[before]
    part = subject.part(lambda stem: known[stem] > 1) or "none of its words"
    return f"{part} behind `{before}` at {places:,} other place{'s' * (places > 1)}, too"


def _ways(subject: Subject, calls: Mapping[str, int]) -> str:
    """Name the first segments of ways below, those of most calls first."""
    steps: Counter[str] = Counter()
    for call, count in calls.items():
        step = call.rpartition(" ")[2].split("/")[1]
        shown = step if "{" in step else subject.ways.get(step, "{}")
        steps[shown] = max(steps[shown], count)
    best = sorted(steps, key=lambda step: (-steps[step], step))
    return ": " + _listed(f"/{step}" for step in best)


def _listed(texts: Iterable[str]) -> str:
    found = list(texts)
    more = f" and {len(found) - SHOWN:,} more" if len(found) > SHOWN else ""
    return ", ".join(found[:SHOWN]) + more


def counted(count: int) -> str:
    """Write a number of exchanges."""
    return f"{count:,} exchange{'' if count == 1 else 's'}"


# What tells of each evidence that the judge weighs.
TELLERS: Mapping[str, Callable[[Subject], str]] = {
    name: teller
    for teller, names in (
        (_number, "words one-word two-words three-words variety exchanges-each evenness once"),
        (_frequency, "share top-share whole-share to-median"),
        (_beside, "beside-values values-share kinds-of-values"),
        (_before, "depth root after-prefix after-plural after-value after-verb"),
        (_above, "created-above listed-above"),
        (
            _looks,
            "looks capitals hyphens underscores camels digits look capital all-capitals camel hyphen underscore dot",
        ),
        (_looks, "digit other-script length short version same-shape mixed mixed-from-start mixed-underscore"),
        (_looks, "mixed-integer mixed-share"),
        (_meaning, "plurals verbs reserved-words plural verb reserved prefix"),
        (_known, "known-name familiar"),
        (_known_here, "known-names familiar-words"),
        (_people, "person language"),
        (_people_here, "people languages"),
        (_standing, "names-before after-values after-any-value before-values before-other-names"),
        (_beneath, "values-beneath value-share-beneath words-beneath variety-beneath plurals-beneath verbs-beneath"),
        (_beneath, "looks-beneath reserved-beneath ends-beneath alike-beneath alike-words-beneath edited-beneath"),
        (_beneath, "all-values-beneath all-value-share-beneath all-words-beneath all-alike-beneath"),
        (_elsewhere, "elsewhere elsewhere-same elsewhere-same-share elsewhere-words elsewhere-plural-same"),
        (_methods, "edited-here put deleted post only-post get called ends-here"),
        (
            _calls,
            "calls-alike deep-calls-alike shared-calls same-calls same-calls-words call-of-most own-calls goes-on",
        ),
        (_calls, "deep-calls words-shared words-shared-share words-own"),
        (_collections, "collections"),
        (_calls_as_values, "calls-as-values deep-calls-as-values words-as-values"),
    )
    for name in names.split()
}
