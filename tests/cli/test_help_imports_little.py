"""`--help` must come at once, so it imports nothing that takes long."""

import subprocess
import sys

HEAVY = ("sqlalchemy", "alembic", "numpy", "scapy", "openapi_spec_validator", "jsonschema", "rich.table")


def test_help_imports_no_heavy_library() -> None:
    code = (
        "import sys; sys.argv = ['inventory', '--help']\n"
        "from inventory.cli.app import run\n"
        "run()\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Usage:" in done.stdout
    assert done.stderr.strip() == "[]"
