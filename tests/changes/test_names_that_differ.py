"""Names on two sides: what is told as new or gone, and where nothing is known."""

from growing import sighting, tally

from inventory import changes
from inventory.changes import Seen
from inventory.endpoints import infer
from inventory.model.captures import CaptureSummary
from inventory.model.observations import Name, Sighting, merge_sightings
from inventory.model.periods import Share

Counts = dict[str, int]


def shown(role: str, counts: Counts, *, exchanges: int = 20, time: int = 1) -> Sighting:
    names = [Name(200, role, name, count, time) for name, count in counts.items()]
    return sighting("/a", tally([time] * exchanges), names=names)


def texts(role: str, before: Counts, after: Counts, divided: Counts | None = None) -> list[str]:
    sides = shown(role, before), shown(role, after, time=9)
    share = Share(CaptureSummary("d", "d", "pcap", 1, 1, 1, 1, 1, 1, 9), 5, 9)
    parts = [] if divided is None else [(share, [shown(role, divided, exchanges=1, time=4)])]
    found = changes.sides(infer(merge_sightings(sides)), Seen(sides[:1], sides[1:], parts))
    told = changes.compare(found, changes.activities(found)).changed
    return [one.text for change in told for one in change.differences]


def test_clients_and_networks_are_new_and_gone() -> None:
    assert texts("client", {"curl": 20}, {"Firefox": 15}) == [
        "client Firefox is new: in 15 of 20 exchanges, in none of 20 before",
        "client curl is gone: in 20 of 20 exchanges before, in none of 20 since",
    ]
    assert texts("network", {"10.0.0.0/24": 20}, {"10.0.0.0/24": 20}) == []


def test_parameters_that_are_missing_are_not_told() -> None:
    assert texts("query", {"page": 20}, {}) == []
    assert texts("query", {}, {"page": 4}) == [], "as likely as not chance"


def test_names_that_were_not_kept_may_be_any() -> None:
    for hidden in ("{token}", "{others}"):
        assert texts("query", {hidden: 1}, {"page": 20}) == []
        assert texts("query", {}, {hidden: 20}) == []
    assert texts("client", {"{none}": 20}, {"curl": 20}) == [
        "client curl is new: in 20 of 20 exchanges, in none of 20 before"
    ]


def test_names_in_a_divided_capture_may_be_of_either_side() -> None:
    assert texts("query", {}, {"page": 20}, {"page": 1}) == []
    assert texts("query", {}, {"page": 20}, {"size": 1}) != []


def test_the_most_frequent_are_named_and_the_others_counted() -> None:
    found = texts("query", {}, {f"q{number}": 10 + number for number in range(9)})
    assert [text.split()[2] for text in found[:5]] == ["q8", "q7", "q6", "q5", "q4"]
    assert found[5:] == ["and 4 more of query parameter are new"]


def test_credentials_that_are_left_out() -> None:
    assert texts("credentials", {"some": 20}, {"none": 20}) == [
        "without credentials in 20 of 20 exchanges (100.0 %), before in 0 of 20 (0.0 %)"
    ]
    assert texts("credentials", {"some": 20}, {"some": 18, "none": 2}) == []
    assert texts("authorization", {"basic": 20}, {"bearer": 20}) == [
        "authorization by bearer is new: in 20 of 20 exchanges, in none of 20 before",
        "authorization by basic is gone: in 20 of 20 exchanges before, in none of 20 since",
    ]
