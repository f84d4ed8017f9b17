"""What the form of a word tells by itself: marks, versions, numbers behind a name, lists, and other spellings."""

from collections.abc import Iterable

import pytest
from test_templates_do_not_depend_on_order import sightings

from inventory.endpoints import infer
from inventory.model.words import is_plural

FRUITS = ("apple", "banana", "cherry", "damson", "elder", "fig", "grape", "hazel")


def _templates(*paths: str, statuses: Iterable[int] = (200,)) -> set[str]:
    requests = [("GET", path[1:].split("/"), status) for path in paths for status in statuses]
    return {one.template for one in infer(sightings(requests))}


def test_spellings_of_a_name_are_one_endpoint() -> None:
    paths = ["/v1/orders/open"] * 9 + ["/V1/orders/open", "/v1/Orders/open", "/v1/ORDERS/Open"]
    assert _templates(*paths) == {"/v1/orders/open"}


def test_the_usual_spelling_is_that_of_most_exchanges() -> None:
    assert _templates(*["/Account/Balance"] * 3, "/account/balance") == {"/Account/Balance"}


def test_another_case_that_is_absent_stays_apart() -> None:
    requests = [("GET", ["v1", "orders"], 200), ("GET", ["v1", "Orders"], 404)]
    found = {one.template: one.state for one in infer(sightings(requests))}
    assert found == {"/v1/orders": "api", "/v1/Orders": "probed"}


def test_formats_in_another_case_are_formats() -> None:
    assert _templates("/sites/near.json", "/sites/near.csv", "/sites/NEAR.JSON") == {"/sites/near.{format}"}


def test_marked_words_are_names_beside_any_words() -> None:
    paths = [f"/{fruit}-2024/_search" for fruit in FRUITS] + [f"/{fruit}-2024/_doc" for fruit in FRUITS]
    names = {"/_cat/nodes", "/_cluster/health", "/_bulk/status"}
    found = _templates(*paths, *names)
    assert names <= found
    assert len(found) == 5


@pytest.mark.parametrize("name", ["me", "self", "whoami"])
def test_who_asks_is_a_name_among_any_number_of_words(name: str) -> None:
    words = [f"{first}{second}-{third}" for first in FRUITS for second in FRUITS for third in FRUITS]
    found = _templates(f"/users/{name}", *(f"/users/{word}" for word in words))
    assert found == {f"/users/{name}", "/users/{user}"}


def test_qualified_names_are_names() -> None:
    providers = ("Contoso.Web", "Contoso.Compute", "Fabrikam.Storage.Files")
    paths = {f"/providers/{one}/sites" for one in providers}
    assert _templates(*paths) == paths


def test_groups_of_an_api_are_names_and_domains_are_values() -> None:
    groups = [f"/apis/{one}.k8s.io/v1/{one}s" for one in ("storage", "node", "policy", "event", "lease")]
    domains = [f"/domains/{one}.example/records" for one in FRUITS]
    assert _templates(*groups, *domains) == {*groups, "/domains/{domain}/records"}


def test_versions_are_names() -> None:
    versions = ("v1", "v1beta1", "v2alpha1", "v2")
    assert _templates(*(f"/apis/apps/{one}/pods" for one in versions)) == {f"/apis/apps/{one}/pods" for one in versions}


@pytest.mark.parametrize("numbers", [("1234", "5678"), ("1", "2", "3"), ("7", "4321")])
def test_a_number_behind_a_name_keeps_the_name(numbers: tuple[str, ...]) -> None:
    found = _templates(*(f"/search/tips/page-{number}" for number in numbers))
    assert len(found) == 1
    assert found.pop().startswith("/search/tips/page-{")


def test_a_number_behind_the_name_of_the_things_is_their_id() -> None:
    assert _templates("/nodes/node-1234", "/nodes/node-5678") == {"/nodes/{nodeId}"}


def test_lists_of_several_lengths_are_one_value() -> None:
    assert _templates("/users/11111", "/users/11111,22222", "/users/1111,2222,3333") == {"/users/{userId}"}


def test_coordinates_are_two_values() -> None:
    assert _templates("/points/59.80,-66.21", "/points/41.15,12.75") == {"/points/{lat},{lon}"}


def test_an_ending_behind_values_that_stand_alone_too_is_a_representation() -> None:
    paths = [f"/invoices/{fruit}-pie" for fruit in FRUITS]
    assert _templates(*paths, *(f"{path}.pdf" for path in paths)) == {
        "/invoices/{invoice}",
        "/invoices/{invoice}.pdf",
    }


def test_endings_of_names_of_files_belong_to_them() -> None:
    paths = [f"/uploads/{fruit}-note.pdf" for fruit in FRUITS] + [f"/uploads/{fruit}-pie" for fruit in FRUITS]
    assert _templates(*paths) == {"/uploads/{upload}"}


def test_days_where_versions_stand_are_dates_again_when_they_are_values() -> None:
    requests = [("GET", ["history", f"20{year}-01-02", "rates"], 200) for year in range(10, 27)]
    (found,) = infer(sightings(requests))
    assert found.template == "/history/{date}/rates"
    assert [one.type for one in found.parameters] == ["date"]


def test_the_same_word_after_the_same_name_at_many_places_is_a_tenant() -> None:
    groups = ("apps", "batch", "policy", "events", "storage", "node", "discovery", "autoscaling")
    below = ("pods", "jobs", "secrets", "leases", "roles")
    found = _templates(*(f"/apis/{group}/namespaces/yellow/{name}" for group in groups for name in below))
    assert found == {f"/apis/{group}/namespaces/{{namespace}}/{name}" for group in groups for name in below}


def test_a_number_begins_no_collection() -> None:
    assert [is_plural(word) for word in ("methods", "http-methods", "200methods", "3-points")] == [
        True,
        True,
        False,
        False,
    ]
