"""The hooks work with the real pre-commit, which installs them from a clone."""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from shutil import copytree, ignore_patterns, rmtree

import pytest
import yaml

from tests.conftest import ROOT
from tests.program import run_program

HOOKS = ROOT / ".pre-commit-hooks.yaml"
SHIPPED = ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml", "src", "data")
COMMITTER = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (
            ("NAME", "A. Tester"),
            ("EMAIL", "tester@example.org"),
            ("DATE", "2025-01-01T00:00:00+0000"),
        )
    },
}

Hook = Callable[..., tuple[int, str]]


def git(folder: Path, *args: str) -> str:
    done = run_program(["git", "-C", str(folder), *args], folder, COMMITTER)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def commit_folder(folder: Path) -> str:
    """Commit a folder and return the commit, which is the same for the same files."""
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "All there is")
    return git(folder, "rev-parse", "HEAD")


def checkout(into: Path) -> None:
    """Copy the working tree that pre-commit installs."""
    into.mkdir(parents=True)
    for name in SHIPPED:
        path = ROOT / name
        if path.is_dir():
            copytree(path, into / name, ignore=ignore_patterns("__pycache__"))
        else:
            (into / name).write_bytes(path.read_bytes())


def sources_digest() -> str:
    whole = sha256(sys.version.encode())
    files = sorted(file for name in SHIPPED for file in (ROOT / name, *(ROOT / name).rglob("*")) if file.is_file())
    for file in files:
        if "__pycache__" not in file.parts:
            whole.update(file.read_bytes())
    return whole.hexdigest()[:16]


def cache_folder() -> Path:
    """Return the folder that keeps the hooks' environment between runs; delete those of older sources."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    above = Path(tempfile.gettempdir()) / f"ksbcheck-tests-{user}"
    above.mkdir(mode=0o700, exist_ok=True)
    for old in above.iterdir():
        if old.name != sources_digest():
            rmtree(old)
    return above / sources_digest()


@pytest.fixture
def hook(tmp_path: Path) -> Hook:
    """Return a function that runs a hook on a repository with two portfolios."""
    cache = cache_folder()
    ksbcheck = cache / "ksbcheck"
    if not ksbcheck.exists():
        checkout(ksbcheck)
        commit_folder(ksbcheck)
    work = tmp_path / "work"
    copytree(ROOT / "examples", work / "cohort", ignore=ignore_patterns("framework-*", "early-*"))
    config = {"repos": [{"repo": str(ksbcheck), "rev": git(ksbcheck, "rev-parse", "HEAD"), "hooks": []}]}
    config["repos"][0]["hooks"] = [{"id": each["id"]} for each in yaml.safe_load(HOOKS.read_text(encoding="utf-8"))]
    (work / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    commit_folder(work)

    def run(name: str, *files: str) -> tuple[int, str]:
        git(work, "add", "--all")
        done = run_program(
            [sys.executable, "-m", "pre_commit", "run", name, *(["--files", *files] if files else [])],
            work,
            {
                **COMMITTER,
                "PRE_COMMIT_HOME": str(cache / "pre-commit"),
                "PIP_CONSTRAINT": str(ROOT / "constraints.txt"),
            },
            600,
        )
        return done.returncode, done.stdout + done.stderr

    return run


def test_hooks_are_valid() -> None:
    done = run_program([sys.executable, "-m", "pre_commit", "validate-manifest", str(HOOKS)], ROOT, {})
    assert done.returncode == 0, done.stdout


def test_hooks_read_pdfs() -> None:
    stated = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for each in yaml.safe_load(HOOKS.read_text(encoding="utf-8")):
        assert f"documents = {json.dumps(each['additional_dependencies'])}" in stated


@pytest.mark.usefixtures("package_index")
def test_hooks_run_in_pre_commit(hook: Hook, tmp_path: Path) -> None:
    work = tmp_path / "work"
    complete = work / "cohort" / "complete-wellbeing" / "portfolio.yaml"

    status, said = hook("ksbcheck", "cohort/complete-wellbeing/portfolio.yaml", "ksbcheck.toml")
    assert (status, "Passed" in said) == (0, True), said
    status, said = hook("ksbcheck", "cohort/halfway-send/portfolio.yaml")
    assert (status, "25 of 70 KSBs missing" in said) == (1, True), said

    status, said = hook("ksbcheck-portfolios")
    assert (status, "set `paths` in ksbcheck.toml" in said) == (1, True), said
    (work / "ksbcheck.toml").write_text('paths = ["cohort/complete-*"]\n', encoding="utf-8")
    assert hook("ksbcheck-portfolios")[0] == 0
    (complete.parent / "evidence" / "E14-display-notes.md").unlink()
    status, said = hook("ksbcheck-portfolios")
    assert (status, "KSB601" in said) == (1, True), said
