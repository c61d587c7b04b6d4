"""A standard as CSV: its KSBs, with a column for every duty."""

from ksbcheck.domain.matrix import Part
from ksbcheck.formats.standard import ksb_sheet
from ksbcheck.output.cells import as_csv


def render(part: Part) -> str:
    sheet = ksb_sheet(part)
    return as_csv([tuple(sheet.widths), *sheet.rows])
