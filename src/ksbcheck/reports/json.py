"""Reports as JSON, format `ksbcheck-report/1`."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from pydantic import TypeAdapter

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.coverage import DutyCoverage, KsbCoverage, KsbStatus
from ksbcheck.domain.finding import Finding, Justification, Location
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.report import Files, FrameworkJudgement, Judgement, Outcome, Report
from ksbcheck.domain.roll_up import MethodRollUp, RollUp
from ksbcheck.domain.trace import Trace
from ksbcheck.output.screen import Screen
from ksbcheck.reports.json_models import (
    ReportedClaim,
    ReportedCoverage,
    ReportedDuty,
    ReportedFiles,
    ReportedFinding,
    ReportedJustification,
    ReportedKsb,
    ReportedMethod,
    ReportedPortfolio,
    ReportedSkip,
    ReportedTheme,
    ReportShape,
    ReportsShape,
)
from ksbcheck.reports.view import View

FORMAT: Final = "ksbcheck-report/1"


def render(reports: Sequence[Report], _screen: Screen) -> str:
    """Return the reports as one JSON object. Beyond ASCII everything is escaped, so that no terminal obeys it."""
    shaped: ReportsShape = {"format": FORMAT, "reports": [_report(report) for report in reports]}
    return as_json(shaped, ReportsShape)


def as_json(value: object, model: Any = Any) -> str:
    """Return a value as JSON. Beyond ASCII everything is escaped, so that no terminal obeys it."""
    return json.dumps(TypeAdapter(model).dump_python(value, mode="json"), indent=2) + "\n"


def render_document(reports: Sequence[Report], _views: Sequence[View]) -> str:
    """Return the reports as one JSON object."""
    return render(reports, Screen())


def _report(report: Report) -> ReportShape:
    judgement = report.judgement
    return {
        "portfolio": portfolio_keys(report),
        "as_of": judgement.today if judgement else None,
        "outcome": _OUTCOMES[report.outcome],
        "policy": report.policy,
        "configuration": report.configuration_file,
        "coverage": _coverage(judgement) if isinstance(judgement, Judgement) else None,
        "files": _files(judgement.files) if judgement and judgement.files else None,
        "findings": [finding_keys(finding) for finding in report.findings],
        "not_checked": not_checked_keys(report),
    }


_OUTCOMES: Mapping[Outcome, Literal["clean", "gaps", "error"]] = {
    Outcome.CLEAN: "clean",
    Outcome.GAPS: "gaps",
    Outcome.ERROR: "error",
}


def portfolio_keys(report: Report) -> ReportedPortfolio:
    """Return whose portfolio was checked, and by what it was judged."""
    judgement = report.judgement
    portfolio = judgement.portfolio if judgement else None
    learner = portfolio.learner if portfolio else None
    prior = portfolio.prior if portfolio else None
    standard = judgement if isinstance(judgement, Judgement) else None
    framework = judgement if isinstance(judgement, FrameworkJudgement) else None
    level = framework.level if framework else None
    return {
        "path": report.path,
        "learner": learner.name if learner else None,
        "learner_id": learner.id if learner else None,
        "standard": standard.standard.reference if standard else None,
        "version": standard.standard.version if standard else None,
        "standard_file": report.standard_file if standard else None,
        "option": standard.option.id if standard else None,
        "declared_option": standard.portfolio.option if standard else None,
        "assessment_plan_file": report.assessment_file if standard else None,
        "method": standard.method.id if standard and standard.method else None,
        "framework": framework.framework.id if framework else None,
        "issue_number": framework.framework.issue_number if framework else None,
        "framework_file": report.standard_file if framework else None,
        "level": level.id if level else None,
        "declared_level": framework.portfolio.level if framework else None,
        "job_title": framework.portfolio.job_title if framework else None,
        "prior": prior,
        "pieces": len(portfolio.evidence) if portfolio else None,
    }


def not_checked_keys(report: Report) -> list[ReportedSkip]:
    """Return what a report doesn't cover, and why; of one that could judge nothing there is nothing to say."""
    return (
        [{"rule": each.rule, "reason": each.reason} for each in report.judgement.not_checked]
        if report.judgement
        else []
    )


def _coverage(judgement: Judgement) -> ReportedCoverage:
    coverage = judgement.coverage
    claims, suspects = judgement.claims_by_code(), judgement.suspects()
    traces = judgement.files.by_claim() if judgement.files else {}
    return {
        "rung": coverage.rung,
        "counts": {
            "required": len(coverage.ksbs),
            "claimed": coverage.met_at(Rung.CLAIMED),
            "assessed": coverage.met_at(Rung.ASSESSED),
            "verified": coverage.met_at(Rung.VERIFIED),
        },
        "missing": coverage.codes(KsbStatus.MISSING),
        "thin": coverage.codes(KsbStatus.THIN),
        "unsupported": judgement.unsupported,
        "ksbs": [_ksb(ksb, claims.get(ksb.code, ()), suspects.get(ksb.code), traces) for ksb in coverage.ksbs],
        "duties": [_duty(duty) for duty in coverage.duties],
        "not_looked_at": judgement.left_out,
        "methods": [_method(each) for each in judgement.roll_ups] if judgement.plan else None,
        "themes": [_theme(theme, each.method.id) for each in judgement.roll_ups for theme in each.themes]
        if judgement.plan
        else None,
        "in_no_method": judgement.in_no_method if judgement.plan else None,
    }


def _method(each: MethodRollUp) -> ReportedMethod:
    method = each.method
    return {
        "id": method.id,
        "title": method.title,
        "portfolio": each.portfolio,
        "status": method.status,
        "required": method.required,
        "missing": method.missing,
    }


def _theme(theme: RollUp, method_id: str) -> ReportedTheme:
    return {
        "id": theme.id,
        "title": theme.title,
        "method": method_id,
        "status": theme.status,
        "required": theme.required,
        "missing": theme.missing,
    }


def _ksb(
    ksb: KsbCoverage, claims: Sequence[Claim], suspect: bool | None, traces: Mapping[Location, Trace]
) -> ReportedKsb:
    return {
        "code": ksb.code,
        "status": ksb.status,
        "rung": ksb.rung,
        "pieces": ksb.pieces,
        "duties": ksb.duties,
        "claims": [_claim(claim, suspect, traces.get(claim.at)) for claim in claims],
    }


def _claim(claim: Claim, suspect: bool | None, trace: Trace | None) -> ReportedClaim:
    """Return a claim with the sign-offs that it rests on; `suspect` and `cited` are None where nobody can tell."""
    assessed, verified = claim.rests_on
    return {
        "piece": claim.piece.id,
        "where": claim.written.where if claim.written else None,
        "rung": claim.rung,
        "assessed": assessed,
        "verified": verified,
        "suspect": suspect,
        "places": [{"place": str(place), "found": found.verdict} for place, found in trace.places or ()]
        if trace
        else [],
        "cited": trace.cited if trace else None,
    }


def _files(files: Files) -> ReportedFiles:
    sealed = files.folder.sealed
    return {
        "named": files.named,
        "there": sorted(files.claimed),
        "read": files.read,
        "unclaimed": files.unclaimed,
        "seal": sealed
        and {
            "by": sealed.seal.by,
            "on": sealed.seal.on,
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


def _duty(duty: DutyCoverage) -> ReportedDuty:
    return {
        "number": duty.number,
        "mapping": duty.mapping,
        "status": duty.status,
        "required": duty.required,
        "missing": duty.missing,
    }


def finding_keys(finding: Finding) -> ReportedFinding:
    """Return a finding."""
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "help": finding.help,
        "path": finding.path,
        "line": finding.place and finding.place.line,
        "column": finding.place and finding.place.column,
        "justification": _justification(finding.justification) if finding.justification else None,
    }


def _justification(justification: Justification) -> ReportedJustification:
    return {
        "ground": justification.ground,
        "reason": justification.reason,
        "by": justification.by,
        "until": justification.until,
        "source": justification.source,
    }
