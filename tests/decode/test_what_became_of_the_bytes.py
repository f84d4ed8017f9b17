"""When a connection ends, what became of its bytes is summed up by fate."""

from decode_talk import OK, Talk, get
from http2_talk import Peers

from inventory.decode import decode
from inventory.model.coverage import Coverage
from inventory.model.exchanges import Exchange
from inventory.model.overhead import Overhead
from inventory.model.streams import Run


def fates(runs: list[Run]) -> tuple[dict[str, int], Coverage, list[object]]:
    found = list(decode(runs))
    (coverage,) = [item for item in found if isinstance(item, Coverage)]
    return dict(coverage.sizes), coverage, found


def test_framing_is_told_from_exchanges() -> None:
    sizes, _, found = fates(Peers(1).run(5).talk.runs())
    assert sizes == {
        "exchange": sum(item.wire_size for item in found if isinstance(item, Exchange)),
        "framing": sum(item.size for item in found if isinstance(item, Overhead)),
    }
    assert min(sizes.values()) > 100


def test_encrypted_bytes_and_the_address_that_answered() -> None:
    hello = b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x03"
    sizes, coverage, _ = fates(Talk().client(hello).server(b"\x16\x03\x03\x00\x02hi").runs())
    assert sizes == {"encrypted": len(hello) + 7}
    assert (coverage.name, coverage.authority, coverage.server) == ("", "", "192.0.2.2:80")


def test_lost_bytes_and_responses_without_requests() -> None:
    sizes, coverage, _ = fates(Talk().server(OK).client(get("/")).server_lost(9).server(OK).runs())
    assert sizes["lost"] == 9
    assert sizes["exchange"] + sizes.get("mid-stream", 0) + sizes.get("undecodable", 0) == 2 * len(OK) + len(get("/"))
    assert coverage.authority == "a.test"
