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
        cwd=folder, env={**kept, "PATH": path, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **given},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


def sharing_python(folder: Path) -> str:
    """Return a PATH with a `python3` whose virtual environments see the packages that are here.

    So pip need not fetch again what the package needs, and still finds that it is there in the versions it shall be.
    """
    program = folder / "python3"
    folder.mkdir()
    program.write_text(
        f'''#!/bin/sh
"{sys.executable}" "$@" || exit
if [ "$2" = venv ]; then for folder in "$3"/lib/python*/site-packages; do
  echo "{sysconfig.get_path("purelib")}" > "$folder/others.pth"
done; fi
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
