"""Descriptions claim the traffic of hosts that serve the same API as they claim that of each host."""

import pytest
from tenants import API, SUFFIX, TENANTS, hosts, sightings

from inventory.model.comparisons import Comparison
from inventory.model.observations import Sighting
from inventory.model.operations import Description, Operation, Server, SourceLine
from inventory.openapi import server_of_url
from inventory.pipeline import judge

TOGETHER = f"{{tenant}}.{SUFFIX}"
NAMES = tuple(f"{label}.{SUFFIX}" for label in TENANTS)
SHADOW = "/internal/dumps"


def description(*urls: str, file: str = "a.yaml") -> Description:
    servers = tuple(server for server in map(server_of_url, urls) if server is not None)
    line = SourceLine(file, 1)
    operations = tuple(Operation("GET", path.replace("{}", "{id}"), (), line) for path in API)
    return Description(file, "t", "1", "3.0", servers, operations, line)


def traffic() -> tuple[Sighting, ...]:
    return hosts(*TENANTS) + sightings((name, SHADOW) for name in NAMES[:2])


def compared(*descriptions: Description, servers: tuple[Server, ...] = ()) -> Comparison:
    return judge(traffic(), descriptions, servers).comparison


@pytest.mark.parametrize(
    "urls",
    [
        (f"https://{TOGETHER}",),
        (f"https://{{customer}}.{SUFFIX}",),
        tuple(f"https://{name}" for name in NAMES),
        ("/",),
    ],
)
def test_what_is_declared_for_all_hosts_is_compared_once(urls: tuple[str, ...]) -> None:
    found = compared(description(*urls))
    assert (found.covered, found.foreign) == ((TOGETHER,), ())
    assert {(one.service, one.endpoint.hosts) for one in found.matches if one.endpoint} == {(TOGETHER, NAMES)}
    assert len(found.matches) == len(API)
    (shadow,) = (one.endpoint for one in found.undocumented)
    assert (shadow.service, shadow.template, shadow.hosts) == (TOGETHER, SHADOW, NAMES[:2])


def test_what_is_declared_for_one_host_says_nothing_about_the_others() -> None:
    found = compared(description(f"https://{NAMES[0]}"))
    assert found.covered == NAMES[:1]
    assert [name for name, _ in found.foreign] == sorted(NAMES[1:])
    assert {one.service for one in found.matches} == {NAMES[0]}
    assert [one.endpoint.key for one in found.undocumented] == [(NAMES[0], "GET", SHADOW)]


def test_hosts_with_descriptions_of_their_own_stay_apart() -> None:
    own = [description(f"https://{name}", file=f"{name}.yaml") for name in NAMES]
    found = compared(*own)
    assert found.covered == NAMES
    assert len(found.matches) == len(API) * len(NAMES)


def test_a_pattern_may_be_given_as_the_server() -> None:
    (server,) = (server_of_url(f"https://{TOGETHER}"),)
    assert server is not None
    assert compared(description("https://elsewhere.test"), servers=(server,)).covered == (TOGETHER,)


def test_a_host_that_shows_little_is_described_with_the_others() -> None:
    quiet = sightings([(f"hooli.{SUFFIX}", "/health")])
    found = judge(hosts(*TENANTS) + quiet, [description("/")]).comparison
    assert found.covered == (f"hooli.{SUFFIX}", TOGETHER)
    assert found.foreign == ()


def test_a_host_that_shows_nothing_that_is_declared_is_described_with_the_others() -> None:
    one = description("/")
    reports = Description(one.file, "t", "1", "3.0", one.servers, one.operations[-2:], one.source)
    quiet = sightings([(f"hooli.{SUFFIX}", "/v1/projects/12/tasks"), ("other.test", "/")])
    found = judge(hosts(*TENANTS) + quiet, [reports]).comparison
    assert (found.covered, found.foreign) == ((TOGETHER,), (("other.test", 1),))


def test_findings_tell_the_hosts() -> None:
    (finding,) = judge(traffic(), [description("/")]).findings
    assert (finding.service, finding.path, finding.hosts) == (TOGETHER, SHADOW, NAMES[:2])
