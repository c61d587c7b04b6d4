"""Reports as CSV: a row for each required KSB of each portfolio. The workbook and the JSON have the rest.

It opens right in Excel, and does nothing there: UTF-8 with a byte-order mark, lines that end in CR LF, and an
apostrophe before what would be a formula (`render.cells.harmless`).
"""

import csv
from collections.abc import Sequence
from io import StringIO

from ksbcheck.domain.report import Report
from ksbcheck.output.cells import BYTE_ORDER_MARK, harmless
from ksbcheck.reports.sheets import JUSTIFIED, KSBS, NEXT, STATUS, WHOSE, Cell, Column, sheet_rows
from ksbcheck.reports.view import View

_COLUMNS = (
    *WHOSE,
    *map(Column, ("Outcome", "Under", "Option", "As of", "KSB", "Statement", "Duties", STATUS, "Rung")),
    *map(Column, ("Evidence that counts", "Where", "Assessed by", "Verified by", NEXT, JUSTIFIED)),
)


def render_document(_reports: Sequence[Report], views: Sequence[View]) -> str:
    """Return the KSBs of all portfolios; one without any, or that could not be judged, has a row that says so."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([column.heading for column in _COLUMNS])
    for row in sheet_rows(KSBS, _COLUMNS, views):
        writer.writerow(map(_harmless, row))
    return BYTE_ORDER_MARK + text.getvalue()


def _harmless(cell: Cell) -> Cell:
    return harmless(cell) if isinstance(cell, str) else cell
