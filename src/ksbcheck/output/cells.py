"""Text made safe for the cells of a spreadsheet: it reads as before, and is never a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

_BYTE_ORDER_MARK = "\ufeff"
FORMULA = re.compile("[' ]*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
"""The beginning of a formula, in narrow or wide characters, or of an escaped formula."""
_MOST_UNITS = 32_767
WORKBOOK_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""XlsxWriter takes text for nothing else."""


def as_csv(rows: Iterable[Sequence[str | int]], mark: str = _BYTE_ORDER_MARK) -> str:
    """Return rows as CSV that opens correctly in Excel, without formulas; only the first ones have the mark."""
    text = StringIO(newline="")
    csv.writer(text).writerows(
        [escape_formula(each) if isinstance(each, str) else each for each in row] for row in rows
    )
    return mark + text.getvalue()


def escape_formula(text: str) -> str:
    """Return the text of a CSV cell, with an apostrophe before a formula.

    To undo this, take one apostrophe off each cell that begins with one and matches `FORMULA`.
    """
    return f"'{text}" if FORMULA.match(text) else text


def escape_markup(text: str) -> str:
    """Return a text that XlsxWriter does not take for its own rich text, which it would write as XML."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def cut_for_excel(cell: str) -> str:
    """Return a cell cut to the length that Excel takes, with a mark. Excel counts in units of UTF-16."""
    if len(cell) <= _MOST_UNITS // 2:
        return cell
    units = cell.encode("utf-16-le", "surrogatepass")
    if len(units) // 2 <= _MOST_UNITS:
        return cell
    mark = f" [... cut here: {len(cell):,} characters in all]"
    return units[: 2 * (_MOST_UNITS - len(mark))].decode("utf-16-le", "ignore") + mark
