"""The command `inventory`, also as `python -m inventory`."""

import os
import sys


def main() -> None:
    """Run the command line; ends the process."""
    # Nothing here multiplies matrices: threads for that would cost memory, and keep processes from being copied.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from inventory.cli.app import run  # noqa: PLC0415 - `import inventory.__main__` alone should cost nothing

    sys.exit(run())


if __name__ == "__main__":
    main()
