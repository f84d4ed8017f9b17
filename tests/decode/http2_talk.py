"""HTTP/2 as hyper-h2 speaks it, to talks as a capture would show them."""

import random
from dataclasses import dataclass, field, replace

import msgspec
from decode_talk import CLIENT, SERVER, Segment, Talk
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.settings import SettingCodes

from inventory.model.streams import Run


@dataclass
class Said:
    """One exchange that was spoken."""

    method: str
    target: str
    status: int | None = None
    sizes: list[int] = field(default_factory=lambda: [0, 0])

    @property
    def line(self) -> tuple[str, str, int | None, int, int]:
        return (self.method, self.target, self.status, *self.sizes)


class Peers:
    """A client and a server that speak on one connection, one step at a time."""

    def __init__(self, seed: int, *, upgraded: bool = False) -> None:
        self.chance = random.Random(seed)
        self.talk = Talk()
        self.client = H2Connection(H2Configuration(client_side=True, header_encoding=False))
        self.server = H2Connection(H2Configuration(client_side=False, header_encoding=False))
        if upgraded:
            self.server.initiate_upgrade_connection(self.client.initiate_upgrade_connection())
        else:
            self.client.initiate_connection()
            self.server.initiate_connection()
        self.said: dict[int, Said] = {}
        self.grown = False  # the server has asked for a larger header table
        self.flush()

    def flush(self) -> None:
        """Let both sides receive what the other one has to send."""
        for side, one, other in ((CLIENT, self.client, self.server), (SERVER, self.server, self.client)):
            data = one.data_to_send()
            if data:
                (self.talk.client if side == CLIENT else self.talk.server)(data)
                other.receive_data(data)

    def content(self, peer: H2Connection, stream: int, side: int, *, end: bool) -> None:
        room = peer.local_flow_control_window(stream) > 4_000
        data = bytes(self.chance.choice((0, 1, 50, 3_000)) if room else 0)
        self.said[stream].sizes[side] += len(data)
        padding = self.chance.choice((None, None, 0, 7, 255)) if room else None
        peer.send_data(stream, data, end_stream=end, pad_length=padding)

    def request(self) -> int:
        chance, stream = self.chance, self.client.get_next_available_stream_id()
        said = Said(
            chance.choice(("GET", "POST", "DELETE")), f"/v{chance.randint(1, 3)}/{chance.choice('abcdef')}?n={stream}"
        )
        self.said[stream] = said
        lines = [
            (":method", said.method), (":scheme", "http"), (":path", said.target), (":authority", "api.test"),
            ("user-agent", chance.choice(("one", "two", "x" * 300))), (f"x-{chance.choice('abc')}", str(stream)),
        ]  # fmt: skip
        with_content = chance.random() < 0.4
        self.client.send_headers(
            stream, lines, end_stream=not with_content,
            **({"priority_weight": 10, "priority_depends_on": 0} if chance.random() < 0.2 else {}),
        )  # fmt: skip
        if with_content:
            self.content(self.client, stream, CLIENT, end=True)
        return stream

    def answer(self, stream: int) -> None:
        chance, said = self.chance, self.said[stream]
        if chance.random() < 0.2:
            self.server.send_headers(stream, [(":status", "103"), ("link", "</a>")])
        said.status = chance.choice((200, 201, 404, 500))
        lines = [(":status", str(said.status)), ("content-type", "application/json"), ("etag", f"{stream}")]
        kind = chance.choice(("plain", "content", "trailers"))
        self.server.send_headers(stream, lines, end_stream=kind == "plain")
        if kind == "content":
            for end in (False, True):
                self.content(self.server, stream, SERVER, end=end)
        elif kind == "trailers":
            self.content(self.server, stream, SERVER, end=False)
            self.server.send_headers(stream, [("grpc-status", "0")], end_stream=True)

    def run(self, count: int) -> "Peers":
        """Speak so many requests, a few at a time, answered in any order; most segments hold several frames."""
        waiting: list[int] = []
        while count or waiting:
            if count and (self.chance.random() < 0.6 or not waiting):
                waiting.append(self.request())
                count -= 1
            elif self.chance.random() < 0.1:
                self.client.reset_stream(waiting.pop(self.chance.randrange(len(waiting))))
            else:
                if not self.grown and self.chance.random() < 0.2:
                    self.server.update_settings({SettingCodes.HEADER_TABLE_SIZE: 8_192})
                    self.grown = True
                self.flush()
                self.answer(waiting.pop(self.chance.randrange(len(waiting))))
            if self.chance.random() < 0.7:
                self.flush()
        self.flush()
        self.client.close_connection()
        self.flush()
        return self

    @property
    def lines(self) -> list[tuple[str, str, int | None, int, int]]:
        return sorted(((*said.line,) for said in self.said.values()), key=str)


def without(talk: Talk, lost: set[int]) -> list[Run]:
    """Return the runs of a talk of which some segments were not captured, one for each segment."""
    gaps, left = [0, 0], [0, 0]
    runs: list[Run] = []
    for index, segment in enumerate(talk.segments):
        if index in lost:
            gaps[segment.side] += len(segment.data)
        else:
            runs.append(talk.run(replace(segment, gap=gaps[segment.side])))
            gaps[segment.side] = 0
    left[:] = gaps
    return [*runs, *(msgspec.structs.replace(end, gap=left[end.side]) for end in talk.ends())]


def late(talk: Talk, start: int) -> list[Run]:
    """Return the runs of a talk whose capture began with a segment; positions count from what was seen first."""
    first: dict[int, int] = {}
    segments: list[Segment] = []
    for segment in talk.segments[start:]:
        base = first.setdefault(segment.side, segment.position)
        segments.append(replace(segment, position=segment.position - base, ack=-1))
    kept = Talk(talk.number, talk.acknowledging, segments, talk.said, talk.missing)
    return [kept.run(segment) for segment in segments]
