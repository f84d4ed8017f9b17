"""One side of a TLS connection to what it says: records to handshakes, epochs and content."""

from collections.abc import Iterator

import numpy as np

from inventory.decode.tls import handshakes
from inventory.decode.tls.ciphers import TLS13, Opened
from inventory.decode.tls.handshakes import Messages
from inventory.decode.tls.plaintext import UNLIMITED, Plaintext
from inventory.decode.tls.records import (
    ALERT,
    APPLICATION,
    CHANGE_CIPHER,
    HANDSHAKE,
    OLD_HELLO,
    Break,
    Record,
    Records,
    Skipped,
)
from inventory.decode.tls.session import APPLICATION as LASTING
from inventory.decode.tls.session import EARLY, Epoch, Handshake, Session
from inventory.model.exchanges import Place
from inventory.model.streams import Connection

WAIT_LIMIT = 1_048_576  # bytes held back while the other side may still show how to read them
SEARCH_LIMIT = 1_024  # sequence numbers that are tried after a gap
EFFORT_LIMIT = 268_435_456  # bytes that may be decrypted in vain, above those decrypted well
ATTEMPT_COST = 2_048  # bytes that one attempt counts for, besides its record


class Unread:
    """Bytes of one kind that were given up."""

    __slots__ = ("count", "place", "size")

    def __init__(self, place: Place) -> None:
        self.place, self.count, self.size = place, 0, 0


class Side:
    """Reads the stream of one side."""

    __slots__ = (
        "_blind", "_client", "_closed", "_connection", "_effort", "_epochs", "_inner", "_lost", "_messages", "_missing",
        "_number", "_opened", "_protected", "_seen", "_session", "_told", "_turning",
        "ended", "hopes", "overhead", "patient", "plaintext", "records", "unread",
    )  # fmt: skip

    def __init__(self, connection: Connection, side: int, session: Session, *, client: bool) -> None:
        self._connection, self._client, self._session = connection, client, session
        self.records = Records()
        self.plaintext = Plaintext(connection, side)
        self.unread: dict[str, Unread] = {}
        self.overhead = 0  # bytes that were read and are no content
        self.ended = False  # nothing more comes
        self.hopes = False  # for keys that a key log may still learn
        self.patient = True  # the other side may still show how to read on
        self._messages, self._inner = Messages(), Messages()  # outside and inside of protected records
        self._number = -1  # of the handshake that this side is in
        self._epochs: list[Epoch] = []  # the present one, and what may follow without notice
        self._protected = False
        self._turning = False  # the keys of the next record have to be found
        self._blind = False  # there are none
        self._opened = False  # some record was opened
        self._closed = False  # the side has said that it says nothing more
        self._missing = 0  # records that may have been lost at most since the last one that opened
        self._lost = -1  # where in the stream the first of them began; -1 while none was
        self._effort = EFFORT_LIMIT
        self._seen = (0, False)  # what was known when there were no keys
        self._told = False  # that nothing more will be said

    @property
    def held(self) -> int:
        """Bytes held back."""
        return self.records.held + self._messages.held + self._inner.held

    @property
    def known(self) -> int:
        """How far in the stream it is known, or can be estimated, what was said."""
        return UNLIMITED if self._protected and not self._turning else self.records.position

    def read(self) -> bool:
        """Read as far as possible; tell whether anything was read."""
        if self._blind and self._seen != self._news():
            self._turning = True
        before = self.records.position
        while not self._turning or self._turn():
            item = self.records.next(whole=not self._blind)
            if item is None:
                break
            self._take(item)
        return self.records.position != before

    def ends(self) -> bool:
        """Tell, once, that nothing more will be said."""
        over = not self._told and (self._closed or (self.ended and not self._turning))
        self._told |= over
        return over

    def settle(self) -> None:
        """Keep nothing in memory but what is needed."""
        self.records.settle()
        self.plaintext.forget()

    def finish(self) -> None:
        """Give up what is left."""
        rest = self.records.rest()
        self._leave(self._kind(), rest.position, rest.size)

    # -- keys ------------------------------------------------------------------------------------------------------

    @property
    def _handshake(self) -> Handshake | None:
        return self._session.at(self._number)

    def _news(self) -> tuple[int, bool]:
        """Return what changes when keys may be found that were missing."""
        handshake = self._handshake
        complete = handshake is not None and handshake.client is not None and handshake.server is not None
        return self._session.secrets.learned, complete

    def _turn(self) -> bool:
        """Look for the keys of the next records; tell whether to read on, with or without."""
        handshake = self._handshake
        self.hopes = handshake is not None and self._hopes(handshake)
        if self.hopes or (handshake is not None and self._waits(handshake)):
            return False
        self._turning = False
        if handshake is not None and handshake.retried and handshake.server is None:
            return True  # what seemed to change the cipher is for the sake of middleboxes (RFC 8446 appendix D.4)
        self._seen = self._news()
        self._epochs = self._session.epochs(handshake, client=self._client) if handshake is not None else []
        self.plaintext.framing = self._epochs[0].opener.overhead if self._epochs else 0
        self._protected, self._blind, self._opened = True, not self._epochs, False
        self._inner.clear()
        return True

    def _hopes(self, handshake: Handshake) -> bool:
        """Tell whether to wait for keys that a key log may still learn; what waits for them has a limit."""
        hopes = self._session.hopes(handshake, client=self._client)
        if hopes and self.records.held > WAIT_LIMIT:
            self._session.hopeful = hopes = False
        return hopes

    def _waits(self, handshake: Handshake) -> bool:
        """Tell whether the other side has still to show how to read on."""
        if not self.patient or self.records.held > WAIT_LIMIT or not self._session.may_know(handshake):
            return False
        if handshake.client is None or handshake.server is None:
            return not handshake.retried or handshake.server is not None
        early = self._client and handshake.version >= TLS13 and handshake.offers_early_data
        return early and handshake.accepted is None and self._session.tells_of_early_data(handshake)

    # -- records ---------------------------------------------------------------------------------------------------

    def _take(self, item: Record | Skipped | Break) -> None:
        if isinstance(item, Record):
            if self._protected and (item.kind == APPLICATION or self._version < TLS13):
                self._take_protected(item)
            else:
                self._take_plain(item)
        elif isinstance(item, Skipped):
            aligned = self.records.aligned or self._protected
            self._leave(self._kind() if aligned else "unframed-bytes", item.position, item.size)
        else:
            self._leave(self._kind(), item.position, item.size)
            self._lose(item.position, item.records)
            self._messages.clear()
            self._inner.clear()

    @property
    def _version(self) -> int:
        handshake = self._handshake
        return handshake.version if handshake is not None else 0

    def _take_plain(self, record: Record) -> None:
        """Read a record that is not protected."""
        self.records.align()
        if record.kind == APPLICATION:
            self._meet_protected(record)
            return
        if record.kind == CHANGE_CIPHER and self._number >= 0 and not self._protected:
            self._turning = self._version < TLS13
        self.overhead += record.size
        self.plaintext.mark(record.position + record.size)
        if record.kind == OLD_HELLO and self._client:
            self._begin(handshakes.old_client_hello(bytes(record.body)))
        elif record.kind == HANDSHAKE:
            for kind, body in self._messages.read(record.body):
                self._hear(kind, body)

    def _meet_protected(self, record: Record) -> None:
        """Read the first protected record, once its keys are looked for."""
        handshake = self._handshake
        if handshake is not None and handshake.retried and handshake.server is None:
            self._leave("refused-early-data", record.position, record.size)
        else:
            self._turning = True
            self.records.again(record)

    def _take_protected(self, record: Record) -> None:
        """Read a protected record."""
        opened = self._open(record) if not self._blind else None
        if opened is not None:
            self.records.align()
            self._hear_opened(opened, record)
        elif self._blind or self.records.aligned:
            self.records.align()
            self._leave(self._kind(damaged=True), record.position, record.size)
            self._lose(record.position, 1)
        else:
            skipped = self.records.reject(record)
            self._leave(self._kind(), skipped.position, skipped.size)

    def _open(self, record: Record) -> Opened | None:
        """Open a record, by the keys and the sequence number that fit."""
        for epoch, sequence in self._candidates(record):
            opened = epoch.opener.open(record, sequence) if self._effort > 0 else None
            if opened is not None:
                self._effort = min(self._effort + record.size, EFFORT_LIMIT)
                self._arrive(record, epoch, sequence)
                return epoch.inflated(opened)
            self._effort -= ATTEMPT_COST + record.size
        return None

    def _candidates(self, record: Record) -> Iterator[tuple[Epoch, int]]:
        """Yield keys and sequence numbers that a record may have, the likeliest first."""
        present, *others = self._epochs
        yield present, present.sequence
        tries = min(self._missing, SEARCH_LIMIT)
        hinted = present.hinted(record)
        if tries and hinted > present.sequence:
            yield present, hinted
        yield from ((present, present.sequence + more) for more in range(1, tries + 1))
        for epoch in others:
            yield from ((epoch, number) for number in range(tries + 1))
        updated = self._epochs[-1].updated() if tries else None
        if updated is not None:
            yield from ((updated, number) for number in range(tries + 1))

    def _arrive(self, record: Record, epoch: Epoch, sequence: int) -> None:
        """Take note of where a record stands; what was lost before it becomes a gap in the content."""
        present = self._epochs[0]
        if self._lost >= 0:
            lost = sequence - present.sequence if epoch is present else sequence
            if lost or (epoch is not present and present.stage == epoch.stage):
                span = record.position - self._lost
                self.plaintext.lose(max(span - lost * epoch.opener.overhead, 1))
        self._missing, self._lost, self._opened = 0, -1, True
        if epoch is not present:
            self._epochs = self._epochs[self._epochs.index(epoch) :] if epoch in self._epochs else [epoch]
            self.plaintext.framing = epoch.opener.overhead
        epoch.passed(record, sequence)

    def _lose(self, position: int, records: int) -> None:
        """Take note of records that were not read."""
        self._missing += records
        if self._lost < 0:
            self._lost = position

    # -- messages --------------------------------------------------------------------------------------------------

    def _hear_opened(self, opened: Opened, record: Record) -> None:
        kind, content = opened
        self.overhead += record.size
        if kind == APPLICATION and content and not self._closed:
            self.overhead -= len(content)
            self.plaintext.add(content, record.position, record.position + record.size)
            return
        self.plaintext.mark(record.position + record.size)
        if kind == HANDSHAKE:
            for message, body in self._inner.read(content):
                self._hear(message, body)
        elif kind == CHANGE_CIPHER:
            self._turning = self._version < TLS13
        elif kind == ALERT:
            self._closed |= content[1:2] == b"\0"  # close_notify (RFC 8446 section 6.1)

    def _hear(self, kind: int, body: bytes) -> None:
        """Take one handshake message."""
        if kind == handshakes.CLIENT_HELLO and self._client:
            self._begin(handshakes.client_hello(body))
        elif kind == handshakes.SERVER_HELLO and not self._client:
            self._answer(handshakes.server_hello(body))
        elif self._version >= TLS13 and self._protected:
            self._hear_protected(kind, body)

    def _hear_protected(self, kind: int, body: bytes) -> None:
        """Take one of the messages of TLS 1.3 that others do not see."""
        handshake = self._handshake
        if kind == handshakes.ENCRYPTED_EXTENSIONS and not self._client and handshake is not None:
            handshake.accepted = handshakes.accepts_early_data(body)
        elif kind == handshakes.END_OF_EARLY_DATA:
            self._epochs = [epoch for epoch in self._epochs if epoch.stage != EARLY] or self._epochs
        elif kind == handshakes.FINISHED:
            self._epochs = [epoch for epoch in self._epochs if epoch.stage == LASTING] or self._epochs
        elif kind == handshakes.KEY_UPDATE:
            updated = self._epochs[-1].updated()
            self._epochs = [updated] if updated is not None else self._epochs

    def _begin(self, hello: handshakes.ClientHello | None) -> None:
        """Take a client's hello: the first one, one that the server asked for, or one of a new handshake."""
        before = self._handshake
        if hello is None:
            return
        if before is None or before.client is None or before.client.random != hello.random:
            self._number += 1
        handshake = self._handshake
        if handshake is not None:
            handshake.client = hello

    def _answer(self, hello: handshakes.ServerHello | None) -> None:
        """Take a server's hello."""
        if hello is None:
            return
        self._number += not hello.retry
        handshake = self._session.at(self._number + hello.retry)
        if handshake is not None and hello.retry:
            handshake.retried = True
        elif handshake is not None:
            handshake.server = hello

    # -- what is left ----------------------------------------------------------------------------------------------

    def _kind(self, *, damaged: bool = False) -> str:
        """Name the anomaly of bytes that are given up now."""
        if not self._protected or self._opened:
            return "damaged-record" if damaged else "cut-record"
        handshake = self._handshake
        refused = handshake is not None and handshake.client is not None and handshake.client.early_data
        return "refused-early-data" if refused and self._client and self._epochs else "encrypted"

    def _leave(self, kind: str, position: int, size: int) -> None:
        """Count bytes that are given up."""
        if not size:
            return
        if kind not in self.unread:
            frames, times, _ = self.records.locate(np.array([position], np.int64))
            self.unread[kind] = Unread(Place(int(frames[0]), self._connection.number, int(times[0])))
        unread = self.unread[kind]
        unread.count += 1
        unread.size += size
