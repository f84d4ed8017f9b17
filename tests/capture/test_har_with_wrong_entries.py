"""Wrong entries of a HAR are counted and left; the good ones count."""

import json

import pytest
from har_examples import entry, read, text
from hypothesis import given
from hypothesis import strategies as st

from inventory.capture import har_entries

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)
KEYS = [
    ("startedDateTime",), ("request",), ("response",), ("serverIPAddress",), ("_webSocketMessages",),
    ("request", "method"), ("request", "url"), ("request", "httpVersion"), ("request", "headers"),
    ("request", "postData"), ("request", "bodySize"),
    ("response", "status"), ("response", "headers"), ("response", "content"), ("response", "bodySize"),
    ("response", "content", "size"), ("response", "content", "mimeType"),
]  # fmt: skip


@given(st.sampled_from(KEYS), JSON)
def test_any_value_in_any_place_costs_that_entry_at_most(keys, value):
    wrong = entry()
    place = wrong
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = value
    found, anomalies = read(text(entry("http://a/before"), wrong, entry("http://a/after")))
    assert [found[0].target, found[-1].target] == ["/before", "/after"]
    assert {exchange.place.frame for exchange in found} >= {1, 3}
    assert len(found) + sum(anomaly.count for anomaly in anomalies.values()) == 3
    assert all(anomaly.frame == 2 for anomaly in anomalies.values())


@given(st.lists(JSON, max_size=5))
def test_entries_that_are_anything(entries):
    found, anomalies = read(text(*entries))
    assert found == []
    assert sum(anomaly.count for anomaly in anomalies.values()) == len(entries)


@pytest.mark.parametrize(
    "wrong", [None, 5, "x", [], {}, {"request": {}}, {"request": {"method": "", "url": "http://a/"}}]
)
def test_counted_with_the_first_example(wrong):
    found, anomalies = read(text(entry(), wrong, wrong, entry()))
    assert [exchange.place.frame for exchange in found] == [1, 4]
    assert (anomalies["unreadable-entry"].count, anomalies["unreadable-entry"].frame) == (2, 2)


def test_text_beyond_the_limits_is_left_or_cut_and_flagged():
    long = entry(
        "http://a/cut",
        request={
            "headers": [
                {"name": "x" * 1_000_000, "value": "y"},
                {"name": "kept", "value": "z" * 1_000_000},
                *({"name": "n", "value": "v"} for _ in range(2_000)),
            ]
        },
    )
    found, anomalies = read(
        text(
            entry("http://a/" + "x" * 2_000_000),
            entry("http://" + "h" * 100_000 + "/"),
            entry("http://" + "h" * 2_000 + "/"),
            entry(request={"method": "M" * 100_000}),
            long,
            entry("http://a/good"),
        )
    )
    assert [exchange.target for exchange in found] == ["/cut", "/good"]
    assert [exchange.caveats for exchange in found] == [(har_entries.OVERSIZED_FIELD,), ()]
    assert len(found[0].request_fields.get("kept")) == har_entries.VALUE_LIMIT
    assert len(found[0].request_fields.lines) == har_entries.FIELD_LIMIT - 1
    assert {kind: anomaly.count for kind, anomaly in anomalies.items()} == {
        "oversized-url": 3,
        "oversized-method": 1,
        "oversized-field": 1,
    }


def test_no_text_of_the_file_in_anomalies():
    secret = "s3cret"
    _, anomalies = read(text(entry(f"data:{secret}"), {"request": secret}, entry(request={"method": secret * 100})))
    assert len(anomalies) == 3
    assert secret not in json.dumps([anomaly.message for anomaly in anomalies.values()])
