"""The files for CI, as their hosts read them."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import yaml
from program import ROOT

# Nothing is fetched: what builds the package is one of the packages for tests. Modules are compiled when they are run.
_PIP = {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_NO_COMPILE": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def documents(name: str) -> list[Any]:
    """Return what stands in a YAML file of this project."""
    return list(yaml.safe_load_all((ROOT / name).read_text("utf-8")))


def source_for_images(folder: Path) -> Path:
    """Copy what .dockerignore lets through; return the folder."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert lines[0] == "*"
    for line in lines[1:]:
        if line.startswith("!"):
            _copy(ROOT / line[1:], folder / line[1:], shutil.ignore_patterns("__pycache__"))
    return folder


def bash(script: str, folder: Path, **variables: object) -> subprocess.CompletedProcess[str]:
    """Run a script as a step of GitHub Actions is run, in an environment that shows nothing of this project."""
    hidden = ("PYTHON", "INVENTORY", "GITHUB", "SSLKEYLOGFILE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    given = {name: str(value) for name, value in variables.items()}
    path = os.pathsep.join((str(Path(sys.executable).parent), kept["PATH"]))
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder, env={**kept, **_PIP, "PATH": path, **given},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


def sharing_python(folder: Path) -> str:
    """Return a PATH with a `python3` whose virtual environments see the packages that are here, pip among them.

    So pip fetches nothing: it finds what the package needs in the versions that it shall have, and what builds it.
    """
    program = folder / "python3"
    folder.mkdir()
    program.write_text(
        f'''#!/bin/sh
if [ "$1 $2" != "-m venv" ]; then exec "{sys.executable}" "$@"; fi
"{sys.executable}" -m venv --without-pip "$3" || exit
for folder in "$3"/lib/python*/site-packages; do
  echo "{sysconfig.get_path("purelib")}" > "$folder/others.pth"
done
printf '#!/bin/sh\nexec "%s/bin/python" -m pip "$@"\n' "$3" > "$3/bin/pip"
chmod +x "$3/bin/pip"
'''
    )
    program.chmod(0o755)
    return os.pathsep.join((str(folder), os.environ["PATH"]))


def _copy(source: Path, target: Path, ignore: Any) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=ignore)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
