"""Plan what to do next about a portfolio."""

from ksbcheck.domain.report import PlanReport, Report
from ksbcheck.engine.plan import plan as plan_actions


def plan(report: Report) -> PlanReport:
    """Return the plan that follows from a report.

    There is none under a framework, nor for one method alone: which pieces could be left out, or from which duties new
    ones would do most, depends on all required KSBs.
    """
    judged = report.judgement
    if judged is None or judged.framework or judged.method:
        return PlanReport(report, None)
    return PlanReport(report, plan_actions(judged, report.policy, report.findings))
