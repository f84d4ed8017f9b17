"""The GitLab template, the pre-commit hook and the image: what they say, and that their commands run."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
import yaml
from ci_files import bash, documents, sharing_python, source_for_images
from program import ROOT, SAMPLES, Invoke

CAPTURE = SAMPLES / "shop" / "capture.har"
SPEC = SAMPLES / "shop" / "openapi.yaml"


def _gitlab(**given: str) -> dict[str, dict[str, object]]:
    """Return the jobs that GitLab makes of the template."""
    head, _ = documents("templates/inventory.yml")
    inputs = {name: given.get(name, one.get("default")) for name, one in head["spec"]["inputs"].items()}
    body = (ROOT / "templates" / "inventory.yml").read_text("utf-8").split("\n---\n")[1]
    filled = re.sub(r"\$\[\[ inputs\.([a-z-]+) \]\]", lambda found: inputs[found[1]], body)
    return yaml.safe_load(filled)


def test_the_gitlab_template_asks_for_what_it_needs() -> None:
    head, body = documents("templates/inventory.yml")
    inputs = head["spec"]["inputs"]
    assert {name for name, one in inputs.items() if "default" not in one} == {"image", "captures"}
    assert all(set(one) <= {"description", "default"} and one["description"] for one in inputs.values())
    assert set(re.findall(r"inputs\.([a-z-]+)", yaml.safe_dump(body))) == set(inputs)


def test_the_gitlab_job_runs_a_check_and_hands_in_its_reports() -> None:
    jobs = _gitlab(image="registry.example/inventory:1", captures="a.har 'b c.pcap'", options="--spec openapi.yaml")
    (job,) = jobs.values()
    assert list(jobs) == ["api-drift"]
    assert job["image"] == {"name": "registry.example/inventory:1", "entrypoint": [""]}
    (line,) = job["script"]
    words = shlex.split(line)
    assert words[:6] == ["inventory", "check", "a.har", "b c.pcap", "--spec", "openapi.yaml"]
    written = dict(words[at + 1].split("=") for at, word in enumerate(words) if word == "--output")
    assert job["artifacts"] == {
        "when": "always", "reports": {"codequality": written["gitlab"], "junit": written["junit"]},
    }  # fmt: skip


def _hook() -> dict[str, object]:
    ((hook,),) = documents(".pre-commit-hooks.yaml")
    return hook


def test_the_hook_says_what_pre_commit_needs() -> None:
    hook = _hook()
    assert {"id", "name", "entry", "language"} <= set(hook)
    assert hook["language"] == "python"
    assert hook["pass_filenames"] is False


@pytest.mark.parametrize(
    ("name", "looked_at"),
    [
        ("openapi.yaml", True),
        ("api/openapi-orders.yml", True),
        ("api/swagger.json", True),
        ("tests/recorded.har", True),
        ("tests/recorded.pcapng.zst", True),
        ("inventory.toml", True),
        ("docs/myopenapi.yaml", False),
        ("openapi/client.py", False),
        ("recorded.har.txt", False),
        ("package.json", False),
    ],
)
def test_the_hook_runs_when_a_description_or_a_capture_changes(name: str, *, looked_at: bool) -> None:
    assert bool(re.search(str(_hook()["files"]), name)) is looked_at


def test_the_hook_passes_until_the_description_no_longer_fits(invoke: Invoke, tmp_path: Path) -> None:
    shutil.copy(CAPTURE, tmp_path / "recorded.har")
    shutil.copy(SPEC, tmp_path / "openapi.yaml")
    _, *words = shlex.split(str(_hook()["entry"]))
    assert invoke(*words, "recorded.har", "--spec", "openapi.yaml").status == 0
    shutil.copy(SPEC.with_name("openapi-drifted.yaml"), tmp_path / "openapi.yaml")
    (tmp_path / "inventory.toml").write_text('spec = "openapi.yaml"\n')
    assert invoke(*words, "recorded.har").status == 1


def _dockerfile() -> list[list[str]]:
    """Return its instructions, split into words but for those of RUN and ENTRYPOINT."""
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    return [line.split(" ", 1) for line in lines if line and not line.startswith("#")]


def test_the_image_runs_as_a_user_without_rights() -> None:
    lines = _dockerfile()
    names = [name for name, _ in lines]
    assert names[-1] == "ENTRYPOINT"
    assert lines[-1][1] == '["inventory"]'
    assert lines[names.index("USER")][1] == "10001"
    images = [value.split(" ")[0] for name, value in lines if name == "FROM"]
    assert len(set(images)) == 1
    assert re.fullmatch(r"python:3\.\d+-slim", images[0])
    assert any("--uid 10001 " in value for name, value in lines if name == "RUN")


def test_what_the_image_is_made_of_is_enough_and_runs(tmp_path: Path) -> None:
    place = source_for_images(tmp_path / "source")
    (command,) = [value for name, value in _dockerfile() if name == "RUN" and "pip install" in value]
    assert "--no-cache-dir" in command
    environment = tmp_path / "environment"
    moved = command.replace("/source", str(place)).replace("/opt/inventory", str(environment))
    done = bash(moved, tmp_path, PATH=sharing_python(tmp_path / "bin"))
    assert done.returncode == 0, done.stderr
    program = environment / "bin" / "inventory"
    done = bash(f'"{program}" scan "{CAPTURE}" && "{program}" diff --spec "{SPEC}"', tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_only_what_is_built_goes_into_the_image() -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert lines[0] == "*"
    assert all((ROOT / line[1:]).exists() for line in lines if line.startswith("!"))
    assert not {"!tests", "!samples", "!.git"} & set(lines)
