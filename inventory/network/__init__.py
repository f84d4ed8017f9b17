"""Packets to streams."""

from inventory.network.meanings import fate
from inventory.network.portions import Dealer, Dealt, Portion, Rows, Table, portion
from inventory.network.quic import LIVE_LIMIT as QUIC_LIMIT
from inventory.network.reassembly import HELD_LIMIT, LIVE_LIMIT, reassemble
from inventory.network.share import part
from inventory.network.tcp import Segments
from inventory.network.udp import UserDatagrams

__all__ = [
    "HELD_LIMIT",
    "LIVE_LIMIT",
    "QUIC_LIMIT",
    "Dealer",
    "Dealt",
    "Portion",
    "Rows",
    "Segments",
    "Table",
    "UserDatagrams",
    "fate",
    "part",
    "portion",
    "reassemble",
]
