"""Versions of an API stay words where a gateway puts the name of the API before them; elsewhere they are values."""

import pytest

from inventory.observe import redact_path


@pytest.mark.parametrize(
    "path",
    [
        "telephony/2010-04-01/Accounts",
        "xero/api.xro/2.0/Payments",
        "box/2.0/files",
        "trading/api/2/quotes",
        "catalog/v3/2/items",
    ],
)
def test_versions_stay(path: str) -> None:
    assert "/".join(redact_path(path.split("/"))) == path


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("events/2010-04-01/guests", "events/{date}/guests"),  # a collection
        ("telephony/2010-04-01", "telephony/{date}"),  # nothing behind it
        ("telephony/calls/2010-04-01/x", "telephony/calls/{date}/x"),
        ("range/2024-05-01/2024-06-30", "range/{date}/{date}"),
        ("prices/2.5/eur", "prices/{number}/eur"),
        ("shop/12/items", "shop/{integer}/items"),
        ("1234/api/items", "{integer}/api/items"),
    ],
)
def test_values_do_not(path: str, kept: str) -> None:
    assert "/".join(redact_path(path.split("/"))) == kept


@pytest.mark.parametrize(
    ("segment", "kept"),
    [
        ("region=eu", "region={string}"),
        ("page-size=25", "page-size={integer}"),
        ("from=2024-05-06", "from={date}"),
        ("owner=anna@example.org", "owner={email}"),
        ("q=Y29udGVudA==", "{token}"),
    ],
)
def test_values_behind_a_name_and_an_equals_sign_are_not_kept(segment: str, kept: str) -> None:
    assert redact_path(["reports", segment]) == ["reports", kept]
