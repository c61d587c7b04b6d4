"""Reports as a workbook for Excel."""

from collections.abc import Sequence

from ksbcheck.domain.report import Report
from ksbcheck.output.workbook import write
from ksbcheck.reports.rows import workbook


def render(reports: Sequence[Report]) -> bytes:
    """Return one workbook of all portfolios."""
    day = next((report.judgement.today for report in reports if report.judgement), None)
    return write(workbook(reports), day)
