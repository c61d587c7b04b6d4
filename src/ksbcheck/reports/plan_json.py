"""Plans as JSON, format `ksbcheck-plan/1`."""

from collections.abc import Sequence
from typing import Any

from ksbcheck.domain.plan import Action, Carried, NewEvidence, Plan, Shortage, Step
from ksbcheck.domain.report import PlanReport
from ksbcheck.reports.json import as_json, finding_keys, not_checked_keys, portfolio_keys

FORMAT = "ksbcheck-plan/1"


def render(plans: Sequence[PlanReport]) -> str:
    """Return the plans as one JSON object. Beyond ASCII everything is escaped, so that no terminal obeys it."""
    return as_json({"format": FORMAT, "plans": [_plan_report(each) for each in plans]})


def _plan_report(each: PlanReport) -> dict[str, Any]:
    report = each.report
    return {
        "portfolio": portfolio_keys(report),
        "as_of": report.judgement and report.judgement.today,
        "outcome": each.outcome.name.lower(),
        "policy": report.policy,
        "plan": each.plan and plan_keys(each.plan),
        "findings": [finding_keys(finding) for finding in report.findings],
        "not_checked": not_checked_keys(report),
    }


def plan_keys(plan: Plan) -> dict[str, Any]:
    """Return a plan."""
    return {
        "gaps": plan.gaps,
        "actions": [_action(action) for action in plan.actions],
        "steps": [_step(step) for step in plan.steps],
        "new_evidence": _new_evidence(plan.new),
        "hanging": [each._asdict() for each in plan.hanging],
        "enough": {
            "keep": plan.enough.keep,
            "leave_out": [_carried(each) for each in plan.enough.leave_out],
            "proven_smallest": plan.enough.proven,
        },
        "heavy": [_carried(each) for each in plan.heavy],
        "stale": [_carried(each) for each in plan.stale],
        "undated": plan.undated,
    }


def _action(action: Action) -> dict[str, Any]:
    return {**action._asdict(), "kind": action.kind}


def _step(step: Step) -> dict[str, Any]:
    return {**step._asdict(), "kind": step.kind}


def _new_evidence(new: NewEvidence) -> dict[str, Any]:
    return {
        "mapped": [_shortage(each) for each in new.mapped],
        "duties": [each._asdict() for each in new.duties],
        "proven_smallest": new.proven,
        "unmapped": [_shortage(each) for each in new.unmapped],
    }


def _shortage(shortage: Shortage) -> dict[str, Any]:
    return shortage._asdict()


def _carried(carried: Carried) -> dict[str, Any]:
    return {**carried._asdict(), "date": carried.date and carried.date.isoformat()}
