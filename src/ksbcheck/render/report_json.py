"""Reports as JSON, format `ksbcheck-report/1`."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.coverage import DutyCoverage, KsbCoverage, KsbStatus
from ksbcheck.domain.finding import Finding, Justification, Location
from ksbcheck.domain.ladder import COUNTING_RUNGS
from ksbcheck.domain.portfolio import SignOff
from ksbcheck.domain.trace import Trace
from ksbcheck.render.screen import Screen
from ksbcheck.render.view import View
from ksbcheck.report import Files, FrameworkJudgement, Judgement, Report

FORMAT = "ksbcheck-report/1"


def render(reports: Sequence[Report], _screen: Screen) -> str:
    """Return the reports as one JSON object. Beyond ASCII everything is escaped, so that no terminal obeys it."""
    return json.dumps({"format": FORMAT, "reports": [_report(report) for report in reports]}, indent=2) + "\n"


def render_document(reports: Sequence[Report], _views: Sequence[View]) -> str:
    """Return the reports as one JSON object."""
    return render(reports, Screen())


def _report(report: Report) -> dict[str, Any]:
    judgement = report.judgement
    return {
        "portfolio": portfolio_keys(report),
        "as_of": judgement and judgement.today.isoformat(),
        "outcome": report.outcome.name.lower(),
        "policy": report.policy.model_dump(mode="json"),
        "coverage": _coverage(judgement) if isinstance(judgement, Judgement) else None,
        "files": _files(judgement.files) if judgement and judgement.files else None,
        "findings": [finding_keys(finding) for finding in report.findings],
        "not_checked": not_checked_keys(report),
    }


def portfolio_keys(report: Report) -> dict[str, Any]:
    """Return whose portfolio was checked, and by what it was judged."""
    judgement = report.judgement
    portfolio = judgement and judgement.portfolio
    learner = portfolio and portfolio.learner
    standard = judgement if isinstance(judgement, Judgement) else None
    framework = judgement if isinstance(judgement, FrameworkJudgement) else None
    return {
        "path": report.path,
        "learner": learner and learner.name,
        "learner_id": learner and learner.id,
        "standard": standard and standard.standard.reference,
        "version": standard and standard.standard.version,
        "standard_file": standard and report.standard_file,
        "option": standard and standard.option.id,
        "declared_option": standard and standard.portfolio.option,
        "framework": framework and framework.framework.id,
        "issue_number": framework and framework.framework.issue_number,
        "framework_file": framework and report.standard_file,
        "level": framework and framework.level and framework.level.id,
        "declared_level": framework and framework.portfolio.level,
        "job_title": framework and framework.portfolio.job_title,
        "prior": portfolio and portfolio.prior and portfolio.prior.model_dump(mode="json"),
        "pieces": portfolio and len(portfolio.evidence),
    }


def not_checked_keys(report: Report) -> list[dict[str, str | None]]:
    """Return what a report doesn't cover, and why; of one that could judge nothing there is nothing to say."""
    return (
        [{"rule": each.rule, "reason": each.reason} for each in report.judgement.not_checked]
        if report.judgement
        else []
    )


def _coverage(judgement: Judgement) -> dict[str, Any]:
    coverage = judgement.coverage
    claims, suspects = judgement.claims_by_code(), judgement.suspects()
    traces = judgement.files.by_claim() if judgement.files else {}
    return {
        "rung": coverage.rung.value,
        "counts": {"required": len(coverage.ksbs), **{rung.value: coverage.met_at(rung) for rung in COUNTING_RUNGS}},
        "missing": coverage.codes(KsbStatus.MISSING),
        "thin": coverage.codes(KsbStatus.THIN),
        "unsupported": judgement.unsupported,
        "ksbs": [_ksb(ksb, claims.get(ksb.code, ()), suspects.get(ksb.code), traces) for ksb in coverage.ksbs],
        "duties": [_duty(duty) for duty in coverage.duties],
    }


def _ksb(
    ksb: KsbCoverage, claims: Sequence[Claim], suspect: bool | None, traces: Mapping[Location, Trace]
) -> dict[str, Any]:
    return {
        "code": ksb.code,
        "status": ksb.status.value,
        "rung": ksb.rung and ksb.rung.value,
        "pieces": ksb.pieces,
        "duties": ksb.duties,
        "claims": [_claim(claim, suspect, traces.get(claim.at)) for claim in claims],
    }


def _claim(claim: Claim, suspect: bool | None, trace: Trace | None) -> dict[str, Any]:
    """Return a claim with the sign-offs that it rests on; `suspect` and `cited` are None where nobody can tell."""
    assessed, verified = claim.rests_on
    return {
        "piece": claim.piece.id,
        "where": claim.written and claim.written.where,
        "rung": claim.rung.value,
        "assessed": _sign_off(assessed),
        "verified": _sign_off(verified),
        "suspect": suspect,
        "places": [{"place": str(place), "found": found.verdict.value} for place, found in trace.places or ()]
        if trace
        else [],
        "cited": trace.cited.value if trace and trace.cited else None,
    }


def _files(files: Files) -> dict[str, Any]:
    sealed = files.folder.sealed
    return {
        "named": files.named,
        "there": sorted(files.claimed),
        "read": files.read,
        "unclaimed": files.unclaimed,
        "seal": sealed
        and {
            "by": sealed.seal.by,
            "on": sealed.seal.on.isoformat(),
            "unchanged": None if sealed.changes.not_known and not sealed.changes else not sealed.changes,
            "changed": sealed.changes.changed,
            "added": sealed.changes.added,
            "removed": sealed.changes.removed,
            "renamed": sealed.changes.renamed,
            "not_known": sealed.changes.not_known,
            "not_sealed": sealed.seal.not_sealed,
            "standard_changed": sealed.changes.standard,
        },
    }


def _sign_off(sign_off: SignOff | None) -> dict[str, Any] | None:
    return sign_off.model_dump(mode="json") if sign_off else None


def _duty(duty: DutyCoverage) -> dict[str, Any]:
    return {
        "number": duty.number,
        "mapping": duty.mapping.value,
        "status": duty.status.value,
        "required": duty.required,
        "missing": duty.missing,
    }


def finding_keys(finding: Finding) -> dict[str, Any]:
    """Return a finding."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
        "path": finding.path,
        "line": finding.place and finding.place.line,
        "column": finding.place and finding.place.column,
        "justification": finding.justification and _justification(finding.justification),
    }


def _justification(justification: Justification) -> dict[str, Any]:
    return {
        "ground": justification.ground.value,
        "reason": justification.reason,
        "by": justification.by,
        "until": justification.until and justification.until.isoformat(),
        "source": justification.source,
    }
