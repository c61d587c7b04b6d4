"""Reports, mappings and standards as workbooks for Excel."""

from collections.abc import Sequence

from ksbcheck.domain.judgement import Judgement
from ksbcheck.domain.matrix import Part
from ksbcheck.domain.report import Report
from ksbcheck.formats.standard import first_day, sheets
from ksbcheck.output.document import Document
from ksbcheck.output.workbook import write
from ksbcheck.reports import mapping
from ksbcheck.reports.rows import workbook


def reports(subject: Sequence[Report]) -> bytes:
    day = next((report.judgement.today for report in subject if report.judgement), None)
    return write(workbook(subject), day)


def mapped(subject: tuple[Report, Judgement]) -> bytes:
    """Return a workbook of the mapping, and a sheet that says how to fill it in."""
    made = mapping.document(*subject)
    return write(made._replace(sections=(*made.sections, mapping.HOW_TO_FILL_IN)), subject[1].today)


def standard(part: Part) -> bytes:
    return write(Document(part.full_name, tuple(sheets(part)), foot=part.full_name), first_day(part.standard))
