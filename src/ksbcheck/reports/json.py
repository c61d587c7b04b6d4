"""Reports as JSON. Beyond ASCII everything is escaped, so that no terminal obeys it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from ksbcheck.domain.claim import Claim, Trace
from ksbcheck.domain.comparison import BeforeAfter, Change, OptionComparison, OptionsReport, Progress, ProgressReport
from ksbcheck.domain.coverage import Coverage, DutyStatus, KsbCoverage, KsbStatus, RollUp
from ksbcheck.domain.finding import Finding, Location
from ksbcheck.domain.judgement import Files, Judgement
from ksbcheck.domain.ladder import COUNTING_RUNGS, Rung
from ksbcheck.domain.plan import Plan, PlanReport
from ksbcheck.domain.portfolio import Evidence
from ksbcheck.domain.report import GatewayReport, Outcome, Report
from ksbcheck.reports import json_models as shapes
from ksbcheck.reports.compare import gaps_justified, justified_before, not_compared, warnings

_Object = Mapping[str, Any]
_OUTCOMES: Mapping[Outcome, shapes.Ended] = {Outcome.CLEAN: "clean", Outcome.GAPS: "gaps", Outcome.ERROR: "error"}


def as_json(value: object, shape: type = object) -> str:
    """Return a value as JSON. Pydantic writes dates, enums and models."""
    return json.dumps(_adapter(shape).dump_python(value, mode="json"), indent=2) + "\n"


@cache
def _adapter(shape: type) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def render(reports: Sequence[Report]) -> str:
    """Return reports as `ksbcheck schema report` describes them."""
    shaped: shapes.ReportsShape = {"format": "ksbcheck-report/1", "reports": list(map(_report, reports))}
    return as_json(shaped, shapes.ReportsShape)


def render_gateways(gateways: Iterable[GatewayReport]) -> str:
    return as_json({"format": "ksbcheck-gateway/1", "gateways": list(map(_gateway, gateways))})


def render_plans(plans: Iterable[PlanReport]) -> str:
    return as_json({"format": "ksbcheck-plan/1", "plans": list(map(_plan_report, plans))})


def render_comparison(compared: OptionsReport | ProgressReport) -> str:
    return as_json(_options(compared) if isinstance(compared, OptionsReport) else _states(compared))


def fields(value: object, *names: str) -> Any:  # noqa: ANN401 - for any of the typed shapes
    """Return some attributes of a value by their names."""
    return {name: getattr(value, name) for name in names}


def _of(shape: type, value: object) -> Any:  # noqa: ANN401 - the shape
    """Return a value in a shape whose keys are its attributes."""
    return fields(value, *shape.__annotations__)


def _day(report: Report) -> date | None:
    return report.judgement.today if report.judgement else None


def _report(report: Report) -> shapes.ReportShape:
    judgement = report.judgement
    return {
        "portfolio": _portfolio(report),
        "as_of": _day(report),
        "outcome": _OUTCOMES[report.outcome],
        "policy": report.policy,
        "configuration": " and ".join(report.configuration_files) or None,
        "coverage": _coverage(report.under_standard) if report.under_standard else None,
        "files": _files(judgement.files) if judgement and judgement.files else None,
        "findings": list(map(finding_json, report.findings)),
        "not_checked": _not_checked(report),
    }


def _portfolio(report: Report) -> shapes.ReportedPortfolio:
    judgement = report.judgement
    portfolio = judgement.portfolio if judgement else None
    learner = portfolio.learner if portfolio else None
    prior = portfolio.prior if portfolio else None
    standard = report.under_standard
    framework = judgement.framework if judgement else None
    level = judgement.level if judgement else None
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
        "framework": framework.id if framework else None,
        "issue_number": framework.issue_number if framework else None,
        "framework_file": report.standard_file if framework else None,
        "level": level.id if level else None,
        "declared_level": portfolio.level if portfolio and framework else None,
        "job_title": portfolio.job_title if portfolio and framework else None,
        "prior": prior,
        "pieces": len(portfolio.evidence) if portfolio else None,
    }


def _not_checked(report: Report) -> list[shapes.ReportedSkip]:
    not_checked = report.judgement.not_checked if report.judgement else ()
    return [_of(shapes.ReportedSkip, each) for each in not_checked]


def _coverage(judgement: Judgement) -> shapes.ReportedCoverage:
    coverage, roll_ups = judgement.coverage, judgement.roll_ups
    claims, suspects = judgement.claims_by_code(), judgement.suspects()
    traces = judgement.files.by_claim() if judgement.files else {}
    return {
        "rung": coverage.rung,
        "counts": _counts(coverage),
        "missing": coverage.codes(KsbStatus.MISSING),
        "thin": coverage.codes(KsbStatus.THIN),
        "unseen": judgement.unseen,
        "ksbs": [_ksb(ksb, claims.get(ksb.code, ()), suspects.get(ksb.code), traces) for ksb in coverage.ksbs],
        "duties": [_of(shapes.ReportedDuty, duty) for duty in coverage.duties],
        "not_looked_at": judgement.left_out,
        "methods": [_roll_up(each.method, portfolio=each.portfolio) for each in roll_ups] if judgement.plan else None,
        "themes": [_roll_up(theme, method=each.method.id) for each in roll_ups for theme in each.themes]
        if judgement.plan
        else None,
        "in_no_method": judgement.in_no_method if judgement.plan else None,
    }


def _counts(coverage: Coverage) -> shapes.ReportedCounts:
    return {
        "required": len(coverage.ksbs),
        "claimed": coverage.met_at(Rung.CLAIMED),
        "assessed": coverage.met_at(Rung.ASSESSED),
        "verified": coverage.met_at(Rung.VERIFIED),
    }


def _roll_up(each: RollUp, **of: object) -> Any:  # noqa: ANN401 - a method or a theme
    return {**fields(each, "id", "title"), **of, **fields(each, "status", "required", "missing")}


def _ksb(
    ksb: KsbCoverage, claims: Sequence[Claim], suspect: bool | None, traces: Mapping[Location, Trace]
) -> shapes.ReportedKsb:
    return {
        "code": ksb.code,
        "status": ksb.status,
        "rung": ksb.highest_rung,
        "pieces": ksb.pieces,
        "duties": ksb.duties,
        "claims": [_claim(claim, suspect, traces.get(claim.at)) for claim in claims],
    }


def _claim(claim: Claim, suspect: bool | None, trace: Trace | None) -> shapes.ReportedClaim:
    assessed, verified = claim.rests_on
    places = (trace.places if trace else None) or ()
    return {
        "piece": claim.piece.id,
        "where": claim.where,
        "rung": None if claim.why_not else claim.rung,
        "not_counted": claim.why_not or None,
        "feedback": claim.not_yet.feedback if claim.not_yet else None,
        "assessed": assessed,
        "verified": verified,
        "suspect": suspect,
        "places": [{"place": str(place), "found": found.verdict} for place, found in places],
        "cited": trace.cited if trace else None,
        "kind": trace.kind if trace else None,
    }


def _files(files: Files) -> shapes.ReportedFiles:
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


def finding_json(finding: Finding) -> Any:  # noqa: ANN401 - a `ReportedFinding`
    """Return a finding in its shape."""
    why = finding.justification
    return {
        **fields(finding, "rule", "severity", "message", "help", "path"),
        "line": finding.place and finding.place.line,
        "column": finding.place and finding.place.column,
        "justification": _of(shapes.ReportedJustification, why) if why else None,
    }


def _gateway(gateway: GatewayReport) -> _Object:
    components = [
        {"component": each.name, **fields(each, "state", "reason", "sentence", "source")} for each in gateway.components
    ]
    return _with_findings(gateway.report, gateway.outcome, components=components)


def _plan_report(each: PlanReport) -> _Object:
    return _with_findings(each.report, each.outcome, plan=_plan(each.plan) if each.plan else None)


def _with_findings(report: Report, outcome: Outcome, **own: object) -> _Object:
    return {
        "portfolio": _portfolio(report),
        "as_of": _day(report),
        "outcome": _OUTCOMES[outcome],
        "policy": report.policy,
        **own,
        "findings": list(map(finding_json, report.findings)),
        "not_checked": _not_checked(report),
    }


def _plan(plan: Plan) -> _Object:
    new, enough = plan.new, plan.enough
    return {
        "gaps": plan.gaps,
        "actions": _objects(plan.actions),
        "steps": _objects(plan.steps),
        "new_evidence": {
            "mapped": _objects(new.mapped),
            "duties": _objects(new.duties),
            "proven_smallest": new.proven,
            "unmapped": _objects(new.unmapped),
        },
        "hanging": _objects(plan.hanging),
        "enough": {"keep": enough.keep, "leave_out": _objects(enough.leave_out), "proven_smallest": enough.proven},
        "heavy": _objects(plan.heavy),
        "stale": _objects(plan.stale),
        "undated": plan.undated,
    }


def _objects(values: Iterable[NamedTuple]) -> list[_Object]:
    return [value._asdict() for value in values]


def _options(compared: OptionsReport) -> _Object:
    return {
        "format": "ksbcheck-comparison/1",
        "compares": "options",
        "outcome": "compared" if compared.why_not is None else "error",
        "why_not": compared.why_not,
        **_state(compared.report, gaps_justified(compared.report), findings_known=True),
        "policy": compared.report.policy,
        "options": list(map(_option, compared.standings)),
        "not_compared": not_compared(compared),
    }


def _option(standing: OptionComparison) -> _Object:
    coverage = standing.coverage
    return {
        "option": standing.option.id,
        "title": standing.option.title,
        "declared": standing.own,
        "counts": _counts(coverage),
        "gaps": coverage.gaps,
        **fields(standing, "new_gaps", "met_already", "gaps_gone"),
        "claims_for_nothing": list(map(_compared_claim, standing.outside)),
        "claims_lost": list(map(_compared_claim, standing.lost)),
        "duties": {status: [duty.number for duty in coverage.duties if duty.status is status] for status in DutyStatus},
    }


def _compared_claim(claim: Claim) -> _Object:
    return {"piece": claim.piece.id, "ksb": claim.code, "rung": None if claim.why_not else claim.rung}


def _states(compared: ProgressReport) -> _Object:
    # The earlier findings are not known where both states are of one manifest.
    known = compared.progress is None or compared.progress.findings is not None
    return {
        "format": "ksbcheck-comparison/1",
        "compares": "states",
        "outcome": "compared" if compared.why_not is None else "error",
        "why_not": compared.why_not,
        "before": _state(compared.before, justified_before(compared), findings_known=known),
        "after": _state(compared.after, gaps_justified(compared.after), findings_known=known),
        "policy": compared.after.policy,
        "warnings": warnings(compared),
        "progress": _progress(compared.progress) if compared.progress else None,
        "not_compared": not_compared(compared),
    }


def _state(report: Report, justified: tuple[str, ...] | None, *, findings_known: bool) -> _Object:
    return {
        "portfolio": _portfolio(report),
        "as_of": _day(report),
        "gaps": report.under_standard.coverage.gaps if report.under_standard else None,
        "justified_gaps": justified if report.under_standard else None,
        "findings": list(map(finding_json, report.findings)) if findings_known else None,
    }


def _progress(progress: Progress) -> _Object:
    return {
        "same_learner": progress.same_learner,
        "compared": [ksb.code for ksb in progress.ksbs],
        **fields(progress, "only_before", "only_after"),
        "counts": {
            "gaps": _before_after(progress.gaps),
            **{rung.value: _before_after(progress.met_at(rung)) for rung in COUNTING_RUNGS},
        },
        **{change.value: _changed(progress, change) for change in Change if change is not Change.SAME},
        "new_evidence": list(map(_piece, progress.new_pieces)),
        "dropped_evidence": list(map(_piece, progress.dropped_pieces)),
        "findings": _objects(progress.findings) if progress.findings is not None else None,
    }


def _before_after(figures: BeforeAfter) -> _Object:
    return {**figures._asdict(), "difference": figures.difference}


def _changed(progress: Progress, change: Change) -> list[_Object]:
    return [
        {"code": ksb.code, "before": _compared_ksb(ksb.before), "after": _compared_ksb(ksb.after)}
        for ksb in progress.of(change)
    ]


def _compared_ksb(ksb: KsbCoverage) -> _Object:
    return {"status": ksb.status, "rung": ksb.met_rung, "highest": ksb.highest_rung, "pieces": ksb.pieces}


def _piece(piece: Evidence) -> _Object:
    return piece.model_dump(include={"id", "title", "date"})
