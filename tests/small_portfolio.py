"""A small portfolio under the small standard of the rule cases, and its check."""

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.conftest import ROOT, Run

REQUIRED = ("K1", "K2", "K3", "S1", "S2", "B1")
"""The KSBs of the option indoor."""
GAPS = frozenset({"KSB101", "KSB102", "KSB103", "KSB104", "KSB107"})
_HEAD = """format: ksbcheck-portfolio/1
standard: ./standard.yaml
version: "1.0"
option: indoor
learner: {name: Sam Invented, id: "0012345"}
started: 2025-01-13
"""


def write_portfolio(folder: Path, met: Iterable[str] = (), more: str = "", **files: str) -> Path:
    """Write a portfolio with one piece that claims some KSBs, and files beside its manifest.

    The argument `ksbcheck_toml` writes the provider's configuration, and the portfolio into the folder `sam` below.
    """
    if "ksbcheck_toml" in files:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "ksbcheck.toml").write_text(files.pop("ksbcheck_toml"), encoding="utf-8")
        folder /= "sam"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "tests" / "cases" / "standard.yaml", folder)
    about = "id: E1, title: Window box, type: product, date: 2025-03-04, url: https://school.example/E1"
    piece = f"{{{about}, duties: [1, 2, 4], ksbs: [{', '.join(met)}]}}"
    (folder / "portfolio.yaml").write_text(f"{_HEAD}{more}evidence:\n  - {piece}\n", encoding="utf-8")
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return folder


def write_pieces(folder: Path, titles: Sequence[str], **keys: object) -> Path:
    """Write a portfolio of the bundled standard with a piece for each title, and other keys of its manifest."""
    folder.mkdir()
    evidence = [
        {
            "id": f"E{number}",
            "title": title,
            "type": "observation",
            "date": "2025-05-01",
            "url": f"https://school.example/{number}",
            "ksbs": ["K1"],
        }
        for number, title in enumerate(titles, 1)
    ]
    manifest = {
        "format": "ksbcheck-portfolio/1",
        "standard": "ST1414",
        "version": "1.0",
        "option": "send",
        "learner": {"name": "Ann Example", "id": "0012345"},
        "started": "2025-01-13",
        "evidence": evidence,
        **keys,
    }
    (folder / "portfolio.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def exception(of: str, *, by: str = "T. Tutor", until: str = "2026-12-31") -> str:
    """Return an exception for a manifest; `of` is like `ksb: K1`."""
    return f"{{{of}, reason: The placement is in March, by: {by}, until: {until}}}"


def policy(text: str = "", name: str = "the-college") -> str:
    """Return the text of a policy."""
    return f"format: ksbcheck-policy/1\nname: {name}\n{text}"


class CheckResult(NamedTuple):
    """The exit status and the JSON report of a check."""

    status: int
    report: Mapping[str, Any]

    def findings_of(self, *rules: str) -> list[dict[str, Any]]:
        """Return the findings of some rules."""
        return [each for each in self.report["findings"] if each["rule"] in rules]

    @property
    def gaps(self) -> dict[str, str | None]:
        """The gaps, by KSB, with the ground of their justification."""
        coverage = self.report["coverage"]
        codes = [each["code"] for each in coverage["ksbs"] if each["status"] != "met"]
        found = self.findings_of(*GAPS)
        assert len(codes) == len(found)
        return {
            next(code for code in codes if each["message"].split()[0].strip(":,") == code): (
                each["justification"] and each["justification"]["ground"]
            )
            for each in found
        }

    @property
    def failing(self) -> set[str]:
        """The rules of the findings that fail the check."""
        return {each["rule"] for each in self.report["findings"] if _fails(each)}


def _fails(finding: Mapping[str, Any]) -> bool:
    return finding["severity"] == "error" and finding["justification"] is None


def run_check(ksbcheck: Run, path: Path | str, *args: str, cwd: Path = ROOT, **environment: str) -> CheckResult:
    """Check a portfolio as of the last day of January 2026."""
    done = ksbcheck("check", path, "--format", "json", "--as-of", "2026-01-31", *args, cwd=cwd, **environment)
    assert done.stdout, done.stderr
    (report,) = json.loads(done.stdout)["reports"]
    return CheckResult(done.returncode, report)
