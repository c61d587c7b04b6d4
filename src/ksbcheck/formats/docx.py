"""A mapping of KSBs to evidence as a Word document, to print or hand on."""

from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.report import Report
from ksbcheck.output.word import write
from ksbcheck.reports.mapping import document


def render(mapped: tuple[Report, Judgement]) -> bytes:
    return write(document(*mapped, for_print=True), mapped[1].today)
