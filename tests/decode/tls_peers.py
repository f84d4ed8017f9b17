"""TLS sessions of OpenSSL, both peers in one process, to what a capture and a key log would show."""

import base64
import contextlib
import itertools
import ssl
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from certificates import certificates
from decode_talk import Heard, Talk

from inventory.decode import conversing, decode
from inventory.decode.keylog import KeyLog
from inventory.decode.recognition import Setting
from inventory.model.anomalies import Anomaly
from inventory.model.exchanges import Exchange, each
from inventory.model.overhead import Overhead
from inventory.model.streams import Run

NO_ENCRYPT_THEN_MAC = 1 << 19  # OpenSSL's SSL_OP_NO_ENCRYPT_THEN_MAC
NO_EXTENDED_MASTER_SECRET = 1  # OpenSSL's SSL_OP_NO_EXTENDED_MASTER_SECRET
NO_EMPTY_FRAGMENTS = 0x800  # OpenSSL's SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS

VERSIONS = {"TLSv1": 0x0301, "TLSv1.1": 0x0302, "TLSv1.2": 0x0303, "TLSv1.3": 0x0304}

Line = tuple[str, bytes]  # who speaks ("client" or "server"), and what is said


@dataclass
class Session:
    """What went over the wire in flights, and the key log."""

    flights: list[Line] = field(default_factory=list)
    log: bytes = b""
    resumed: bool = False

    def talk(self) -> Talk:
        talk = Talk()
        for who, data in self.flights:
            (talk.client if who == "client" else talk.server)(data)
        return talk

    @property
    def secrets(self) -> KeyLog:
        log = KeyLog()
        log.add(self.log)
        return log


def speak(
    lines: Sequence[Line],
    version: str = "TLSv1.3",
    suite: str = "",
    *,
    options: int = 0,
    curve: str = "",
    host: str = "a.test",
    times: int = 1,
) -> list[Session]:
    """Have two peers say lines to each other in one connection, or in some that resume the first one."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "keys.log")
        server = _context(ssl.PROTOCOL_TLS_SERVER, version, suite, options)
        for pem in certificates():
            path = Path(folder, "certificate.pem")
            path.write_bytes(pem)
            server.load_cert_chain(path)
        parameters = Path(folder, "dh.pem")
        parameters.write_bytes(_parameters())
        server.load_dh_params(parameters)
        if curve:
            server.set_ecdh_curve(curve)
        client = _context(ssl.PROTOCOL_TLS_CLIENT, version, suite, options)
        client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
        client.keylog_filename = str(log)
        sessions: list[Session] = []
        known: ssl.SSLSession | None = None
        for _ in range(times):
            session, known = _connect(client, server, lines, host, known)
            session.log = log.read_bytes()
            sessions.append(session)
        client.keylog_filename = None
        return sessions


def _connect(
    client: ssl.SSLContext, server: ssl.SSLContext, lines: Sequence[Line], host: str, known: ssl.SSLSession | None
) -> tuple[Session, ssl.SSLSession | None]:
    wires = {"client": ssl.MemoryBIO(), "server": ssl.MemoryBIO()}  # what each one has to read
    outs = {"client": ssl.MemoryBIO(), "server": ssl.MemoryBIO()}
    peers = {
        "client": client.wrap_bio(wires["client"], outs["client"], server_hostname=host, session=known),
        "server": server.wrap_bio(wires["server"], outs["server"], server_side=True),
    }
    session = Session()

    def send(who: str) -> None:
        data = outs[who].read()
        if data:
            session.flights.append((who, data))
            wires["server" if who == "client" else "client"].write(data)

    unfinished = {"client", "server"}
    for who in itertools.islice(itertools.cycle(("client", "server")), 12):
        if who in unfinished:
            try:
                peers[who].do_handshake()
                unfinished.discard(who)
            except ssl.SSLWantReadError:
                pass
        send(who)
    assert not unfinished
    for who, data in lines:
        other = peers["server" if who == "client" else "client"]
        peers[who].write(data)
        send(who)
        read = b""
        while len(read) < len(data):
            read += other.read(65_536)
        assert read == data
    for who in ("client", "server"):
        with contextlib.suppress(ssl.SSLWantReadError, ssl.SSLSyscallError):
            peers[who].unwrap()
        send(who)
    session.resumed = peers["client"].session_reused or False
    return session, peers["client"].session


def _context(protocol: int, version: str, suite: str, options: int) -> ssl.SSLContext:
    context = ssl.SSLContext(protocol)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the old versions
        context.minimum_version = context.maximum_version = ssl.TLSVersion(VERSIONS[version])
    context.options |= options
    context.set_ciphers(f"{suite}:@SECLEVEL=0" if suite and version != "TLSv1.3" else "ALL:@SECLEVEL=0")
    return context


def suites(version: str) -> list[str]:
    """The names of all suites that OpenSSL can speak in a version with the certificates that are there."""
    names = [
        str(suite["name"])
        for suite in _context(ssl.PROTOCOL_TLS_CLIENT, "TLSv1.2", "ALL:COMPLEMENTOFALL", 0).get_ciphers()
    ]
    families = [name for name in names if not any(word in name for word in ("PSK", "SRP", "DSS", "TLS_"))]
    new = ("GCM", "CCM", "CHACHA", "SHA256", "SHA384", "ARIA")
    return families if version == "TLSv1.2" else [name for name in families if not any(word in name for word in new)]


@cache
def _parameters() -> bytes:
    """The group ffdhe2048 (RFC 7919)."""
    prime = (
        "FFFFFFFFFFFFFFFFADF85458A2BB4A9AAFDC5620273D3CF1D8B9C583CE2D3695A9E13641146433FBCC939DCE249B3EF97D2FE363630C75D8"
        "F681B202AEC4617AD3DF1ED5D5FD65612433F51F5F066ED0856365553DED1AF3B557135E7F57C935984F0C70E0E68B77E2A689DAF3EFE872"
        "1DF158A136ADE73530ACCA4F483A797ABC0AB182B324FB61D108A94BB2C8E3FBB96ADAB760D7F4681D4F42A3DE394DF4AE56EDE76372BB19"
        "0B07A7C8EE0A6D709E02FCE1CDF7E2ECC03404CD28342F619172FE9CE98583FF8E4F1232EEF28183C3FE3B1B4C6FAD733BB5FCBC2EC22005"
        "C58EF1837D1683B2C6F34A26C1B2EFFA886B423861285C97FFFFFFFFFFFFFFFF"
    )
    integers = b"\x02\x82\x01\x01\x00" + bytes.fromhex(prime) + b"\x02\x01\x02"  # DER of prime and generator
    encoded = base64.encodebytes(b"\x30\x82" + len(integers).to_bytes(2, "big") + integers)
    return b"-----BEGIN DH PARAMETERS-----\n" + encoded + b"-----END DH PARAMETERS-----\n"


@dataclass(frozen=True)
class HeardInside(Heard):
    overhead: Counter[str]


def hear_inside(talk: Talk | Iterable[Run], secrets: KeyLog | None = None, *, singly: bool = False) -> HeardInside:
    """Decode; every byte must be accounted for, whatever is said. `singly` feeds one run at a time."""
    runs = list(talk.runs() if isinstance(talk, Talk) else talk)
    if singly:
        alone = conversing.Talk(Setting(secrets or KeyLog()))
        found = list(each([*(item for run in runs for item in alone.feed([run])), *alone.finish()]))
    else:
        found = list(decode(runs, secrets))
    overhead: Counter[str] = Counter()
    for item in found:
        if isinstance(item, Overhead):
            overhead[item.kind] += item.size
    heard = HeardInside(
        [item for item in found if isinstance(item, Exchange)],
        [item for item in found if isinstance(item, Anomaly)],
        overhead,
    )
    counted = sum(exchange.wire_size for exchange in heard.exchanges) + heard.sizes.total() + overhead.total()
    assert sum(run.length for run in runs) == counted
    return heard


def hear_any_cut(session: Session, sizes: Iterable[int] = (1_460, 100)) -> HeardInside:
    """Decode in flights, in segments of some sizes, and with all of a side joined: it must not matter."""
    talk, secrets = session.talk(), session.secrets
    whole = hear_inside(talk.runs(), secrets)
    for runs in [talk.runs(joined=True), *(talk.cut(size).runs() for size in sizes)]:
        other = hear_inside(runs, secrets)
        assert [_timeless(exchange) for exchange in other.exchanges] == [
            _timeless(exchange) for exchange in whole.exchanges
        ]
        assert (other.kinds, other.sizes, other.overhead) == (whole.kinds, whole.sizes, whole.overhead)
    return whole


def _timeless(exchange: Exchange) -> tuple[object, ...]:
    return (
        exchange.method, exchange.scheme, exchange.target, exchange.status, exchange.request_fields,
        exchange.response_fields, exchange.request_size, exchange.response_size, exchange.wire_size, exchange.caveats,
    )  # fmt: skip
