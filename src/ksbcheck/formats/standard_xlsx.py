"""A standard as a workbook."""

from ksbcheck.domain.matrix import Part
from ksbcheck.formats.standard import Sheet, first_day, sheets
from ksbcheck.output.document import Column, Document, Section, Table
from ksbcheck.output.workbook import write


def render(part: Part) -> bytes:
    """Return a workbook of the sheets KSBs, Duties, Options and Standard."""
    sections = tuple(Section(sheet.name, (_table(sheet),)) for sheet in sheets(part))
    return write(Document(part.full_name, sections, foot=part.full_name), first_day(part.standard))


def _table(sheet: Sheet) -> Table:
    return Table(tuple(Column(heading, width=width) for heading, width in sheet.widths.items()), sheet.rows)
