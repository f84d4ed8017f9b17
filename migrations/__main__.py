"""One of Alembic's commands to its work on a new database in memory: `python -m migrations check`.

Also `python -m migrations revision --autogenerate --rev-id 0002 -m TEXT`, which writes the next step.
"""

from alembic.config import CommandLine

from inventory.store.files import Location
from inventory.store.schema import bring_up, configuration
from inventory.store.sqlite import connect


def main() -> None:
    """Run the command that the arguments name."""
    command_line = CommandLine(prog="python -m migrations")
    options = command_line.parser.parse_args()
    engine = connect(Location(None))
    try:
        with engine.begin() as connection:
            bring_up(connection)
            config = configuration(connection)
            config.cmd_opts = options
            command_line.run_cmd(config, options)
    finally:
        engine.dispose()


main()
