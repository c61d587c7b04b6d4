"""Reports as lines `path:line:col: RULE severity message`, for editors and grep."""

from collections.abc import Sequence

from ksbcheck.domain.finding import Finding
from ksbcheck.domain.report import Report
from ksbcheck.domain.text import shown


def render(reports: Sequence[Report]) -> str:
    return "".join(f"{line(finding)}\n" for report in reports for finding in report.findings)


def line(finding: Finding) -> str:
    """Return a finding on one line, without line and column if it has no place."""
    why = f" (justified: {finding.justification.reason})" if finding.justification else ""
    return shown(f"{finding.where}: {finding.rule} {finding.severity} {finding.message}{why}")
