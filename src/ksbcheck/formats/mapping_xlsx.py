"""A mapping of KSBs to evidence as a workbook, in which an assessor fills in decisions."""

from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.report import Report
from ksbcheck.output.workbook import write
from ksbcheck.reports.mapping import HOW_TO_FILL_IN, document


def render(mapped: tuple[Report, Judgement]) -> bytes:
    """Return a workbook of the mapping, and a sheet that says how to fill it in."""
    made = document(*mapped)
    return write(made._replace(sections=(*made.sections, HOW_TO_FILL_IN)), mapped[1].today)
