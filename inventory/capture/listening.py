"""The name of an interface to a socket that hears all of its packets, through scapy."""

import contextlib
import logging
import socket
import struct
import sys
from typing import TYPE_CHECKING

from inventory.errors import CaptureError, UsageError

if TYPE_CHECKING:
    from scapy.supersocket import SuperSocket

BUFFER_SIZE = 64 * 1024 * 1024  # bytes of packets that the kernel keeps until they are received
PATIENCE = 0.1  # seconds that `receive` waits

ETHERNET, RAW_IP = 1, 101
# From linux/if_packet.h, linux/if_arp.h and asm/socket.h; Python has no names for them.
_PACKET, _PACKET_STATISTICS, _PACKET_IGNORE_OUTGOING = 263, 6, 23
_LOOPBACK = 772
_RECEIVE_BUFFER_FORCED = 33


class Tap:
    """A socket that hears what an interface sends and receives, and itself sends nothing."""

    def __init__(self, opened: "SuperSocket", linktype: int, snaplen: int) -> None:
        self._socket, self._snaplen = opened, snaplen
        self.linktype = linktype  # LINKTYPE_ number

    def receive(self) -> tuple[bytes, int] | None:
        """Return the next packet and its time in nanoseconds since 1970; None when none came for a moment.

        Raises OSError when the interface has gone.
        """
        try:
            while True:
                _, data, time = self._socket.recv_raw(self._snaplen)
                if data is not None and time is not None:  # else an outgoing copy
                    return data, int(time * 1e9)
        except BlockingIOError:
            return None

    def dropped(self) -> int:
        """Return how many packets the kernel has dropped since this was last asked, for want of room."""
        statistics = self._socket.ins.getsockopt(_PACKET, _PACKET_STATISTICS, 8)
        return int(struct.unpack("II", statistics)[1])

    def close(self) -> None:
        """Hear nothing more."""
        self._socket.close()


def tap(interface: str, expression: str, snaplen: int) -> Tap:
    """Begin to hear an interface; of each packet that a BPF expression ("" for all) lets through, `snaplen` bytes.

    Raises UsageError for an interface that is not there and a wrong expression, CaptureError without CAP_NET_RAW.
    """
    if sys.platform != "linux":
        hint = "send it what tcpdump captures: tcpdump -i IFACE -U -w - | inventory scan -"
        raise UsageError("live capture needs Linux", hint=hint)
    names = sorted(name for _, name in socket.if_nameindex())
    if interface not in names:
        raise UsageError(f"there is no interface {interface}", hint=f"there are: {', '.join(names)}")
    if expression:
        _refuse_wrong(expression, interface)
    try:
        return _opened(interface, expression, snaplen)
    except PermissionError as problem:
        hint = "run it with sudo, or under `setpriv --inh-caps +net_raw --ambient-caps +net_raw`"
        raise CaptureError(f"listening on {interface} needs the capability CAP_NET_RAW", hint=hint) from problem
    except OSError as problem:
        message = f"{interface} cannot be listened to: {problem.strerror or problem}"
        raise CaptureError(message, hint="see `ip link`: is it up?") from problem


def _opened(interface: str, expression: str, snaplen: int) -> Tap:
    from scapy.config import conf  # noqa: PLC0415 - scapy takes long to import, and only this command needs it here
    from scapy.data import ARPHRD_TO_DLT  # noqa: PLC0415

    _quiet()
    kind = _hardware(interface)
    # Each packet of the loopback interface is seen on its way out and again on its way in: one of the two is dropped.
    # scapy's listening socket hears both, its other one only the way in.
    make = conf.L2socket if kind == _LOOPBACK else conf.L2listen
    opened = make(iface=interface, filter=expression or None, promisc=True)
    plain: socket.socket = opened.ins
    if kind == _LOOPBACK:
        with contextlib.suppress(OSError):  # before Linux 4.20 all are received, and scapy drops them
            plain.setsockopt(_PACKET, _PACKET_IGNORE_OUTGOING, 1)
    try:
        plain.setsockopt(socket.SOL_SOCKET, _RECEIVE_BUFFER_FORCED, BUFFER_SIZE)
    except PermissionError:  # without CAP_NET_ADMIN: as much as net.core.rmem_max allows
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_SIZE)
    # A time limit that the kernel keeps costs no further system call for each packet, as Python's own would.
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 0, int(PATIENCE * 1e6)))
    linktype = ARPHRD_TO_DLT.get(kind, RAW_IP)
    return Tap(opened, linktype if linktype >= 0 else ETHERNET, snaplen)


def _refuse_wrong(expression: str, interface: str) -> None:
    """Raise UsageError when libpcap does not understand an expression."""
    from scapy.arch.common import compile_filter, free_filter  # noqa: PLC0415 - see above
    from scapy.error import Scapy_Exception  # noqa: PLC0415

    _quiet()
    try:
        free_filter(compile_filter(expression, iface=interface))
    except ImportError as problem:
        hint = "install it (Debian: libpcap0.8), or leave --filter out"
        raise UsageError("--filter needs the library libpcap", hint=hint) from problem
    except (Scapy_Exception, OSError) as problem:
        raise UsageError(f"--filter: {problem}", hint="write it as for tcpdump, such as 'tcp port 8080'") from problem


def _hardware(interface: str) -> int:
    """Return the ARPHRD_ number of an interface."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as probe:  # protocol 0 hears nothing
        probe.bind((interface, 0))
        return int(probe.getsockname()[3])


def _quiet() -> None:
    """Load what scapy's sockets need, and keep to ourselves what it says to its own users."""
    logging.getLogger("scapy").setLevel(logging.CRITICAL)
    import scapy.arch  # noqa: PLC0415
    import scapy.layers.l2  # noqa: F401, PLC0415 - it knows the link layers
