"""Reports as PDF: the answer of a portfolio or of several, or all of it."""

from collections.abc import Sequence

from ksbcheck.domain.report import Report
from ksbcheck.engine.rows import worst_first
from ksbcheck.output.document import Depth, Document
from ksbcheck.output.pdf import write
from ksbcheck.reports import cohort, portfolio
from ksbcheck.reports.cohort_documents import page_of
from ksbcheck.reports.cohort_rows import Cohort


def render(subject: Sequence[Report] | Cohort, *, full: bool = False) -> bytes:
    """Return one PDF document. Of several portfolios it is about all of them; `full` adds each, and every section."""
    if isinstance(subject, Cohort):
        return write([page_of(subject)])
    return write(_documents(subject, full=full), Depth.REST if full else Depth.MAIN)


def _documents(reports: Sequence[Report], *, full: bool) -> list[Document]:
    if len(reports) == 1 or not full:
        return [cohort.document(reports)]
    in_order = worst_first(reports)
    numbers = {id(report): number for number, report in enumerate(in_order, start=1)}
    links = {place: f"/{numbers[id(report)]}" for place, report in enumerate(reports)}
    return [cohort.document(reports, links), *map(portfolio.document, in_order)]
