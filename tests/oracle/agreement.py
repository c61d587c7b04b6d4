"""Compare what ksbcheck says of generated manifests with what the oracle says."""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from ksbcheck.domain.coverage import KsbStatus
from ksbcheck.domain.ladder import COUNTING_RUNGS
from ksbcheck.inputs.evidence import OutlineCache, Outlines
from ksbcheck.inputs.settings import Overrides, from_command_line
from ksbcheck.tasks.check import CheckRequest, check
from tests.oracle.manifests import TODAY, Case, write_folder
from tests.oracle.verdict import verdict_on


def disagreements(seeds: Iterable[int], folder: Path) -> dict[int, tuple[dict[str, Any], dict[str, Any]]]:
    """Return what ksbcheck and the oracle say of each manifest on which they differ, by its seed."""
    write_folder(folder)
    found = {}
    with Outlines(OutlineCache(folder.parent / "cache")) as outlines:
        for seed in seeds:
            case = Case(seed)
            said, right = _said(case, folder, outlines), verdict_on(case)
            if said != right:
                found[seed] = {key: (said[key], right[key]) for key in right if said[key] != right[key]}
    return found


def _said(case: Case, folder: Path, outlines: Outlines) -> dict[str, Any]:
    settings = Overrides((from_command_line(case.settings),), isolated=True)
    request = CheckRequest(
        settings, date.fromisoformat(TODAY), outlines if case.in_folder else None, text=json.dumps(case.manifest)
    )
    manifest = folder / "portfolio.yaml"
    manifest.write_text(request.text, encoding="utf-8")
    report = check(folder if case.in_folder else manifest, request)
    judgement = report.under_standard
    assert judgement, report.findings
    coverage = judgement.coverage
    return {
        "counts": {"required": len(coverage.ksbs), **{str(rung): coverage.met_at(rung) for rung in COUNTING_RUNGS}},
        "missing": list(coverage.codes(KsbStatus.MISSING)),
        "thin": list(coverage.codes(KsbStatus.THIN)),
        "duties": {
            duty.number: {"status": duty.status.value, "missing": list(duty.missing)} for duty in coverage.duties
        },
        "outcome": report.outcome.name.lower(),
        "exit": int(report.exit_status),
    }
