"""A standard as a workbook: its statements with a column for each duty, its duties, its options, and what it states.

Cells are text, never formulas and never links. The same standard gives the same bytes.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from math import ceil
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from ksbcheck.domain.matrix import Part
from ksbcheck.domain.text import shown
from ksbcheck.output.cells import WORKBOOK_OPTIONS, cut_for_excel, inert
from ksbcheck.reports.standard_sheets import DUTY_HEADINGS, duty_rows, headings, rows
from ksbcheck.reports.standard_words import caveats, facts, first_day, name

_NO_DAY = date(1980, 1, 1)
"""The day of a workbook whose standard states none: the first that a ZIP file knows."""
_LOOK: dict[str, Any] = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
_HEADING: dict[str, Any] = {**_LOOK, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3864"}
_CROSS: dict[str, Any] = {**_LOOK, "align": "center"}
_KSB_WIDTHS, _DUTY_WIDTH = (8, 14, 60, 16), 18
_LINE, _HIGHEST, _A4 = 15, 405, 9


def render_export(part: Part) -> bytes:
    """Return a workbook of the sheets KSBs, Duties, Options and Standard."""
    file = BytesIO()
    workbook = Workbook(file, WORKBOOK_OPTIONS)
    day = first_day(part.standard) or _NO_DAY
    workbook.set_properties({"title": shown(name(part)), "created": datetime.combine(day, time(), UTC)})
    looks = {"": workbook.add_format(_LOOK), "heading": workbook.add_format(_HEADING)}
    cross = workbook.add_format(_CROSS)
    options = [part.option] if part.option else part.standard.options
    stated = [*facts(part.standard), *(("Not to be forgotten", each) for each in caveats(part))]
    basis = [(f"Basis: {each.basis.value}", f"{', '.join(each.fields)}: {each.why}") for each in part.standard.basis]
    widths = (*_KSB_WIDTHS, *(_DUTY_WIDTH for _ in part.duties))
    _sheet(workbook, "KSBs", headings(part), rows(part), widths, {**looks, "x": cross, "?": cross})
    _sheet(workbook, "Duties", DUTY_HEADINGS, duty_rows(part), (9, 70, 16, 12, 40), looks)
    _sheet(workbook, "Options", ("id", "title"), ((each.id, each.title) for each in options), (20, 60), looks)
    _sheet(workbook, "Standard", ("what", "value"), (*stated, *basis), (22, 100), looks)
    workbook.close()
    return file.getvalue()


def _sheet(
    workbook: Workbook,
    title: str,
    names: Sequence[str],
    table: Iterable[Sequence[str]],
    widths: Sequence[int],
    looks: dict[str, Format],
) -> None:
    """Write a sheet that keeps its headings and first column in sight, and prints on A4 across."""
    worksheet = workbook.add_worksheet(title)
    worksheet.set_landscape()
    worksheet.set_paper(_A4)
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(0)
    worksheet.freeze_panes(1, 1)
    for column, width in enumerate(widths):
        worksheet.set_column(column, column, width)
    for number, row in enumerate((names, *table)):
        worksheet.set_row(number, _height(row, widths))
        for column, cell in enumerate(row):
            look = looks["heading"] if number == 0 else looks.get(cell, looks[""])
            if cell:
                worksheet.write_string(number, column, inert(cut_for_excel(shown(cell))), look)
            else:
                worksheet.write_blank(number, column, None, look)


def _height(row: Sequence[str], widths: Sequence[int]) -> int:
    """Return a height, in points, for the cell with the most lines: not every program works it out by itself."""
    most = max(ceil((len(cell) + 1) / (width - 2)) for cell, width in zip(row, widths, strict=True))
    return min(_HIGHEST, _LINE * most)
