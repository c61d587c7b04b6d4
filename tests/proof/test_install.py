"""An installed ksbcheck works from any folder, with its bundled data."""

import sys
import zipfile
from pathlib import Path

from tests.conftest import ROOT, run_program


def test_wheel_is_complete(tmp_path: Path) -> None:
    built = run_program([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)], ROOT, {})
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    assert (site / "ksbcheck" / "py.typed").exists()
    assert (site / "ksbcheck" / "output/templates/document.typ").exists()
    for name in ("standard.yaml", "framework_fr04171.yaml", "gateway_rules.yaml"):
        assert (site / "ksbcheck" / "data" / name).read_bytes() == (ROOT / "data" / name).read_bytes()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for args, words in (
        (["standard", "show"], "ST1414 Specialist teaching assistant"),
        (["framework", "show"], "FR04171"),
        (["check", str(ROOT / "examples" / "complete-wellbeing"), "--as-of", "2026-11-22"], "none missing of 70 KSBs"),
        (
            ["report", str(ROOT / "examples" / "framework-advanced"), "--as-of", "2026-11-22", "-f", "html", "-o", "-"],
            "<!DOCTYPE html>",
        ),
    ):
        command = [sys.executable, "-m", "ksbcheck", *args]
        done = run_program(command, elsewhere, {"PYTHONPATH": str(site), "COVERAGE_PROCESS_START": ""})
        assert done.returncode == 0, done.stderr
        assert words in done.stdout
    where = run_program(
        [sys.executable, "-c", "import ksbcheck; print(ksbcheck.__file__)"], elsewhere, {"PYTHONPATH": str(site)}
    )
    assert where.stdout.startswith(str(site))


def test_version_and_help() -> None:
    for start in (["-m", "ksbcheck"], ["-c", "from ksbcheck.cli import main; main()"]):
        done = run_program([sys.executable, *start, "--version"], ROOT, {})
        assert (done.returncode, done.stdout) == (0, "ksbcheck 0.1.0\n")
    done = run_program([sys.executable, "-m", "ksbcheck", "--help"], ROOT, {})
    assert done.returncode == 0
    for command in ("check", "pin", "plan", "standard", "framework", "explain", "rules"):
        assert f" {command} " in done.stdout
    done = run_program(
        [sys.executable, "-m", "ksbcheck", "--show-completion", "bash"],
        ROOT,
        {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
    )
    assert "complete" in done.stdout


def test_program_reports_own_fault_in_one_line() -> None:
    broken = "import ksbcheck.tasks.check as c; c.check_all = None; from ksbcheck.cli import main; import sys; sys.argv = ['k', 'check', '.']; main()"
    done = run_program([sys.executable, "-c", broken], ROOT, {})
    assert done.returncode == 2
    assert "this is a fault of ksbcheck" in done.stderr
    assert "Traceback" not in done.stderr
    done = run_program([sys.executable, "-c", broken], ROOT, {"KSBCHECK_DEBUG": "1"})
    assert "Traceback" in done.stderr
