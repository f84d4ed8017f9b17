"""Templates follow from the set of sightings: order, partition and repetition of the merge change nothing."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.endpoints import Gatherer, infer
from inventory.model.exchanges import Exchange, Fields, Place
from inventory.model.observations import Sighting, merge_sightings
from inventory.observe import observe

JSON = Fields((("content-type", "application/json"),))
SEGMENTS = st.sampled_from(
    ["users", "orders", "anna", "Bob", "me", "42", "7", "v1", "a1b2c3d4e5", "search", "line-items", "x.json", "9.json"]
)
REQUESTS = st.tuples(
    st.sampled_from(["GET", "POST", "DELETE"]), st.lists(SEGMENTS, max_size=4), st.sampled_from([200, 404, 401, 400])
)


def sightings(requests: list[tuple[str, list[str], int]], capture: str = "c") -> tuple[Sighting, ...]:
    """Return what a capture with these requests shows."""
    gatherer = Gatherer(capture)
    for number, (method, segments, status) in enumerate(requests, start=1):
        exchange = Exchange(
            method,
            "http",
            "api.example",
            "/" + "/".join(segments),
            "1.1",
            status,
            Place(number, 0, number),
            Fields(),
            JSON,
        )
        gatherer.add(observe(exchange))
    return tuple(gatherer.sightings())


@settings(max_examples=60, deadline=None)
@given(st.lists(REQUESTS, max_size=40), st.integers(0, 40), st.randoms(use_true_random=False))
def test_any_partition_and_order_gives_the_same_endpoints(
    requests: list[tuple[str, list[str], int]], cut: int, chance: random.Random
) -> None:
    one, other = sightings(requests[:cut], "one"), sightings(requests[cut:], "other")
    wanted = infer(merge_sightings([*one, *other]))
    mixed = [*other, *one]
    chance.shuffle(mixed)
    assert infer(merge_sightings(mixed)) == wanted
    assert infer(merge_sightings([*merge_sightings(one), *merge_sightings(other)])) == wanted


@settings(max_examples=60, deadline=None)
@given(st.lists(REQUESTS, max_size=40))
def test_every_exchange_is_in_exactly_one_endpoint_and_every_parameter_explains_itself(
    requests: list[tuple[str, list[str], int]],
) -> None:
    found = infer(sightings(requests))
    assert sum(one.count for one in found) == len(requests)
    assert len({(one.method, one.template) for one in found}) == len(found)
    for endpoint in found:
        names = [parameter.name for parameter in endpoint.parameters]
        assert len(names) == len(set(names)) == endpoint.template.count("{")
        assert all(f"{{{name}}}" in endpoint.template for name in names)
        assert all(parameter.reason and parameter.evidence for parameter in endpoint.parameters)


def _templates(*paths: str, status: int = 200) -> set[str]:
    requests = [("GET", path.strip("/").split("/"), status) for path in paths]
    return {one.template for one in infer(sightings(requests))}


def test_values_of_two_types_where_nothing_was_served_are_one_endpoint() -> None:
    (found,) = infer(sightings([("GET", ["42"], 404), ("GET", ["a1b2c3d4e5"], 404)]))
    assert (found.template, found.count, found.state) == ("/{id}", 2, "probed")


def test_values_are_parameters_by_their_shape() -> None:
    assert _templates("/orders/1", "/orders/2") == {"/orders/{orderId}"}
    assert _templates("/f/550e8400-e29b-41d4-a716-446655440000") == {"/f/{id}"}
    assert _templates("/days/2024-05-01") == {"/days/{date}"}
    assert _templates("/orders/42.json", "/orders/42:cancel") == {"/orders/{orderId}.json", "/orders/{orderId}:cancel"}


def test_what_looks_like_an_id_and_is_none_stays() -> None:
    paths = {"/v2/things", "/oauth2/token", "/s3/objects", "/2fa/setup", "/2013-04-01/zones"}
    assert _templates(*paths) == paths


def test_reserved_words_stay_beside_ids() -> None:
    found = _templates(*[f"/users/{number}" for number in range(20)], *["/users/me"] * 9, "/users/search")
    assert found == {"/users/{userId}", "/users/me", "/users/search"}


def test_slugs_below_a_collection_are_values() -> None:
    names = [
        "amber-lamp",
        "oak-table",
        "Blue-Chair",
        "tall-mirror",
        "red-carpet",
        "small-desk",
        "old-clock",
        "new-shelf",
        "big-sofa",
    ]
    assert _templates(*[f"/products/{name}" for name in names]) == {"/products/{product}"}


def test_static_routes_with_many_exchanges_stay() -> None:
    routes = {"/status", "/version", "/metrics", "/reports", "/login"}
    assert _templates(*[route for route in routes for _ in range(50)]) == routes


def test_a_404_counts_into_a_template_that_exists_and_makes_none() -> None:
    requests = [("GET", ["users", str(number)], 200) for number in range(5)]
    requests += [("GET", ["users", "99"], 404), ("GET", ["wp-login.php"], 404)]
    found = {one.template: (one.state, one.count) for one in infer(sightings(requests))}
    assert found == {"/users/{userId}": ("api", 6), "/wp-login.php": ("probed", 1)}


def test_a_few_routes_seen_once_below_an_api_root_stay() -> None:
    routes = {f"/api/{word}" for word in ("basket", "checkout", "login", "invoices", "quotes", "version")}
    assert _templates(*routes) == routes


def test_words_that_were_only_probed_shape_no_template() -> None:
    words = [
        "amber",
        "oak",
        "blue",
        "tall",
        "red",
        "small",
        "old",
        "new",
        "big",
        "dark",
        "light",
        "wide",
        "long",
        "short",
        "round",
        "flat",
        "cold",
        "warm",
        "soft",
        "hard",
    ]
    requests = [("GET", ["reports", "monthly"], 200), *[("GET", ["reports", word], 404) for word in words]]
    served = [one.template for one in infer(sightings(requests)) if one.state == "api"]
    assert served == ["/reports/monthly"]
