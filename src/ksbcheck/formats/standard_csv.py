"""A standard as CSV: the table of its statements, with a column for each duty (see `render.standard_sheets`).

It opens right in Excel, and does nothing there, as reports do.
"""

import csv
from io import StringIO

from ksbcheck.domain.matrix import Part
from ksbcheck.output.cells import BYTE_ORDER_MARK, harmless
from ksbcheck.reports.standard_sheets import headings, rows


def render_export(part: Part) -> str:
    """Return the table of statements."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    for row in (headings(part), *rows(part)):
        writer.writerow(map(harmless, row))
    return BYTE_ORDER_MARK + text.getvalue()
