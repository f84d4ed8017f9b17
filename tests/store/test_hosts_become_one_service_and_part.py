"""Hosts that become one service, or part again, keep the rows of their endpoints, in whatever order captures come."""

from collections.abc import Iterable
from itertools import chain, permutations

import pytest
from store_examples import summary
from tenants import SHOP, SUFFIX, TENANTS, hosts, requests, sightings

from inventory.endpoints import infer
from inventory.model.corrections import Correction
from inventory.model.endpoints import Endpoint
from inventory.model.history import Changes, changes
from inventory.model.observations import Sighting, merge_sightings
from inventory.store import Store

TOGETHER = f"{{tenant}}.{SUFFIX}"
APART = Correction("hosts", "", "", TOGETHER, ("apart",))
CAPTURES = {label: hosts(label) for label in TENANTS} | {"wares": hosts("wares", api=SHOP)}


def add(store: Store, name: str, found: Iterable[Sighting]) -> Changes:
    before = store.snapshot()
    store.add(summary(name), found, infer)
    return changes(before, store.snapshot())


def told(found: Iterable[Endpoint]) -> list[tuple[object, ...]]:
    return [(one.key, one.hosts, one.state, one.count, one.paths, one.parameters) for one in found]


@pytest.mark.parametrize("order", list(permutations(CAPTURES)), ids="-".join)
def test_any_order_of_captures_gives_the_same_services(order: tuple[str, ...]) -> None:
    with Store.open(":memory:", create=True) as store:
        for name in order:
            add(store, name, CAPTURES[name])
        found, rows = store.endpoints(), store.info().rows
    assert told(found) == told(infer(merge_sightings(chain(*CAPTURES.values()))))
    assert {one.service for one in found} == {TOGETHER, f"wares.{SUFFIX}"}
    assert (rows["services"], rows["endpoints"]) == (5, len(found))


def test_endpoints_of_hosts_that_become_one_are_not_new() -> None:
    with Store.open(":memory:", create=True) as store:
        first, second, third = (add(store, name, CAPTURES[name]) for name in TENANTS)
        assert (len(first.new), first.renamed, second.renamed) == (9, (), ())
        assert (third.new, len(third.renamed)) == ((), 9)
        formerly = {one.endpoint.template: one.formerly for one in third.renamed}
        assert formerly["/v1/projects"] == tuple(f"{label}.{SUFFIX}/v1/projects" for label in TENANTS[:2])
        fourth = add(store, "hooli", hosts("hooli"))
        assert (fourth.new, fourth.renamed) == ((), ())
        other = add(store, "other", sightings([(f"acme.{SUFFIX}", "/v1/audits/entries")]))
        assert [(one.service, one.template) for one in other.new] == [(TOGETHER, "/v1/audits/entries")]


def test_the_history_of_an_endpoint_goes_along() -> None:
    renamed = Correction("name", "", "", "/v1/tasks/{taskId}", ("number",))
    with Store.open(":memory:", create=True) as store:
        add(store, "wares", CAPTURES["wares"])
        add(store, "acme", CAPTURES["acme"])
        store.correct(infer, [renamed])
        for name in TENANTS[1:]:
            add(store, name, CAPTURES[name])
        former = store.snapshot().former
    assert [one.template for one in former[TOGETHER, "GET", "/v1/tasks/{number}"]] == ["/v1/tasks/{taskId}"]


def test_hosts_part_when_traffic_shows_that_they_are_not_alike() -> None:
    with Store.open(":memory:", create=True) as store:
        for name in TENANTS:
            add(store, name, CAPTURES[name])
        nouns = ("boats", "cards", "drums", "farms", "games", "hills", "kites", "loans", "moons", "nests", "roads")
        own = (nouns, [f"{noun}-old" for noun in nouns], [f"my-{noun}" for noun in nouns])
        names = [f"{label}.{SUFFIX}" for label in TENANTS]
        ways = [(name, f"/v1/{noun}/42") for name, words in zip(names, own, strict=True) for noun in words]
        parted = add(store, "others", sightings(ways))
        found = store.endpoints()
        assert {one.service for one in found} == set(names)
        assert {one.service for one in parted.new} <= set(names)
        formerly = {was for one in parted.renamed for was in one.formerly}
        assert f"{TOGETHER}/v1/projects" in formerly
        assert store.info().rows["services"] == 3


def test_a_correction_parts_hosts_and_its_removal_makes_them_one_again() -> None:
    with Store.open(":memory:", create=True) as store:
        for name in TENANTS:
            add(store, name, CAPTURES[name])
        whole = told(store.endpoints())
        store.correct(infer, [APART])
        assert {one.service for one in store.endpoints()} == {f"{label}.{SUFFIX}" for label in TENANTS}
        assert store.info().rows["services"] == 3
        store.correct(infer, removed=[APART])
        assert told(store.endpoints()) == whole


def test_hosts_that_a_correction_puts_together_are_one_from_the_first_capture_on() -> None:
    stages = Correction("hosts", "", "", f"{{stage}}.{SUFFIX}", ("together",))
    with Store.open(":memory:", create=True) as store:
        store.correct(infer, [stages])
        add(store, "dev", hosts("dev"))
        add(store, "prod", sightings(requests(f"prod.{SUFFIX}", SHOP)))
        assert {one.service for one in store.endpoints()} == {f"{{stage}}.{SUFFIX}"}


def test_a_correction_for_the_pattern_reaches_its_endpoints() -> None:
    with Store.open(":memory:", create=True) as store:
        for name in TENANTS:
            add(store, name, CAPTURES[name])
        store.correct(infer, [Correction("set", "{customer}.api.example.com", "", "/v1/{things}")])
        found = store.endpoints()
    assert {one.service for one in found} == {TOGETHER}
    assert {one.template.split("/")[2] for one in found if one.template != "/health"} == {"{things}"}
