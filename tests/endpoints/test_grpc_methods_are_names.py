"""Methods of a gRPC service are names, however many there are and however rarely each is called."""

import pytest

from inventory.endpoints import infer
from inventory.endpoints.judge import Verdict
from inventory.model.observations import Name, Sighting, Tally

METHODS = ["Find", "Hold", "Negotiate", "Watch", "Release", "GetSeatMap", "ListRows", "CancelAll", "BuyNow", "Refund"]


def _sightings(protocol: str) -> list[Sighting]:
    tally = Tally(200, "api", "served", 1, 1, 1, ())
    names = (Name(200, "protocol", protocol, 1),) if protocol else ()
    return [Sighting("seats.example", "POST", f"/tickets.v2.Seats/{name}", (tally,), names) for name in METHODS]


@pytest.mark.parametrize("protocol", ["grpc", "grpc-web"])
def test_each_method_is_an_endpoint(protocol: str) -> None:
    found = infer(_sightings(protocol), lambda question: Verdict(frozenset(question.stems)))
    assert [one.template for one in found] == sorted(f"/tickets.v2.Seats/{name}" for name in METHODS)
    assert not any(one.parameters for one in found)


def test_words_of_other_protocols_may_be_values() -> None:
    """The same traffic without what says that they are names, so that the test above can fail."""
    for protocol in ("", "event-stream"):
        found = infer(_sightings(protocol), lambda question: Verdict(frozenset(question.stems)))
        assert len(found) < len(METHODS)
