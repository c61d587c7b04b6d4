"""`ksbcheck baseline --shrink-only`, for hooks: closed gaps leave a baseline, and nothing else happens."""

import json
from pathlib import Path
from shutil import copytree

import pytest

from tests.conftest import ROOT, Run


@pytest.fixture
def halfway(tmp_path: Path) -> Path:
    return copytree(ROOT / "examples" / "halfway-send", tmp_path / "halfway")


def test_no_baseline_is_made(ksbcheck: Run, halfway: Path) -> None:
    before = sorted(halfway.iterdir())
    done = ksbcheck("baseline", halfway, ROOT / "examples" / "framework-advanced", "--shrink-only")
    assert (done.returncode, done.stdout.count("has no baseline")) == (0, 2)
    assert sorted(halfway.iterdir()) == before


def test_a_baseline_shrinks(ksbcheck: Run, halfway: Path) -> None:
    assert ksbcheck("baseline", halfway).returncode == 0
    file, manifest = halfway / "portfolio.baseline.json", halfway / "portfolio.yaml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("    ksbs: [", "    ksbs: [K5, ", 1), encoding="utf-8")
    gaps = json.loads(file.read_text(encoding="utf-8"))["gaps"]
    done = ksbcheck("baseline", halfway / "portfolio.yaml", "--shrink-only", "--check")
    assert (done.returncode, "1 closed one to take out" in done.stdout) == (1, True)
    done = ksbcheck("baseline", halfway / "portfolio.yaml", "--shrink-only")
    assert (done.returncode, "1 closed one taken out" in done.stdout) == (0, True)
    assert json.loads(file.read_text(encoding="utf-8"))["gaps"] == [code for code in gaps if code != "K5"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["nowhere"], "nowhere: error KSB901 cannot be opened"),
        (["examples/halfway-send", "--replace"], "--replace and --shrink-only contradict each other"),
    ],
)
def test_what_will_not_do_is_said(ksbcheck: Run, args: list[str], message: str) -> None:
    done = ksbcheck("baseline", *args, "--shrink-only")
    assert (done.returncode, message in done.stderr) == (2, True)
