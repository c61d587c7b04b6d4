"""A mapping of KSBs to evidence as a Word document."""

from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.report import Report
from ksbcheck.output.word import write
from ksbcheck.reports.mapping import document


def render(mapped: tuple[Report, Judgement]) -> bytes:
    """Return the mapping to print or hand on."""
    return write(document(*mapped, for_print=True), mapped[1].today)
