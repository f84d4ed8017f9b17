"""Hosts that differ in one label and serve the same API are one service; all others stay what they are."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tenants import API, SHOP, SUFFIX, TENANTS, hosts, requests, sightings

from inventory.endpoints import infer
from inventory.model.corrections import Correction
from inventory.model.hosts import patterns
from inventory.model.observations import Sighting

TOGETHER = f"{{tenant}}.{SUFFIX}"
NAMES = tuple(f"{label}.{SUFFIX}" for label in TENANTS)


def services(found: tuple[Sighting, ...], *corrections: Correction) -> set[str]:
    return {one.service for one in infer(found, corrections=corrections)}


def about_hosts(pattern: str, word: str) -> Correction:
    return Correction("hosts", "", "", pattern, (word,))


def test_hosts_of_tenants_are_one_service_and_each_endpoint_tells_its_hosts() -> None:
    found = infer(hosts(*TENANTS))
    assert {one.service for one in found} == {TOGETHER}
    assert {one.hosts for one in found} == {NAMES}
    templates = {one.template for one in found}
    assert {"/v1/projects", "/v1/projects/{projectId}/tasks", "/v1/tasks/{taskId}", "/health"} <= templates
    assert len(templates) == len(API)


def test_an_endpoint_of_one_host_alone_tells_that_host_alone() -> None:
    found = infer(hosts(*TENANTS) + sightings([(NAMES[0], "/v1/audits/entries")]))
    assert {one.hosts for one in found if one.template == "/v1/audits/entries"} == {NAMES[:1]}


@pytest.mark.parametrize(
    ("labels", "suffix", "service"),
    [
        (TENANTS, "eu.example.com", "{tenant}.eu.example.com"),
        (TENANTS, "staging.api.example.com", "{tenant}.staging.api.example.com"),
        (TENANTS, "api.example.com:8443", "{tenant}.api.example.com:8443"),
        (TENANTS, "example.co.uk", "{tenant}.example.co.uk"),
        (("api.acme", "api.globex", "api.initech"), "example.com", "api.{tenant}.example.com"),
        (("t-8f3ac1", "t-77b20e", "t-c0ffee"), "example.com", "{tenant}.example.com"),
    ],
)
def test_the_label_may_stand_anywhere_before_the_last_two(labels: tuple[str, ...], suffix: str, service: str) -> None:
    assert services(hosts(*labels, suffix=suffix)) == {service}


@pytest.mark.parametrize(
    "labels",
    [
        ("dev", "staging", "prod", "qa"),
        ("eu", "us-east-1", "ap-southeast-2", "westus2", "northeurope"),
        ("api", "www", "admin", "cdn"),
        ("api1", "api2", "api3", "node-7"),
        ("1", "2", "42"),
        ("s1", "s2", "s3"),
        ("a", "b", "c"),
        ("k1", "x2", "y3"),
        ("acme-staging", "globex-staging", "initech-test"),
        ("acme", "globex", "staging"),  # two are too few
        ("pr-17", "pr-18", "preview-x"),
    ],
)
def test_environments_regions_parts_and_shards_stay_apart(labels: tuple[str, ...]) -> None:
    assert services(hosts(*labels)) == {f"{label}.{SUFFIX}" for label in labels}


@pytest.mark.parametrize(
    "names",
    [
        ("acme.com", "globex.com", "initech.com"),
        ("acme.example.com", "globex.example.org", "initech.example.net"),
        ("acme.example.com", "globex.example.com:8080", "initech.example.com:8443"),
        ("10.0.0.1", "10.0.1.1", "10.0.2.1"),
        ("[2001:db8::1]", "[2001:db8::2]", "[2001:db8::3]"),
        ("acme.eu.example.com", "globex.us.example.com", "initech.ap.example.com"),
        ("localhost", "acme", "globex"),
    ],
)
def test_owners_ports_and_addresses_stay_apart(names: tuple[str, ...]) -> None:
    assert services(sightings(one for name in names for one in requests(name))) == set(names)


def test_one_word_in_common_is_too_little() -> None:
    assert services(hosts(*TENANTS, api=("/health", "/projects", "/projects/{}", "/v1/projects/{}"))) == set(NAMES)


@pytest.mark.parametrize("api", [("/",), ("/", "/health", "/v1/status", "/metrics"), ("/{}",), ("/v2/{}/{}",)])
def test_what_every_server_has_says_nothing(api: tuple[str, ...]) -> None:
    assert services(hosts(*TENANTS, api=api)) == set(NAMES)


def test_what_was_not_served_says_nothing() -> None:
    found = sightings((one for name in NAMES for one in requests(name)), status=404)
    assert services(found) == set(NAMES)


@pytest.mark.parametrize("prefix", ["", "/v1", "/api/shop/v1", "/shop"])
def test_services_of_one_product_stay_apart_although_they_are_built_alike(prefix: str) -> None:
    nouns = [f"{stem}{end}" for stem in ("ledger", "basket", "voucher", "parcel", "ticket") for end in ("s", "items")]
    frame = ("/health", f"{prefix}/{{noun}}", f"{prefix}/{{noun}}/{{{{}}}}/notes", f"{prefix}/{{noun}}/{{{{}}}}/events")
    found = sightings(
        one for noun in nouns for one in requests(f"{noun}.svc.example.com", [path.format(noun=noun) for path in frame])
    )
    assert services(found) == {f"{noun}.svc.example.com" for noun in nouns}


def test_many_services_of_one_product_stay_apart_although_their_names_look_like_values() -> None:
    nouns = [f"{first}{second}" for first in ("ledger", "basket", "vouch", "parcel") for second in "abcdefghijkl"]
    frame = ("/shop/{noun}", "/shop/{noun}/{{}}/notes", "/shop/{noun}/{{}}/events", "/shop/{noun}/{{}}/files")
    names = [f"{noun}.svc.example.com" for noun in nouns]
    ways = [[path.format(noun=noun) for path in frame] for noun in nouns]
    assert services(sightings(one for name, own in zip(names, ways, strict=True) for one in requests(name, own))) == {
        *names
    }


def test_a_host_that_serves_much_else_stays_apart() -> None:
    other = f"hooli.{SUFFIX}"
    own = requests(other, (*API[1:6], "/v1/boats", "/v1/farms", "/v1/kites", "/v1/moons"))
    assert services(hosts(*TENANTS) + sightings(own)) == {TOGETHER, other}


def test_apis_that_have_a_part_in_common_are_two() -> None:
    shops = ("wares", "goods", "stuff", "things")
    common = ("/v1/members", "/v1/members/{}", "/v1/reports")
    assert services(hosts(*TENANTS) + hosts(*shops, api=(*SHOP, *common))) == {TOGETHER, *NAMES}


def test_a_host_that_fits_two_patterns_belongs_to_the_one_with_the_most_hosts() -> None:
    names = [f"{label}.mars.example.com" for label in (*TENANTS, "hooli")]
    others = [f"acme.{label}.example.com" for label in ("venus", "pluto")]
    found = sightings(one for name in (*names, *others) for one in requests(name))
    assert services(found) == {"{tenant}.mars.example.com", *others}


def test_a_stranger_among_tenants_stays_apart_and_a_quiet_tenant_does_not() -> None:
    stranger, quiet = f"wares.{SUFFIX}", f"hooli.{SUFFIX}"
    found = hosts(*TENANTS) + sightings([*requests(stranger, SHOP), (quiet, "/v1/projects/12/tasks")])
    assert services(found) == {TOGETHER, stranger}


def test_the_larger_of_two_groups_gets_the_pattern() -> None:
    shops = ("wares", "goods", "stuff", "things")
    assert services(hosts(*TENANTS) + hosts(*shops, api=SHOP)) == {TOGETHER, *NAMES}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([*TENANTS, "wares", "staging", "hooli"]), min_size=1, unique=True), st.randoms())
def test_the_order_of_sightings_does_not_matter(labels: list[str], chance: random.Random) -> None:
    found = [one for label in labels for one in hosts(label, api=SHOP if label == "wares" else API)]
    wanted = infer(found)
    chance.shuffle(found)
    assert infer(found) == wanted
    assert (TOGETHER in {one.service for one in wanted}) == (len({*labels} - {"wares", "staging"}) >= 3)


def test_users_have_the_last_word_about_hosts() -> None:
    found = hosts(*TENANTS)
    assert services(found, about_hosts(TOGETHER, "apart")) == set(NAMES)
    assert services(hosts("dev", "prod"), about_hosts(f"{{stage}}.{SUFFIX}", "together")) == {f"{{stage}}.{SUFFIX}"}
    assert services(hosts("acme"), about_hosts(TOGETHER, "together")) == {TOGETHER}
    assert services(found, about_hosts("{tenant}.other.example.com", "apart")) == {TOGETHER}


@pytest.mark.parametrize("service", [NAMES[1], TOGETHER, "{customer}.api.example.com", ""])
def test_a_correction_for_a_host_or_the_pattern_holds_for_all_of_them(service: str) -> None:
    told = Correction("set", service, "", "/v1/{things}")
    found = infer(hosts(*TENANTS), corrections=[told])
    assert {one.service for one in found} == {TOGETHER}
    assert {one.template.split("/")[2] for one in found if one.template != "/health"} == {"{things}"}


def test_a_thousand_hosts_are_one_service() -> None:
    names = [f"tenant{number}.{SUFFIX}" for number in range(1_000)]
    (service,) = services(sightings((name, path) for name in names for path in ("/projects", "/tasks", "/members")))
    assert service == TOGETHER


def test_hosts_of_many_labels_have_no_patterns() -> None:
    assert patterns(".".join(["acme"] * 100)) == ()
    assert len(patterns(".".join(["acme"] * 10))) == 8
