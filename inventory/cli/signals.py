"""SIGINT and SIGTERM to the end that a command should come to."""

import select
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from inventory.cli import standard_input
from inventory.cli.output import tell

GRACE = 3.0  # seconds of silence after which input is taken not to end


class Stopped(BaseException):
    """A signal asked the program to end; passes through everything that handles errors."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_status = 128 + number


def stop(number: int, _frame: FrameType | None) -> None:
    """Handle a signal: end at once."""
    raise Stopped(number)


@contextmanager
def first(act: Callable[[], None], *numbers: signal.Signals) -> Iterator[list[int]]:
    """Make the first of some signals call `act`; yield the list that it is noted in. A second one acts as ever."""
    noted: list[int] = []
    former = {number: signal.getsignal(number) for number in numbers}

    def note(number: int, _frame: FrameType | None) -> None:
        noted.append(number)
        restore()
        act()

    def restore() -> None:
        for number, handler in former.items():
            signal.signal(number, handler)

    for number in numbers:
        signal.signal(number, note)
    try:
        yield noted
    finally:
        restore()


@contextmanager
def to_the_end(paths: Sequence[Path]) -> Iterator[list[int]]:
    """Go on to the end of the input when SIGINT comes and a pipe is all there is to read; yield where it is noted.

    Ctrl-C reaches every program of `tcpdump -w - | inventory scan -`: tcpdump writes what it still holds, and ends.
    Where the input falls silent without an end, or with a second signal, Stopped is raised.
    """
    if list(paths) != [Path("-")] or not standard_input.is_pipe():
        yield []
        return

    def check(_number: int, _frame: FrameType | None) -> None:
        if not select.select([sys.stdin], [], [], 0)[0]:  # an end can be read, too
            raise Stopped(signal.SIGINT)

    def wait() -> None:
        if sys.stderr.isatty():
            tell("reading to the end of the input; Ctrl-C again stops at once")
        signal.setitimer(signal.ITIMER_REAL, GRACE, GRACE)

    former = signal.signal(signal.SIGALRM, check)
    try:
        with first(wait, signal.SIGINT) as noted:
            yield noted
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)
