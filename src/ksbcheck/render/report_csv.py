"""Reports as CSV: a row for each required KSB of each portfolio. The workbook and the JSON have the rest.

It opens right in Excel, and does nothing there: UTF-8 with a byte-order mark, lines that end in CR LF, and an
apostrophe before what would be a formula. Nothing is lost: a program that wants the text itself takes one apostrophe
off each cell that `_FORMULA` matches and that begins with one.
"""

import csv
import re
from collections.abc import Sequence
from io import StringIO

from ksbcheck.render.sheets import JUSTIFIED, KSBS, NEXT, STATUS, WHOSE, Cell, Column, sheet_rows
from ksbcheck.render.view import View
from ksbcheck.report import Report

_BYTE_ORDER_MARK = "\ufeff"
_FORMULA = re.compile("[' ]*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
"""How a cell begins that a spreadsheet takes for a formula, of either width, or that looks like one made harmless."""
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
    return _BYTE_ORDER_MARK + text.getvalue()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell
