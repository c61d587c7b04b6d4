"""Small portfolios of an invented garden guide, whose standard has 24 KSBs, and the verdict on them."""

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import ROOT, Run
from tests.documents import tree
from tests.expectations import Verdict

STANDARD = ROOT / "tests" / "cases" / "counting" / "pasted-list-closes-gaps" / "standard.yaml"
KSBS: Mapping[str, str] = {ksb["code"]: ksb["text"] for ksb in yaml.safe_load(STANDARD.read_text("utf-8"))["ksbs"]}
"""The statements of the standard by their codes."""
WALK = "I led the Thursday group along the wet path and showed them how to tell two maples apart."


def piece(number: int, file: str | None = None, **keys: Any) -> dict[str, Any]:
    """Return a dated piece of evidence that claims K1, unless it has claims, on a file."""
    about = {"id": f"E{number:02}", "title": f"Piece {number}", "type": "log", "date": "2025-10-01"}
    claims = {} if "claims" in keys else {"ksbs": ["K1"]}
    files = {} if file is None else {"files": [file]}
    return about | files | claims | keys


def write_garden(
    folder: Path, evidence: Sequence[Mapping[str, Any]], files: Mapping[str, str | bytes] | None = None, **keys: Any
) -> Path:
    """Write a portfolio with files beside the manifest and the standard above it; the manifest has a piece a line."""
    folder.mkdir(parents=True)
    shutil.copy(STANDARD, folder.parent)
    head = {
        "format": "ksbcheck-portfolio/1",
        "standard": "../standard.yaml",
        "version": "1.0",
        "option": "core",
        "learner": {"name": "Petra Sample", "id": "0099001"},
        "started": "2025-09-01",
        **keys,
    }
    lines = [f"{key}: {json.dumps(value)}" for key, value in head.items()]
    lines += ["evidence:", *(f"  - {json.dumps(each)}" for each in evidence)]
    (folder / "portfolio.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tree(folder, files or {})


def verdict_on(ksbcheck: Run, folder: Path, *args: str, command: str = "check") -> Verdict:
    """Run a command on a portfolio from its folder, as of June 2026."""
    return Verdict(ksbcheck(command, ".", "--as-of", "2026-06-01", "--format", "json", *args, cwd=folder))


def rungs(verdict: Verdict, code: str = "K1") -> dict[str, str | None]:
    """Return the rung of each piece's claim on a KSB; None where it doesn't count."""
    return {claim["piece"]: claim["rung"] for claim in verdict.ksbs[code]["claims"]}
