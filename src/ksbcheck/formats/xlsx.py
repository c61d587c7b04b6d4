"""Reports, mappings and standards as workbooks for Excel."""

from collections.abc import Sequence

from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.matrix import Part
from ksbcheck.domain.report import Report
from ksbcheck.formats.standard import first_day, sheets
from ksbcheck.output.document import Document
from ksbcheck.output.workbook import write
from ksbcheck.reports.cohort_rows import Cohort, workbook_of
from ksbcheck.reports.rows import workbook


def render(subject: Sequence[Report] | Cohort) -> bytes:
    """Return one workbook of all portfolios."""
    if isinstance(subject, Cohort):
        return write(workbook_of(subject), subject.summary.day, in_memory=False)
    day = next((report.judgement.today for report in subject if report.judgement), None)
    return write(workbook(subject), day)
