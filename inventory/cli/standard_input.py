"""What standard input is: a file that holds all that it ever will, a pipe, or something else."""

import os
import stat
import sys


def is_file() -> bool:
    """Tell whether standard input is a file, or closed by whoever started the program: nothing is added to it."""
    mode = _mode()
    return mode is None or stat.S_ISREG(mode)


def is_pipe() -> bool:
    """Tell whether standard input is a pipe."""
    mode = _mode()
    return mode is not None and stat.S_ISFIFO(mode)


def _mode() -> int | None:
    try:
        return os.fstat(sys.stdin.fileno()).st_mode
    except (AttributeError, OSError, ValueError):  # it is closed
        return None
