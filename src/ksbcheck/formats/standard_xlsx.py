"""A standard as a workbook.

Cells are text, never formulas or links. Equal standards give equal bytes.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from math import ceil
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ksbcheck.domain.matrix import Part
from ksbcheck.domain.text import shown
from ksbcheck.formats.standard import Sheet, first_day, sheets
from ksbcheck.output.cells import WORKBOOK_OPTIONS, cut_for_excel, escape_markup

_NO_DAY = date(1980, 1, 1)
"""The day of a workbook whose standard states none: the first that a ZIP file knows."""
_LOOK: dict[str, Any] = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
_HEADING: dict[str, Any] = {**_LOOK, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3864"}
_CROSS: dict[str, Any] = {**_LOOK, "align": "center"}
_LINE, _HIGHEST, _A4 = 15, 405, 9


def render(part: Part) -> bytes:
    """Return a workbook of the sheets KSBs, Duties, Options and Standard."""
    file = BytesIO()
    workbook = Workbook(file, WORKBOOK_OPTIONS)
    day = first_day(part.standard) or _NO_DAY
    workbook.set_properties({"title": shown(part.full_name), "created": datetime.combine(day, time(), UTC)})
    looks = {"": workbook.add_format(_LOOK), "heading": workbook.add_format(_HEADING)}
    looks |= dict.fromkeys(("x", "?"), workbook.add_format(_CROSS))
    for sheet in sheets(part):
        _write(workbook.add_worksheet(sheet.name), sheet, looks)
    workbook.close()
    return file.getvalue()


def _write(worksheet: Worksheet, sheet: Sheet, looks: dict[str, Format]) -> None:
    """Write a sheet with fixed headings and first column, for A4 landscape."""
    worksheet.set_landscape()
    worksheet.set_paper(_A4)
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(0)
    worksheet.freeze_panes(1, 1)
    widths = tuple(sheet.widths.values())
    for index, width in enumerate(widths):
        worksheet.set_column(index, index, width)
    for number, row in enumerate((tuple(sheet.widths), *sheet.rows)):
        worksheet.set_row(number, _height(row, widths))
        for index, cell in enumerate(row):
            look = looks["heading"] if number == 0 else looks.get(cell, looks[""])
            if cell:
                worksheet.write_string(number, index, escape_markup(cut_for_excel(shown(cell))), look)
            else:
                worksheet.write_blank(number, index, None, look)


def _height(row: Sequence[str], widths: Sequence[int]) -> int:
    """Return the height, in points, of the cell with the most lines."""
    most = max(ceil((len(cell) + 1) / (width - 2)) for cell, width in zip(row, widths, strict=True))
    return min(_HIGHEST, _LINE * most)
