import itertools

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from steps import latency_step, times_of

from inventory.model.captures import CaptureSummary
from inventory.model.coverage import Fate
from inventory.model.endpoints import Endpoint
from inventory.model.inventories import Excerpt, Inventory
from inventory.model.observations import Name, Tally
from inventory.model.traffic import DAY, HOUR, LATENCIES, STEPS_LIMIT, WEEK
from inventory.reports import inventories, render, traffic
from inventory.reports.documents import InventoryDocument

TIMES = st.lists(st.integers(1, 3_000 * DAY), min_size=1, max_size=40)


def endpoint(*tallies: Tally, template: str = "/things", state: str = "api", names: tuple[Name, ...] = ()) -> Endpoint:
    return Endpoint("api.example", "GET", template, state, (), (template,), tallies, names)


def tally(times: list[int], status: int = 200, *, dated: bool = True) -> Tally:
    counted = times_of(times) if dated else ()
    return Tally(status, "api", "served", len(times), min(times), max(times), (), counted)


@given(TIMES, TIMES)
def test_traffic_has_no_gaps_and_loses_nothing(times: list[int], failed: list[int]) -> None:
    one = endpoint(tally(times), tally(failed, 503))
    steps = traffic.grid([one])
    told = traffic.traffic([one], steps)
    assert len({len(column) for column in (told.starts, told.exchanges, told.server_errors, told.new_endpoints)}) == 1
    assert {later - start for start, later in itertools.pairwise(steps.starts)} <= {steps.length}
    assert sum(told.exchanges) + told.undated == len(times) + len(failed)
    assert sum(told.server_errors) == len(failed)
    assert sum(told.client_errors) == 0
    assert sum(told.new_endpoints) == 1
    assert told.undated == 0
    assert len(told.starts) <= STEPS_LIMIT or told.unit == "52 weeks"
    assert sum(traffic.trend(one.tallies, steps)) == len(times) + len(failed)


def test_the_unit_is_as_short_as_it_can_be() -> None:
    spans = {3 * HOUR: "hour", 30 * DAY: "day", 60 * WEEK: "week", 300 * WEEK: "52 weeks"}
    begin = 1_000 * WEEK
    assert {
        span: traffic.traffic([one], traffic.grid([one])).unit
        for span in spans
        for one in [endpoint(tally([begin, begin + span]))]
    } == spans


def test_what_has_no_times_is_counted_as_such() -> None:
    undated = endpoint(Tally(200, "api", "served", 7, 0, 0, ()))
    told = traffic.traffic([undated], traffic.grid([undated]))
    assert (told.starts, told.undated) == ((), 7)
    old = endpoint(tally([5 * DAY, 9 * DAY], dated=False))
    assert traffic.traffic([old], traffic.grid([old])).undated == 2
    short = endpoint(tally([5 * DAY, 5 * DAY + 1], dated=False))
    assert traffic.traffic([short], traffic.grid([short])).exchanges == (2,), "first and last are in the same hour"


@given(st.lists(st.integers(0, 10**13), min_size=1, max_size=200))
def test_quantiles_are_the_ends_of_their_steps(latencies: list[int]) -> None:
    counts = dict.fromkeys(range(len(LATENCIES)), 0)
    for one in latencies:
        counts[latency_step(one)] += 1
    told = traffic.latency(tuple((step, count) for step, count in counts.items() if count))
    assert told is not None
    assert told.count == len(latencies) == sum(count for _, count in told.histogram)
    for percent, quantile in ((50, told.p50), (90, told.p90), (99, told.p99)):
        rank = -(-len(latencies) * percent // 100)
        assert quantile == LATENCIES[latency_step(sorted(latencies)[rank - 1])] / 10**6
    assert traffic.latency(()) is None


def test_everything_that_is_known_is_told() -> None:
    names = (
        Name(200, "client", "curl", 3, 9 * DAY), Name(404, "client", "curl", 2, 8 * DAY),
        Name(200, "client", "Firefox", 9, 5 * DAY), Name(200, "network", "192.0.2.0/24", 5, DAY),
        Name(200, "credentials", "some", 4), Name(200, "credentials", "none", 1),
        Name(200, "authorization", "bearer", 4), Name(200, "protocol", "grpc", 4),
    )  # fmt: skip
    probed = endpoint(tally([3 * DAY], 404), template="/probe", state="probed")
    fates = (Fate("api.example", "encrypted", 2, 700), Fate("", "exchange", 1, 300))
    capture = CaptureSummary("d", "a.pcap", "pcap", 1, 1, 12, 1, 1, DAY, 9 * DAY, coverage=fates)
    value = Inventory((endpoint(tally([DAY, 9 * DAY]), tally([DAY], 404), names=names), probed), (capture, capture))
    told = inventories.inventory(msgspec.structs.replace(value, notices=("careful",)), "Title")
    assert (told.title, told.notices, told.drift, told.changes, told.at) == ("Title", ("careful",), None, None, None)
    assert (told.summary.endpoints, told.summary.apart, told.summary.exchanges) == (1, {"probed": 1}, 3)
    assert told.summary.statuses == {"200": 2, "404": 1}
    assert [(one.host, one.fate, one.size) for one in told.blind_spots] == [("api.example", "encrypted", 1_400)]
    (one,) = told.endpoints
    assert [(client.name, client.count, client.last_seen) for client in one.clients] == [
        ("Firefox", 9, "1970-01-06T00:00:00.000000Z"),
        ("curl", 5, "1970-01-10T00:00:00.000000Z"),
    ]
    assert [network.name for network in one.networks] == ["192.0.2.0/24"]
    assert (one.credentials, one.authorization, one.protocols) == ({"none": 1, "some": 4}, ("bearer",), ("grpc",))
    assert sum(one.trend) == 3
    (service,) = told.services
    assert (service.endpoints, service.exchanges, service.described) == (1, 3, False)


def test_identities_stay_and_differ() -> None:
    value = Inventory((endpoint(tally([1]), template="/a"), endpoint(tally([1]), template="/b")), ())
    first, second = (one.id for one in inventories.inventory(value, "").endpoints)
    assert first != second
    assert inventories.inventory(Inventory(value.endpoints[1:], ()), "").endpoints[0].id == second


@given(st.text(max_size=20))
def test_any_name_can_be_told(text: str) -> None:
    one = endpoint(tally([1]), template=f"/{text}", names=(Name(200, "client", text, 1),))
    value = Inventory((one,), (), excerpts=(Excerpt(text, ((1, text),)),), notices=(text,))
    document = inventories.inventory(value, text)
    assert document.sources[0].lines[0].text == text
    written = render(document, "json")
    assert written.isascii()
    assert msgspec.json.decode(written, type=InventoryDocument).title == text


def test_no_step_is_told_in_shorter_ones() -> None:
    one = endpoint(Tally(200, "api", "served", 5, 5 * DAY, 6 * DAY, (), ((DAY, 5 * DAY, 4), (DAY, 6 * DAY, 1))))
    told = traffic.traffic([one], traffic.grid([one]))
    assert (told.unit, told.exchanges) == ("day", (4, 1))
