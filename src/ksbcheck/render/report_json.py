"""Reports as JSON, format `ksbcheck-report/1`."""

import json
from collections.abc import Sequence
from typing import Any

from ksbcheck.domain.coverage import Coverage, DutyCoverage, KsbCoverage, KsbStatus
from ksbcheck.domain.finding import Finding
from ksbcheck.domain.ladder import COUNTING_RUNGS
from ksbcheck.render.screen import Screen
from ksbcheck.report import Report

FORMAT = "ksbcheck-report/1"


def render(reports: Sequence[Report], _screen: Screen) -> str:
    """Return the reports as one JSON object. Beyond ASCII everything is escaped, so that no terminal obeys it."""
    return json.dumps({"format": FORMAT, "reports": [_report(report) for report in reports]}, indent=2) + "\n"


def _report(report: Report) -> dict[str, Any]:
    judgement = report.judgement
    return {
        "portfolio": _portfolio(report),
        "outcome": report.outcome.name.lower(),
        "policy": report.policy.model_dump(mode="json"),
        "coverage": _coverage(judgement.coverage) if judgement else None,
        "findings": [_finding(finding) for finding in report.findings],
        "not_checked": [{"rule": skipped.rule, "reason": skipped.reason} for skipped in judgement.skipped]
        if judgement
        else [],
    }


def _portfolio(report: Report) -> dict[str, Any]:
    judgement = report.judgement
    learner = judgement and judgement.portfolio.learner
    return {
        "path": report.path,
        "learner": learner and learner.name,
        "learner_id": learner and learner.id,
        "standard": judgement and judgement.standard.reference,
        "version": judgement and judgement.standard.version,
        "standard_file": report.standard_file,
        "option": judgement and judgement.option.id,
        "declared_option": judgement and judgement.portfolio.option,
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "rung": coverage.rung.value,
        "counts": {"required": len(coverage.ksbs), **{rung.value: coverage.met_at(rung) for rung in COUNTING_RUNGS}},
        "missing": coverage.codes(KsbStatus.MISSING),
        "thin": coverage.codes(KsbStatus.THIN),
        "ksbs": [_ksb(ksb) for ksb in coverage.ksbs],
        "duties": [_duty(duty) for duty in coverage.duties],
    }


def _ksb(ksb: KsbCoverage) -> dict[str, Any]:
    return {
        "code": ksb.code,
        "status": ksb.status.value,
        "rung": ksb.rung and ksb.rung.value,
        "pieces": ksb.pieces,
        "duties": ksb.duties,
    }


def _duty(duty: DutyCoverage) -> dict[str, Any]:
    return {
        "number": duty.number,
        "mapping": duty.mapping.value,
        "status": duty.status.value,
        "required": duty.required,
        "missing": duty.missing,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
        "path": finding.path,
        "line": finding.place and finding.place.line,
        "column": finding.place and finding.place.column,
    }
