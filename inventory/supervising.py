"""What a long-running command does to its supervisor, over the socket of systemd (sd_notify(3)); silent without one."""

import os
import socket
import time
from collections.abc import Mapping


class Supervisor:
    """Tells the service manager that the program is ready, alive, at what, and ending."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Take the address of the socket, and how often a sign of life is wanted, from the environment."""
        address = environment.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address
        wanted = environment.get("WATCHDOG_USEC", "")
        own = environment.get("WATCHDOG_PID") in {None, "", str(os.getpid())}
        # A sign of life is wanted after half of that time (sd_watchdog_enabled(3)): it is given some time before.
        self.pause = int(wanted) / 4e6 if wanted.isdecimal() and int(wanted) and own else float("inf")
        self._last = 0.0
        self._status = ""

    def ready(self) -> None:
        """Tell that it has begun."""
        self._send("READY=1")

    def alive(self) -> None:
        """Give a sign of life when one is due; to be called often."""
        now = time.monotonic()
        if now - self._last >= self.pause:
            self._last = now
            self._send("WATCHDOG=1")

    def status(self, text: str) -> None:
        """Tell in one line what it is at, unless that was said."""
        if text != self._status:
            self._status = text
            self._send(f"STATUS={text}")

    def stopping(self) -> None:
        """Tell that it ends."""
        self._send("STOPPING=1")

    def _send(self, text: str) -> None:
        if self._address[:1] not in {"/", "\0"}:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as manager:
                manager.settimeout(1)
                manager.sendto(text.encode(), self._address)
        except OSError:  # nobody listens any more; the work goes on
            pass
