"""`check --changed-since` in real git repositories."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.small import REQUIRED, policy, written

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
_PLAIN = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": "t@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}


def git(folder: Path, *args: str | Path) -> str:
    command = ["git", "-C", str(folder), *map(str, args)]
    done = subprocess.run(command, env={**os.environ, **_PLAIN}, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "A day's work")


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    """Return a repository with two portfolios on the branch `main`."""
    folder = tmp_path / "cohort"
    for name in ("ann", "bob"):
        written(folder / name, REQUIRED)
    git(tmp_path, "init", "--quiet", "--initial-branch", "main", folder)
    commit(folder)
    return folder


@pytest.fixture
def touched(ksbcheck: Run) -> Callable[..., set[str]]:
    """Return a function that returns the names of the portfolios that are checked, of all or those that are named."""

    def run(folder: Path, *paths: str | Path, since: str = "main") -> set[str]:
        named = paths or sorted(each.name for each in folder.iterdir() if (each / "portfolio.yaml").exists())
        done = ksbcheck("check", *named, "--changed-since", since, "--format", "json", cwd=folder)
        reports = json.loads(done.stdout)["reports"]
        assert f"{len(named) - len(reports)} portfolio" in done.stderr
        assert reports or done.returncode == 0
        return {Path(each["portfolio"]["path"]).name for each in reports}

    return run


Touched = Callable[..., set[str]]


def test_nothing_has_changed(ksbcheck: Run, cohort: Path, touched: Touched) -> None:
    assert touched(cohort) == set()
    done = ksbcheck("check", "ann", "bob", "--changed-since", "main", cwd=cohort)
    assert done.returncode == 0
    assert "Untouched since main, and not checked: 2 portfolios of 2" in done.stderr


@pytest.mark.parametrize(
    "report_format", ["table", "summary", "json", "lines", "github", "gitlab", "junit", "sarif", "markdown"]
)
def test_every_format_can_say_that_nothing_was_touched(ksbcheck: Run, cohort: Path, report_format: str) -> None:
    done = ksbcheck("check", "ann", "--changed-since", "main", "--format", report_format, cwd=cohort)
    assert (done.returncode, done.stderr) == (0, "Untouched since main, and not checked: 1 portfolio of 1\n")


def test_what_is_not_committed_counts(cohort: Path, touched: Touched) -> None:
    (cohort / "ann" / "note.txt").touch()
    assert touched(cohort) == {"ann"}
    written(cohort / "bob", REQUIRED[1:])
    assert touched(cohort) == {"ann", "bob"}
    git(cohort, "add", "--all")
    assert touched(cohort) == {"ann", "bob"}
    commit(cohort)
    assert touched(cohort) == set()
    assert touched(cohort, since="HEAD~1") == {"ann", "bob"}


def test_a_branch_is_compared_with_where_it_began(cohort: Path, touched: Touched) -> None:
    git(cohort, "checkout", "--quiet", "-b", "work")
    written(cohort / "ann", REQUIRED[1:])
    commit(cohort)
    git(cohort, "checkout", "--quiet", "main")
    written(cohort / "bob", REQUIRED[1:])
    commit(cohort)
    git(cohort, "checkout", "--quiet", "work")
    assert touched(cohort) == {"ann"}


def test_a_file_that_is_gone_or_renamed_counts(cohort: Path, touched: Touched) -> None:
    (cohort / "ann" / "plan.txt").write_text("A plan")
    commit(cohort)
    (cohort / "ann" / "plan.txt").rename(cohort / "bob" / "plan.txt")
    assert touched(cohort) == {"ann", "bob"}
    commit(cohort)
    (cohort / "bob" / "plan.txt").unlink()
    assert touched(cohort) == {"bob"}


@pytest.mark.parametrize("name", ["ksbcheck.toml", "pyproject.toml"])
def test_the_configuration_above_touches_all_below(cohort: Path, touched: Touched, name: str) -> None:
    text = 'rung = "claimed"\n'
    (cohort / name).write_text(text if name == "ksbcheck.toml" else f"[tool.ksbcheck]\n{text}")
    assert touched(cohort) == {"ann", "bob"}
    commit(cohort)
    assert touched(cohort) == set()
    (cohort / name).unlink()
    assert touched(cohort) == {"ann", "bob"}


def test_policies_and_standards_elsewhere_count(cohort: Path, touched: Touched) -> None:
    (cohort / "rules").mkdir()
    (cohort / "rules" / "policy.yaml").write_text(policy())
    (cohort / "rules" / "other.yaml").write_text(policy())
    shutil.copy(cohort / "ann" / "standard.yaml", cohort / "rules")
    ann = cohort / "ann" / "portfolio.yaml"
    ann.write_text(ann.read_text().replace("./standard.yaml", "../rules/standard.yaml"))
    written(cohort / "bob", REQUIRED, "policy: ../rules/policy.yaml\n")
    written(cohort / "cyd", REQUIRED, ksbcheck_toml='policy = "../rules/other.yaml"\n')
    commit(cohort)
    files = (("standard.yaml", "ann"), ("policy.yaml", "bob"), ("other.yaml", "cyd"))
    for file, name in (*files, ("standard.assessment-plan.yaml", "ann")):
        with (cohort / "rules" / file).open("a") as text:
            text.write("# A word\n")
        assert touched(cohort) == {name}
        commit(cohort)


def test_a_folder_of_standards_counts(cohort: Path, touched: Touched) -> None:
    (cohort / "standards").mkdir()
    (cohort / "standards" / "readme.txt").touch()
    (cohort / "ksbcheck.toml").write_text('standards = "standards"\n')
    commit(cohort)
    (cohort / "standards" / "readme.txt").write_text("More\n")
    assert touched(cohort) == {"ann", "bob"}


def test_of_a_manifest_alone_the_baseline_counts_and_the_rest_does_not(cohort: Path, touched: Touched) -> None:
    (cohort / "ann" / "plan.txt").touch()
    assert touched(cohort, "ann/portfolio.yaml") == set()
    (cohort / "ann" / "portfolio.baseline.json").write_text("{}")
    assert touched(cohort, "ann/portfolio.yaml") == {"portfolio.yaml"}


def test_what_cannot_be_read_is_checked(cohort: Path, touched: Touched) -> None:
    (cohort / "bob" / "portfolio.yaml").write_text("a: [")
    commit(cohort)
    assert touched(cohort, "ann", "bob", "nobody") == {"bob", "nobody"}


def test_what_git_cannot_tell_of_is_checked(tmp_path: Path, cohort: Path, touched: Touched) -> None:
    written(tmp_path / "outside", REQUIRED)
    written(cohort / "private" / "cyd", REQUIRED)
    written(cohort / "dee", REQUIRED)
    (cohort / ".gitignore").write_text("private/\ndee/portfolio.yaml\n*.log\n")
    (cohort / "ann" / "run.log").touch()
    commit(cohort)
    assert touched(cohort, "../outside", "private/cyd", "dee", "ann") == {"outside", "cyd", "dee"}


def test_a_repository_within_counts_as_a_whole(cohort: Path, touched: Touched) -> None:
    git(cohort.parent, "init", "--quiet", cohort / "guests")
    written(cohort / "guests" / "cyd", REQUIRED)
    commit(cohort / "guests")
    assert touched(cohort, "guests/cyd", "ann") == {"cyd"}


@pytest.mark.parametrize("name", ["two words", "new\nline", "Zoë — ✓", "-dash", "quote'\"", "[1]*"])
def test_names_of_all_kinds(ksbcheck: Run, cohort: Path, name: str) -> None:
    folder = written(cohort / name, REQUIRED)
    commit(cohort)
    done = ksbcheck("check", f"./{name}", "--changed-since", "main", "--format", "json", cwd=cohort)
    assert json.loads(done.stdout)["reports"] == []
    (folder / name).touch()
    done = ksbcheck("check", f"./{name}", "--changed-since", "main", "--format", "json", cwd=cohort)
    assert len(json.loads(done.stdout)["reports"]) == 1


def test_from_a_folder_within_and_through_a_link(tmp_path: Path, cohort: Path, ksbcheck: Run) -> None:
    (tmp_path / "link").symlink_to(cohort)
    (cohort / "ann" / "note.txt").touch()
    for here, path, count in ((cohort / "bob", "../ann", 1), (cohort / "bob", ".", 0), (tmp_path / "link", "ann", 1)):
        done = ksbcheck("check", path, "--changed-since", "main", "--format", "json", cwd=here)
        assert len(json.loads(done.stdout)["reports"]) == count


@pytest.mark.parametrize(
    "revision", ["nowhere", "--upload-pack=touch x", "--output=x", "-h", "", "main..main", "main:ann"]
)
def test_a_revision_that_is_not_known(ksbcheck: Run, cohort: Path, revision: str) -> None:
    done = ksbcheck("check", "ann", f"--changed-since={revision}", cwd=cohort)
    assert (done.returncode, done.stdout) == (2, "")
    assert "git knows no revision" in " ".join(done.stderr.split())
    assert not (cohort / "x").exists()


def test_a_shallow_clone_says_what_to_do(ksbcheck: Run, tmp_path: Path, cohort: Path) -> None:
    git(cohort, "branch", "old")
    commit(cohort)
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{cohort}", "shallow")
    done = ksbcheck("check", "ann", "--changed-since", "origin/old", cwd=tmp_path / "shallow")
    assert done.returncode == 2
    assert "fetch-depth: 0" in " ".join(done.stderr.split())


def test_without_a_commit_or_a_repository(ksbcheck: Run, tmp_path: Path) -> None:
    written(tmp_path / "ann", REQUIRED)
    done = ksbcheck(
        "check", "ann", "--changed-since", "main", cwd=tmp_path, GIT_CEILING_DIRECTORIES=str(tmp_path.parent)
    )
    assert done.returncode == 2
    assert "git finds no repository that it may read here" in " ".join(done.stderr.split())
    git(tmp_path, "init", "--quiet")
    done = ksbcheck("check", "ann", "--changed-since", "HEAD", cwd=tmp_path)
    assert done.returncode == 2


@pytest.mark.parametrize("there", [False, True])
def test_without_git(program: Run, cohort: Path, tmp_path: Path, there: bool) -> None:
    (tmp_path / "bin").mkdir()
    if there:
        (tmp_path / "bin" / "git").touch(mode=0o644)
    done = program("check", "ann", "--changed-since", "main", cwd=cohort, PATH=str(tmp_path / "bin"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "git can't be run" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_git_that_fails_is_heard(program: Run, cohort: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    fake = tmp_path / "bin" / "git"
    fake.write_text(
        f'#!/bin/sh\ncase "$*" in *diff*) echo "fatal: no memory" >&2; exit 128;; esac\nexec {shutil.which("git")} "$@"\n'
    )
    fake.chmod(0o755)
    done = program(
        "check", "ann", "--changed-since", "main", cwd=cohort, PATH=f"{tmp_path / 'bin'}:{os.environ['PATH']}"
    )
    assert done.returncode == 2
    assert "git diff failed: fatal: no memory" in " ".join(done.stderr.split())


@pytest.mark.parametrize("setting", ["submodule.work.ignore", "diff.ignoreSubmodules"])
def test_no_setting_of_git_hides_a_repository_within(
    touched: Callable[..., set[str]], cohort: Path, tmp_path: Path, setting: str
) -> None:
    other = tmp_path / "other"
    written(other / "cat", REQUIRED)
    git(tmp_path, "init", "--quiet", "--initial-branch", "main", other)
    commit(other)
    git(cohort, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", other, "work")
    commit(cohort)
    git(cohort, "config", setting, "all")
    assert touched(cohort, cohort / "work" / "cat") == set()
    written(cohort / "work" / "cat", REQUIRED[1:])
    assert touched(cohort, cohort / "work" / "cat") == {"cat"}
