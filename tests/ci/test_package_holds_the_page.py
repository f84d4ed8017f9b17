"""The package that users install holds what the HTML report is made of."""

import subprocess
import sys
import zipfile
from pathlib import Path

from program import ROOT


def test_the_wheel_has_all_files_of_the_page(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = tmp_path.glob("*.whl")
    folder = ROOT / "inventory" / "reports" / "page"
    files = {
        str(path.relative_to(ROOT)) for path in folder.rglob("*.*") if path.suffix in {".html", ".css", ".js", ".py"}
    }
    assert {path.rsplit(".")[-1] for path in files} == {"html", "css", "js", "py"}
    with zipfile.ZipFile(wheel) as opened:
        assert files <= set(opened.namelist())
