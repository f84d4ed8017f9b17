"""The action for GitHub: its steps are run as a runner does, with what GitHub gives them."""

import json
import re
import stat
from pathlib import Path

import pytest
from ci_files import bash, documents, sharing_python, source_for_images
from program import ROOT, SAMPLES

CAPTURE = SAMPLES / "shop" / "capture.har"
SPEC = SAMPLES / "shop" / "openapi-drifted.yaml"

STAND_IN = """#!/usr/bin/env python3
import json, os, pathlib, sys
arguments = sys.argv[1:]
pathlib.Path(os.environ["SEEN"]).write_text(json.dumps(arguments))
for one in arguments:
    if one.startswith("--output="):
        form, _, file = one.removeprefix("--output=").partition("=")
        pathlib.Path(file).write_text(f"{form} of the run\\n")
print("::error::from a capture")
sys.exit(int(os.environ["ENDING"]))
"""


def _steps() -> dict[str, dict[str, object]]:
    (action,) = documents("action.yml")
    return {step["name"]: step for step in action["runs"]["steps"]}


class Runner:
    """A runner of GitHub Actions, with a stand-in for `inventory` that tells how it was called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("temp/inventory/bin", "work"):
            (folder / name).mkdir(parents=True)
        self.program = folder / "temp" / "inventory" / "bin" / "inventory"
        self.program.write_text(STAND_IN)
        self.program.chmod(0o755)

    def check(self, ending: int = 0, **inputs: str) -> tuple[int, str]:
        """Run the second step; return its exit status and what it printed."""
        for name in ("seen", "output", "summary"):
            (self.folder / name).write_text("")
        (action,) = documents("action.yml")
        step = _steps()["Check"]
        variables: dict[str, object] = {}
        for variable, expression in step["env"].items():
            (name,) = re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", expression).groups()
            variables[variable] = inputs.get(name, action["inputs"][name].get("default", ""))
        done = bash(
            step["run"], self.folder / "work", SEEN=self.folder / "seen", ENDING=ending,
            RUNNER_TEMP=self.folder / "temp", GITHUB_OUTPUT=self.folder / "output",
            GITHUB_STEP_SUMMARY=self.folder / "summary", GITHUB_ACTION_PATH=ROOT, **variables,
        )  # fmt: skip
        assert done.stderr == ""
        return done.returncode, done.stdout

    def read(self, name: str) -> str:
        return (self.folder / name).read_text()

    @property
    def arguments(self) -> list[str]:
        return [one for one in json.loads(self.read("seen")) if not one.startswith("--output=github")]


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def test_it_says_what_a_composite_action_must() -> None:
    (action,) = documents("action.yml")
    assert action["name"]
    assert len(action["description"]) <= 125, "the marketplace shows no more"
    assert action["runs"]["using"] == "composite"
    assert all(step["shell"] == "bash" and step["run"] for step in action["runs"]["steps"])
    assert all(one["description"] for one in (*action["inputs"].values(), *action["outputs"].values()))
    assert all(set(one) <= {"description", "required", "default"} for one in action["inputs"].values())
    identifiers = {step.get("id") for step in action["runs"]["steps"]}
    for one in action["outputs"].values():
        (step,) = re.fullmatch(r"\$\{\{ steps\.([a-z]+)\.outputs\.[a-z]+ \}\}", one["value"]).groups()
        assert step in identifiers


def test_every_input_is_used_and_none_stands_in_a_script() -> None:
    (action,) = documents("action.yml")
    steps = _steps()
    assert not any("${{" in str(step["run"]) for step in steps.values())
    assert {f"${{{{ inputs.{name} }}}}" for name in action["inputs"]} == set(steps["Check"]["env"].values())
    assert all(f"${variable}" in steps["Check"]["run"] for variable in steps["Check"]["env"])


def test_inputs_become_arguments_line_by_line(runner: Runner) -> None:
    assert runner.check(
        captures="a b.har\nfolder\n\n--odd.pcap\n", spec="one.yaml\ntwo.yaml\n", server="http://a.example", sarif="",
        output="junit=a.xml", baseline="b c.json", config="c.toml", keylog="k.log", **{"fail-on": "error,zombie"},
    )[0] == 0  # fmt: skip
    assert runner.arguments == [
        "check", "--spec=one.yaml", "--spec=two.yaml", "--server=http://a.example", "--baseline=b c.json",
        "--fail-on=error,zombie", "--config=c.toml", "--keylog=k.log", "--output=junit=a.xml", "--", "a b.har",
        "folder", "--odd.pcap",
    ]  # fmt: skip
    assert runner.read("output") == "status=0\n"


def test_without_inputs_the_configuration_decides(runner: Runner) -> None:
    runner.check(captures="a.har")
    assert runner.arguments == ["check", "--output=sarif=inventory.sarif", "--", "a.har"]


@pytest.mark.parametrize("text", ["$(touch made)", "`touch made`", "'; touch made; '", '"; touch made; "', "${HOME}"])
def test_inputs_are_never_run(runner: Runner, text: str) -> None:
    runner.check(captures=text, spec=text, baseline=text, sarif="")
    assert runner.arguments == ["check", f"--spec={text}", f"--baseline={text}", "--", text]
    assert [one.name for one in (runner.folder / "work").iterdir()] == []


@pytest.mark.parametrize("ending", [0, 1, 2, 3, 4])
def test_the_exit_status_is_passed_on_after_everything_is_told(runner: Runner, ending: int) -> None:
    status, out = runner.check(ending, captures="a.har")
    assert status == ending
    assert runner.read("output") == f"sarif=inventory.sarif\nstatus={ending}\n"
    assert runner.read("summary") == "github-summary of the run\n"
    assert out.endswith("github of the run\n")


def test_what_is_printed_gives_no_commands_but_annotations_do(runner: Runner) -> None:
    _, out = runner.check(captures="a.har")
    stop, printed, go_on, annotations = out.splitlines()
    token = stop.removeprefix("::stop-commands::")
    assert re.fullmatch("[0-9a-f]{32}", token)
    assert (printed, go_on, annotations) == ("::error::from a capture", f"::{token}::", "github of the run")


def test_the_name_of_the_sarif_file_gives_no_other_output(runner: Runner) -> None:
    runner.check(captures="a.har", sarif="b.sarif\nstatus=9")
    assert runner.arguments == ["check", "--output=sarif=b.sarif", "--", "a.har"]
    assert runner.read("output") == "sarif=b.sarif\nstatus=0\n"


def test_a_run_that_writes_no_files_is_passed_on_too(runner: Runner) -> None:
    runner.program.write_text("#!/bin/sh\nexit 2\n")
    status, _ = runner.check(captures="a.har", sarif="b.sarif\nstatus=0")
    assert status == 2
    assert runner.read("output") == "status=2\n"
    assert runner.read("summary") == ""


def test_the_package_is_installed_from_the_place_of_the_action(tmp_path: Path) -> None:
    place = source_for_images(tmp_path / "action")
    (tmp_path / "temp").mkdir()
    path = sharing_python(tmp_path / "bin")
    given = {"RUNNER_TEMP": tmp_path / "temp", "GITHUB_ACTION_PATH": place, "PATH": path}
    done = bash(_steps()["Install"]["run"], tmp_path, **given)
    assert done.returncode == 0, done.stderr
    program = tmp_path / "temp" / "inventory" / "bin" / "inventory"
    assert program.stat().st_mode & stat.S_IXUSR
    done = bash(f'"{program}" check "{CAPTURE}" --spec "{SPEC}" --format json', tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert json.loads(done.stdout)["summary"]["findings"] > 0
    done = bash(f'"{program.with_name("python")}" -c "import inventory; print(inventory.__file__)"', tmp_path)
    assert Path(done.stdout.strip()).is_relative_to(tmp_path)
