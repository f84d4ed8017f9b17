"""The command `inventory`, also as `python -m inventory`."""

import sys


def main() -> None:
    """Run the command line; ends the process."""
    from inventory.cli.app import run  # noqa: PLC0415 - `import inventory.__main__` alone should cost nothing

    sys.exit(run())


if __name__ == "__main__":
    main()
