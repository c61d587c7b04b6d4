"""Words from files made safe for the cells of a spreadsheet: they read as they are, and are never a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

_BYTE_ORDER_MARK = "\ufeff"
FORMULA = re.compile("[' ]*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
"""How a cell begins that a spreadsheet takes for a formula, of either width, or that looks like one made harmless."""
_MOST_UNITS = 32_767
WORKBOOK_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""How XlsxWriter is told to take no text for anything else."""


def as_csv(rows: Iterable[Sequence[str | int]]) -> str:
    """Return rows as CSV that opens right in Excel, and does nothing there."""
    text = StringIO(newline="")
    csv.writer(text).writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return _BYTE_ORDER_MARK + text.getvalue()


def harmless(text: str) -> str:
    """Return the text of a CSV cell, with an apostrophe before what would be a formula.

    Nothing is lost: a program that wants the text itself takes one apostrophe off each cell that `FORMULA` matches and
    that begins with one.
    """
    return f"'{text}" if FORMULA.match(text) else text


def inert(text: str) -> str:
    """Return the text so that XlsxWriter takes it for text: what looks like its own rich text it would write as XML."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def cut_for_excel(cell: str) -> str:
    """Return what of a cell Excel takes, with a mark where it was cut. Excel counts in units of UTF-16."""
    if len(cell) <= _MOST_UNITS // 2:
        return cell
    units = cell.encode("utf-16-le", "surrogatepass")
    if len(units) // 2 <= _MOST_UNITS:
        return cell
    mark = f" [... cut here: {len(cell):,} characters in all]"
    return units[: 2 * (_MOST_UNITS - len(mark))].decode("utf-16-le", "ignore") + mark
