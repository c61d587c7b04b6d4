"""Reports as a workbook for Excel. Cells are text and whole numbers, never formulas or links."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from math import ceil
from textwrap import wrap
from typing import Any
from unicodedata import east_asian_width

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ksbcheck.domain.text import counted_noun
from ksbcheck.output.cells import WORKBOOK_OPTIONS, escape_markup
from ksbcheck.reports.sheets import (
    GAPS,
    NOT_CHECKED,
    STATUS,
    SUMMARY,
    WHOSE,
    Cell,
    Column,
    Sheet,
    sheet_rows,
    sheets_for,
)
from ksbcheck.reports.view import View

_A4 = 9
_NARROWEST = 6
_FILTER_BUTTON = 3
_LOST = 2
"""How much of a line, in characters, stays empty on average because the next word is too long for it."""
_LINE, _HIGHEST = 15, 405
"""The height of a line, and of the highest row that Excel takes, in points."""
_MOST_OF_TITLE, _MOST_OF_NAME = 80, 48
_NO_DAY = datetime(1980, 1, 1, tzinfo=UTC)
"""What a workbook says it was made on when nothing could be judged as of any day: the first that a ZIP file knows."""
_LOOK: dict[str, Any] = {"text_wrap": True, "align": "left", "valign": "top", "border": 1, "border_color": "#BFBFBF"}
_HEADING: dict[str, Any] = {**_LOOK, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3864", "valign": "vcenter"}
_DONE: dict[str, Any] = {"bg_color": "#E2EFDA", "font_color": "#1E4620"}
_IN_PART: dict[str, Any] = {"bg_color": "#FFE699", "font_color": "#4D3800", "bold": True}
_WANTING: dict[str, Any] = {"bg_color": "#F4B6B6", "font_color": "#5C0A0A", "bold": True}
_NEITHER: dict[str, Any] = {"bg_color": "#EDEDED", "font_color": "#333333"}
_FILLS = {
    # word: dark on a light ground; where somebody should look, bold as well, which a grey print keeps
    "met": _DONE,
    "assessed": _DONE,
    "verified": _DONE,
    "thin": _IN_PART,
    "partial": _IN_PART,
    "warning": _IN_PART,
    "missing": _WANTING,
    "error": _WANTING,
    NOT_CHECKED: _WANTING,
    "unmapped": _NEITHER,
    "not of option": _NEITHER,
    "note": _NEITHER,
}
_WORDS_WITH_FILLS = frozenset((STATUS, "Rung", "Severity"))


def render(views: Sequence[View]) -> bytes:
    """Return a workbook of all portfolios. Equal reports give equal bytes."""
    several = len(views) > 1
    file = BytesIO()
    workbook = Workbook(file, WORKBOOK_OPTIONS)
    workbook.set_properties({"title": _title(views), "created": _created(views)})
    looks = {word: workbook.add_format({**_LOOK, **fill}) for word, fill in _FILLS.items()}
    looks |= {"": workbook.add_format(_LOOK), "heading": workbook.add_format(_HEADING)}
    for sheet in sheets_for(views):
        columns = (*WHOSE, *sheet.columns) if several else sheet.columns
        worksheet = workbook.add_worksheet(sheet.name)
        _set_up(worksheet, sheet, views)
        _fill(worksheet, columns, list(sheet_rows(sheet, columns, views)), looks)
    workbook.close()
    return file.getvalue()


def _title(views: Sequence[View]) -> str:
    return views[0].title if len(views) == 1 else f"Evidence reports: {counted_noun(len(views), 'portfolio')}"


def _as_of(views: Sequence[View]) -> str:
    return next((view.as_of for view in views if view.as_of), "")


def _created(views: Sequence[View]) -> datetime:
    day = _as_of(views)
    return datetime.fromisoformat(day).replace(tzinfo=UTC) if day else _NO_DAY


def _set_up(worksheet: Worksheet, sheet: Sheet, views: Sequence[View]) -> None:
    """Set up printing: A4 landscape, one page wide, repeated headings, and a footer."""
    worksheet.set_landscape()
    worksheet.set_paper(_A4)
    worksheet.fit_to_pages(1, 0)
    worksheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    worksheet.repeat_rows(0)
    worksheet.freeze_panes(1, 0)
    as_of = _as_of(views)
    worksheet.set_header(f"&L&B{_plain(_title(views), _MOST_OF_TITLE)}&R{sheet.name}")
    worksheet.set_footer(
        f"&L{_plain(_whose(views), _MOST_OF_NAME)}&C{f'As of {as_of}' if as_of else ''}&RPage &P of &N"
    )
    if sheet in (SUMMARY, GAPS):
        worksheet.set_tab_color("#1F3864")


def _whose(views: Sequence[View]) -> str:
    return views[0].learner if len(views) == 1 else counted_noun(len(views), "portfolio")


def _plain(text: str, most: int) -> str:
    """Return text for a header or footer, where & begins a command and 255 units fit."""
    short = text if len(text) <= most else f"{text[:most].rstrip()}…"
    return short.replace("&", "&&")


def _fill(
    worksheet: Worksheet, columns: Sequence[Column], rows: Sequence[list[Cell]], looks: dict[str, Format]
) -> None:
    """Write headings and rows, with filters and fitting sizes."""
    widths = [_width(column, [row[index] for row in rows]) for index, column in enumerate(columns)]
    headings = [column.heading for column in columns]
    worksheet.set_row(0, _LINE * max(map(_heading_lines, headings, widths)))
    for index, width in enumerate(widths):
        worksheet.set_column(index, index, width)
        worksheet.write_string(0, index, headings[index], looks["heading"])
    for number, row in enumerate(rows, 1):
        worksheet.set_row(number, _height(row, widths))
        for index, cell in enumerate(row):
            _write(worksheet, number, index, cell, _look(columns[index], cell, looks))
    last_row, last_column = len(rows), len(columns) - 1
    worksheet.autofilter(0, 0, last_row, last_column)
    worksheet.print_area(0, 0, last_row, last_column)
    worksheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last_row + 1}"})


def _look(column: Column, cell: Cell, looks: dict[str, Format]) -> Format:
    return looks.get(str(cell), looks[""]) if column.heading in _WORDS_WITH_FILLS else looks[""]


def _write(worksheet: Worksheet, row: int, column: int, cell: Cell, look: Format) -> None:
    if isinstance(cell, int):
        worksheet.write_number(row, column, cell, look)
    elif cell:
        worksheet.write_string(row, column, escape_markup(cell), look)
    else:
        worksheet.write_blank(row, column, None, look)


def _width(column: Column, cells: Sequence[Cell]) -> int:
    """Return the width for the longest cell, within bounds; headings may wrap between words."""
    heading = max(map(len, column.heading.split())) + _FILTER_BUTTON
    longest = max((_columns(str(cell)) for cell in cells), default=0)
    return max(_NARROWEST, heading, min(longest + 1, column.widest))


def _height(row: Sequence[Cell], widths: Sequence[int]) -> int:
    """Return the height, in points, of the cell with the most lines."""
    most = max(_lines(_columns(str(cell)), width) for cell, width in zip(row, widths, strict=True))
    return min(_HIGHEST, _LINE * most)


def _heading_lines(heading: str, width: int) -> int:
    return len(wrap(heading, width - _FILTER_BUTTON))


def _lines(length: int, width: int) -> int:
    return 1 if length <= width else ceil(length / (width - _LOST))


def _columns(text: str) -> int:
    """Return the width of a text; Chinese, Japanese and Korean letters count twice."""
    return len(text) if text.isascii() else sum(1 + (east_asian_width(letter) in "WF") for letter in text)
