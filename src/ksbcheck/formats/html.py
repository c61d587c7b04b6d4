"""The report on one portfolio as an HTML page."""

from collections.abc import Sequence

from ksbcheck.domain.report import Report
from ksbcheck.output.html import write
from ksbcheck.reports.portfolio import document


def render(reports: Sequence[Report]) -> str:
    return write(document(reports[0]))
