"""Folders of evidence files, and the reports about them."""

import json
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT, run_program

STANDARD = ROOT / "tests" / "cases" / "standard.yaml"
COVERED = "K1, K2, K3, S1, S2, B1"
MIB = 2**20
SENTENCE = (
    "I planted the box by the south window, watered it each morning of the dry week, turned it so that every seedling "
    "had its share of the sun, and wrote down how fast they grew"
)
TEXT = f"# Window box\n\n{SENTENCE} ({COVERED}).\n\nIn the second week {SENTENCE}.\n"


def write_folder(folder: Path, *names: str) -> Path:
    """Write a manifest in which each file belongs to a piece that claims all KSBs."""
    (folder.parent / "standard.yaml").write_bytes(STANDARD.read_bytes())
    evidence = [
        {
            "id": f"E{number}",
            "title": f"Piece {number}",
            "date": "2025-03-04",
            "files": [name],
            "ksbs": COVERED.split(", "),
        }
        for number, name in enumerate(names, start=1)
    ]
    manifest = {"format": "ksbcheck-portfolio/1", "standard": "../standard.yaml", "version": "1.0", "option": "indoor"}
    about = {"learner": {"name": "Sam Invented"}, "started": "2025-01-13", "evidence": evidence}
    folder.mkdir(exist_ok=True)
    (folder / "portfolio.json").write_text(json.dumps(manifest | about), encoding="utf-8")
    return folder


def parse_report(done: subprocess.CompletedProcess[str]) -> dict:
    """Return the report of a check that could judge."""
    assert done.returncode in (0, 1), done.stdout + done.stderr
    assert done.stderr == ""
    (report,) = json.loads(done.stdout)["reports"]
    return report


def file_findings(report: dict) -> dict[str, list[str]]:
    """Return the messages of the rules about files, by rule."""
    found: dict[str, list[str]] = {}
    for finding in report["findings"]:
        if finding["rule"].startswith("KSB6"):
            found.setdefault(finding["rule"], []).append(finding["message"])
    return found


def run_without(setting: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the program in a new process after a statement of Python."""
    program = f"import sys; {setting}; from ksbcheck.cli import main; main()"
    return run_program([sys.executable, "-c", program, *map(str, arguments)], ROOT, {})
