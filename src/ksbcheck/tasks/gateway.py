"""Judge the gateway of a checked portfolio."""

from ksbcheck.domain.gateway import GatewayReport
from ksbcheck.domain.report import Report
from ksbcheck.engine.gateway import judge_gateway


def gateway(report: Report) -> GatewayReport:
    """Return the components of the gateway of a checked portfolio; none under a framework."""
    judged = report.under_standard
    if judged is None:
        return GatewayReport(report, ())
    ksbs, *others = judge_gateway(judged.standard, judged.portfolio, judged.coverage, judged.today)
    if judged.unsupported:
        ksbs = ksbs.failing(f"{len(judged.unsupported)} of the KSBs rest on files that are missing or can't be opened")
    return GatewayReport(report, (ksbs, *others))
