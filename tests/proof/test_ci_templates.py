"""The GitHub Action and the GitLab template are valid, and their scripts do what they say."""

import json
import re
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any, NamedTuple

import pytest
import yaml

from tests.conftest import ROOT
from tests.program import run_program

PROGRAM = Path(sysconfig.get_path("scripts")) / "ksbcheck"
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
GITLAB = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
INPUTS = {name: stated["default"] for name, stated in ACTION["inputs"].items()}
HOSTILE = [
    "; rm -r examples",
    "$(rm -r examples)",
    "`rm -r examples`",
    '"; rm -r examples; "',
    "x'; rm -r examples #",
    "--output=examples/halfway-send/portfolio.yaml",
    "nobody\n; rm -r examples",
    "${{ github.token }}",
]


class Ran(NamedTuple):
    """The result of a step of the action."""

    status: int
    printed: str
    outputs: dict[str, str]
    summary: str


Step = Callable[..., Ran]


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """Return a repository with the sample portfolios."""
    copytree(ROOT / "examples", tmp_path / "work" / "examples")
    (tmp_path / "work" / ".git").mkdir()
    return tmp_path / "work"


@pytest.fixture
def step(scratch: Path) -> Step:
    """Return a function that runs a step of the action as GitHub does, with inputs and variables."""

    def run(name: str, variables: dict[str, str] | None = None, seconds: float = 60, **inputs: str) -> Ran:
        given = {**INPUTS, **{key.replace("_", "-"): value for key, value in inputs.items()}}
        known = {f"inputs.{key}": value for key, value in given.items()} | (variables or {})
        stated = {key: fill_expressions(value, known) for key, value in STEPS[name].get("env", {}).items()}
        script, output, summary = (scratch.parent / file for file in ("step.sh", "output", "summary"))
        script.write_text(STEPS[name]["run"], encoding="utf-8")
        output.write_text("", encoding="utf-8")
        summary.write_text("", encoding="utf-8")
        temporary = scratch.parent / "temporary"
        temporary.mkdir(exist_ok=True)
        done = run_program(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            scratch,
            {
                **stated,
                "GITHUB_OUTPUT": str(output),
                "GITHUB_STEP_SUMMARY": str(summary),
                "GITHUB_ACTION_PATH": str(ROOT),
                "RUNNER_TEMP": str(temporary),
            },
            seconds,
        )
        outputs = dict(line.split("=", 1) for line in output.read_text(encoding="utf-8").splitlines())
        return Ran(done.returncode, done.stdout + done.stderr, outputs, summary.read_text(encoding="utf-8"))

    return run


def fill_expressions(value: str, known: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ (\S+) \}\}", lambda found: known.get(found[1], ""), value)


def run_check_step(step: Step, **inputs: str) -> Ran:
    return step("Check", {"steps.install.outputs.program": str(PROGRAM)}, **inputs)


@pytest.mark.parametrize(
    ("file", "schema"), [("action.yml", "vendor.github-actions"), ("ci/gitlab.yml", "vendor.gitlab-ci")]
)
def test_templates_are_valid(file: str, schema: str) -> None:
    done = run_program([sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, file], ROOT, {})
    assert done.returncode == 0, done.stdout


def test_action_scripts_hold_no_input() -> None:
    assert [name for name, step in STEPS.items() if "${{" in step.get("run", "")] == []


def test_action_pins_major_versions() -> None:
    used = [step["uses"] for step in STEPS.values() if "uses" in step]
    assert len(used) == 2
    assert all(re.fullmatch(r"[\w/-]+@v\d+", each) for each in used)


@pytest.mark.parametrize(
    ("name", "status"), [("complete-wellbeing", "0"), ("halfway-send", "1"), ("framework-advanced", "0"), ("no", "2")]
)
def test_action_checks(step: Step, name: str, status: str) -> None:
    ran = run_check_step(step, paths=f"examples/{name}")
    assert (ran.status, ran.outputs["status"]) == (0, status)
    assert ("::error " in ran.printed) is (status != "0")
    assert f"examples/{name}" in ran.summary
    sarif = json.loads(Path(ran.outputs["sarif-file"]).read_text(encoding="utf-8"))
    assert sarif["runs"][0]["invocations"][0]["exitCode"] == int(status)


def test_action_takes_patterns_options_and_switches(step: Step) -> None:
    ran = run_check_step(
        step, paths="examples/f*-advanced\n\nexamples/early-*/\n", args="--rung assessed\n--pseudonymous", sarif="false"
    )
    assert ran.outputs == {"status": "1"}
    assert "2 portfolios" in ran.printed
    assert "Tomasz" not in ran.summary
    ran = run_check_step(step, paths="examples/complete-wellbeing", summary="false")
    assert ran.summary == ""


def test_action_reads_paths_from_configuration(step: Step, scratch: Path) -> None:
    ran = run_check_step(step)
    assert ran.outputs == {"status": "2"}
    assert "set `paths` in ksbcheck.toml" in ran.printed
    (scratch / "ksbcheck.toml").write_text('paths = ["examples/complete-*"]\n', encoding="utf-8")
    assert run_check_step(step).outputs["status"] == "0"


@pytest.mark.parametrize("name", ["paths", "args"])
def test_action_takes_hostile_input_as_words(step: Step, scratch: Path, name: str) -> None:
    before = sorted(scratch.rglob("*"))
    ran = run_check_step(step, **{name: "\n".join(HOSTILE)}, sarif="false")
    assert ran.status == 0
    assert ran.outputs["status"] == "2"
    assert sorted(scratch.rglob("*")) == before


@pytest.mark.parametrize("status", [0, 1, 2])
def test_action_ends_with_status_of_check(step: Step, status: int) -> None:
    variables = {"steps.check.outputs.status": str(status), "steps.upload.outcome": "success"}
    ran = step("End with the status of the check", variables)
    assert (ran.status, ran.printed) == (status, "")
    ran = step("End with the status of the check", {**variables, "steps.upload.outcome": "failure"})
    assert ran.status == status
    assert ran.printed.startswith("::warning title=ksbcheck::")


def run_gitlab_job(scratch: Path, lines: list[str], **variables: str) -> Any:
    script = "\n".join(["set -eo pipefail", *lines])
    stated: dict[str, str] = {**GITLAB["ksbcheck"]["variables"], **variables}
    path = f"{PROGRAM.parent}:/usr/bin:/bin"
    return run_program(["bash", "-c", script], scratch, {**stated, "PATH": path})


@pytest.mark.parametrize(("name", "status"), [("complete-wellbeing", 0), ("halfway-send", 1), ("no", 2)])
def test_gitlab_job_checks(scratch: Path, name: str, status: int) -> None:
    job = GITLAB["ksbcheck"]
    done = run_gitlab_job(scratch, job["script"], PORTFOLIOS=f"examples/{name}", PORTFOLIO_OPTIONS="--rung claimed")
    assert done.returncode == status, done.stderr
    assert f"examples/{name}" in done.stdout
    reports = job["artifacts"]["reports"]
    found = json.loads((scratch / reports["codequality"]).read_text(encoding="utf-8"))
    assert any(issue["severity"] in ("major", "blocker") for issue in found) is (status != 0)
    assert (scratch / reports["junit"]).read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.parametrize("name", ["PORTFOLIOS", "PORTFOLIO_OPTIONS"])
def test_gitlab_job_takes_hostile_input_as_words(scratch: Path, name: str) -> None:
    before = sorted(scratch.rglob("*.yaml"))
    done = run_gitlab_job(scratch, GITLAB["ksbcheck"]["script"], **{name: "\n".join(HOSTILE)})
    assert done.returncode == 2
    assert sorted(scratch.rglob("*.yaml")) == before


def test_template_variables_are_not_settings() -> None:
    variables = [*GITLAB["ksbcheck"]["variables"], *(name for step in STEPS.values() for name in step.get("env", {}))]
    assert [name for name in variables if name.startswith("KSBCHECK_")] == []


@pytest.mark.usefixtures("package_index")
def test_templates_install_ksbcheck(step: Step, scratch: Path) -> None:
    ran = step("Install ksbcheck", {}, 600)
    assert ran.status == 0, ran.printed
    program = Path(ran.outputs["program"])
    done = run_program([str(program), "check", "examples/complete-wellbeing"], scratch, {})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "not installed" not in done.stdout
    installing = "\n".join(GITLAB["ksbcheck"]["before_script"])
    variables = {"PORTFOLIO_CHECKER": f"{ROOT}[documents]", "PIP_CONSTRAINT": str(ROOT / "constraints.txt")}
    done = run_program(
        ["bash", "-ec", installing], scratch, {**variables, "PATH": f"{program.parent}:/usr/bin:/bin"}, 600
    )
    assert done.returncode == 0, done.stdout + done.stderr
