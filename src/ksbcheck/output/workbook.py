"""Documents as workbooks for Excel (the extra `spreadsheet`). Cells are text, numbers and days, never formulas.

The first sections share the sheet Summary. Each other section has a sheet, and each heat map too.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from math import ceil
from textwrap import wrap
from typing import Any
from unicodedata import east_asian_width

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ksbcheck.domain.text import cut, shown
from ksbcheck.output.cells import WORKBOOK_OPTIONS, cut_for_excel, escape_markup
from ksbcheck.output.document import (
    Block,
    Cell,
    Column,
    Depth,
    Document,
    HeatMap,
    Note,
    Section,
    Table,
    ToFill,
    Words,
    rows_of,
    shown_text,
)

_A4, _LINE, _HIGHEST = 9, 15, 405
_NARROWEST, _WIDEST, _NARROW, _WHOLE_WIDTH, _SIGN = 6, 70, 16, 150, 3.3
_FILTER_BUTTON, _LOST = 3, 2
_OF_FACTS = (24, 82)
_LONGEST_NAME, _MOST_OF_FOOT = 31, 80
_MOST_STATES = 12
_EARLIEST = date(1950, 1, 1)
"""The earliest day that may be filled in."""
_NO_DAY = date(1980, 1, 1)
"""The day of a workbook that is of no day: the first that a ZIP file knows."""
_DAY = "d mmm yyyy"
_ALLOWED = {"format_columns": True, "format_rows": True, "autofilter": True}
"""What a reader of a protected sheet may do besides filling it in."""
_BASE: dict[str, Any] = {"text_wrap": True, "align": "left", "valign": "top"}
_CELL: dict[str, Any] = {**_BASE, "border": 1, "border_color": "#B4BABD"}
_LOOKS: dict[str, dict[str, Any]] = {
    "": _BASE,
    "title": {**_BASE, "text_wrap": False, "bold": True, "font_size": 16},
    "section": {**_BASE, "text_wrap": False, "bold": True, "font_size": 13},
    "strong": {**_BASE, "text_wrap": False, "bold": True},
    "note": {**_BASE, "font_color": "#4C565C"},
    "cell": _CELL,
    "number": {**_CELL, "align": "right"},
    "day": {**_CELL, "num_format": _DAY},
    "to fill": {**_CELL, "locked": False, "bg_color": "#FFFDF0"},
    "day to fill": {**_CELL, "locked": False, "bg_color": "#FFFDF0", "num_format": _DAY},
    "name": {**_CELL, "bold": True},
    "heading": {**_CELL, "bold": True, "font_color": "#FFFFFF", "bg_color": "#0A3F43", "valign": "vcenter"},
    "upright": {**_CELL, "bold": True, "rotation": 90, "align": "center", "text_wrap": False},
    "sign": {**_CELL, "align": "center"},
    "loud": {**_CELL, "align": "center", "bold": True, "font_color": "#FFFFFF", "bg_color": "#0B0C0C"},
}
_FILLS: dict[str, dict[str, Any]] = {
    # of words with a look, and of the signs of a map: bold or dark where a reader should look, which a grey print keeps
    "good": {"bg_color": "#C3E0DE", "font_color": "#0B0C0C"},
    "doubtful": {"bg_color": "#FFF3B0", "font_color": "#0B0C0C", "bold": True},
    "bad": {"font_color": "#96330C", "bold": True},
    "V": {"bg_color": "#0A3F43", "font_color": "#FFFFFF"},
    "A": {"bg_color": "#2E777A", "font_color": "#FFFFFF"},
    "C": {"bg_color": "#C3E0DE", "font_color": "#0B0C0C"},
    "P": {"font_color": "#96330C", "italic": True},
    "\u00d7": {"font_color": "#96330C"},
}


Looks = Mapping[str, Format]


def write(document: Document, day: date | None = None, folder: str | None = None) -> bytes:
    """Return a document as a workbook, made on a day. Equal documents give equal bytes.

    With a folder for temporary files, few rows are in memory at once.
    """
    file = BytesIO()
    where = {"in_memory": folder is None, "constant_memory": folder is not None, "tmpdir": folder}
    workbook = Workbook(file, {**WORKBOOK_OPTIONS, **where})
    created = datetime.combine(day or _NO_DAY, time(), UTC)
    workbook.set_properties({"title": shown(document.title), "created": created})
    looks = {name: workbook.add_format(look) for name, look in {**_LOOKS, **_FILLS}.items()}
    names = {"history"}  # which Excel keeps for itself
    first = [section for section in document.sections if section.depth is Depth.FIRST]
    if first:
        _summary(_sheet(workbook, "Summary", document, names), document, first, looks)
    for section in document.sections:
        if section not in first:
            for name, blocks in _sheets(section):
                _write(_sheet(workbook, name, document, names), blocks, looks)
    workbook.close()
    return file.getvalue()


def _sheets(section: Section) -> Iterator[tuple[str, list[Block]]]:
    """Yield the sheets of a section: each heat map has its own; what has no rows has none."""
    others: list[Block] = [block for block in section.blocks if not isinstance(block, HeatMap)]
    if not all(isinstance(block, Note) for block in others):
        yield re.split("[:,.]", section.title)[0], others
    for block in section.blocks:
        if isinstance(block, HeatMap):
            yield f"Map {re.split('[:,]', block.title)[0]}", [block]


def _sheet(workbook: Workbook, name: str, document: Document, names: set[str]) -> Worksheet:
    """Add a sheet for A4 landscape, one page wide, under a name that Excel takes."""
    short = re.sub(r"[\[\]:*?/\\]", " ", shown(name)).strip("' ")[:_LONGEST_NAME] or "Sheet"
    number = 1
    while short.casefold() in names:
        number += 1
        short = f"{short[: _LONGEST_NAME - 4].removesuffix(f' {number - 1}')} {number}"
    names.add(short.casefold())
    sheet = workbook.add_worksheet(short)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    sheet.set_header(f"&L&B{_plain(document.title)}&R{short.replace('&', '&&')}")
    sheet.set_footer(f"&L{_plain(document.foot)}&RPage &P of &N")
    return sheet


def _plain(text: str) -> str:
    """Return text for a header or footer, where & begins a command and 255 units fit."""
    return cut(shown(text), _MOST_OF_FOOT).replace("&", "&&")


def _summary(sheet: Worksheet, document: Document, sections: Sequence[Section], looks: Looks) -> None:
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 84)
    sheet.set_column(2, 9, 16)
    sheet.hide_gridlines(2)
    _cell(sheet, 0, 0, document.title, looks["title"])
    _cell(sheet, 1, 0, document.above, looks["note"])
    at = 3
    for section in sections:
        if section.title:
            _cell(sheet, at, 0, section.title, looks["section"])
            at += 1
        for block in section.blocks:
            at = _block(sheet, at, block, looks)
        at += 1


def _write(sheet: Worksheet, blocks: Sequence[Block], looks: Looks) -> None:
    """Write a sheet: a table or map with fixed headings, filters and states; other blocks below it."""
    first, *others = sorted(blocks, key=lambda block: not isinstance(block, (Table, HeatMap)))
    match first:
        case Table() if first.is_form:
            _form(sheet, first, others, looks)
            return
        case Table() if first.has_head:
            at = _table(sheet, first, looks)
        case HeatMap():
            at = _heat_map(sheet, first, looks)
        case _:
            sheet.set_column(0, 0, 26)
            sheet.set_column(1, 1, 110)
            at = _block(sheet, 0, first, looks)
    for block in others:
        at = _block(sheet, at + 1, block, looks)


def _form(sheet: Worksheet, table: Table, above: Sequence[Block], looks: Looks) -> None:
    """Write a table to fill in, below the other blocks. The cells that are not to be filled in are protected."""
    top = 0
    for block in above:
        top = _block(sheet, top, block, looks, (table.columns[0].width or _NARROW, table.columns[1].width or _NARROW))
    last = _table(sheet, table, looks, top) - 1
    for index, column in enumerate(table.columns):
        if rule := _rule(column.to_fill):
            sheet.data_validation(top + 1, index, last, index, rule)
    sheet.protect("", _ALLOWED)


def _rule(to_fill: ToFill | None) -> dict[str, Any]:
    """Return what a cell takes; nothing if it takes any text."""
    if to_fill and to_fill.choices:
        return {"validate": "list", "source": list(to_fill.choices)}
    if to_fill and to_fill.is_day:
        message = "Write a day, as in 2026-01-31."
        return {"validate": "date", "criteria": ">=", "value": _EARLIEST, "error_message": message}
    return {}


def _block(sheet: Worksheet, at: int, block: Block, looks: Looks, widths: tuple[float, float] = _OF_FACTS) -> int:
    """Write a block from a row on, and return the row below it. `widths` are those of the first column and the rest."""
    is_table = isinstance(block, Table) and block.has_head
    for number, row in enumerate(rows_of(block)):
        is_note = isinstance(block, Note)
        look = "strong" if is_note and "strong" in _look(row[0]) else "" if is_note else "cell"
        heights = [_lines(_width(shown_text(cell)), widths[index > 0]) for index, cell in enumerate(row)]
        if not is_note:
            sheet.set_row(at, min(_HIGHEST, _LINE * max(heights)))
        elif look != "strong":
            sheet.merge_range(at, 0, at, 1, "", looks["note"])
            sheet.set_row(at, _LINE * _lines(_width(shown_text(row[0])), 106))
        for index, cell in enumerate(row):
            own = "heading" if is_table and not number else "note" if is_note and not look else look
            own = "day" if isinstance(cell, date) else own
            _cell(sheet, at, index, cell, looks[own])
        at += 1
    return at


def _table(sheet: Worksheet, table: Table, looks: Looks, top: int = 0) -> int:
    """Write a table with its headings in a row of the sheet, and return the row below it."""
    widths = [_column_width(table, index) for index in range(len(table.columns))]
    heads = [shown_text(column.heading) for column in table.columns]
    sheet.set_row(
        top,
        _LINE
        * max(
            len(wrap(head, max(1, int(width) - _FILTER_BUTTON))) or 1 for head, width in zip(heads, widths, strict=True)
        ),
    )
    for index, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(index, index, width)
        _cell(sheet, top, index, head, looks["heading"])
    states: list[dict[str, str]] = [{} for _ in widths]
    last = top
    for last, row in enumerate(table.rows, top + 1):
        most = max(_lines(_width(shown_text(cell)), width) for cell, width in zip(row, widths, strict=True))
        sheet.set_row(last, min(_HIGHEST, _LINE * most))
        for index, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            _cell(sheet, last, index, cell, looks[_look_in(column, cell)])
            if _fill(cell) and len(states[index]) <= _MOST_STATES:
                states[index][shown_text(cell)] = _look(cell)
    _finish(sheet, last, len(table.columns) - 1, last, top)
    for index, of_column in enumerate(states):
        if len(of_column) <= _MOST_STATES:
            for text, look in of_column.items():
                _when(sheet, (top + 1, index, last, index), text, looks[look.split()[-1]])
    return last + 1


def _look_in(column: Column, cell: Cell) -> str:
    is_day = isinstance(cell, date)
    if column.to_fill:
        return "day to fill" if is_day or column.to_fill.is_day else "to fill"
    return "day" if is_day else "number" if column.right else "name" if "strong" in column.look else "cell"


def _finish(sheet: Worksheet, last: int, last_column: int, filtered: int, top: int = 0) -> None:
    """Fix the headings and the first column, filter, and set what is printed."""
    sheet.freeze_panes(top + 1, 1)
    sheet.autofilter(top, 0, filtered, last_column)
    sheet.repeat_rows(top)
    sheet.print_area(0, 0, last, last_column)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})


def _when(sheet: Worksheet, area: tuple[int, int, int, int], text: str, look: Format) -> None:
    quoted = text.replace('"', '""')
    sheet.conditional_format(*area, {"type": "cell", "criteria": "==", "value": f'"{quoted}"', "format": look})


def _heat_map(sheet: Worksheet, block: HeatMap, looks: Looks) -> int:
    before, last = 1 + len(block.figures), len(block.rows)
    names = [_width(shown_text(row.name)) + 1 for row in block.rows]
    sheet.set_column(0, 0, max(18, min(32, *names)) if last > 1 else 24)
    sheet.set_column(1, before - 1, 6)
    sheet.set_column(before, before + len(block.heads), _SIGN)
    sheet.set_row(0, 64)
    _cell(sheet, 0, 0, block.title, looks["heading"])
    for index, head in enumerate((*block.figures, *block.heads), 1):
        _cell(sheet, 0, index, head, looks["upright"])
    for number, row in enumerate(block.rows, 1):
        _cell(sheet, number, 0, row.name, looks["name"])
        for index, figure in enumerate((*row.figures, *row.signs), 1):
            _cell(sheet, number, index, _number(figure), looks["sign"])
    _cell(sheet, last + 1, 0, block.foot_title, looks["name"])
    for index, foot in enumerate(block.foot, before):
        loud = "loud" if _look(foot) == "loud" else "sign"
        _cell(sheet, last + 1, index, _number(shown_text(foot)), looks[loud])
    for sign in ("V", "A", "C", "P", "\u00d7"):
        _when(sheet, (1, before, last, before + len(block.heads) - 1), sign, looks[sign])
    _finish(sheet, last + 1 + len(block.key), before + len(block.heads) - 1, last)
    for number, (sign, words) in enumerate(block.key, last + 3):
        _cell(sheet, number, 0, f"{sign} {words}", looks["strong"])
    return last + 3 + len(block.key)


def _cell(sheet: Worksheet, row: int, column: int, cell: Cell, look: Format) -> None:
    if isinstance(cell, int):
        sheet.write_number(row, column, cell, look)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, look)
    elif text := shown_text(cell):
        sheet.write_string(row, column, escape_markup(cut_for_excel(text)), look)
    else:
        sheet.write_blank(row, column, None, look)


def _look(cell: Cell) -> str:
    return cell.look if isinstance(cell, Words) else ""


def _fill(cell: Cell) -> bool:
    return bool(_look(cell)) and _look(cell).split()[-1] in _FILLS


def _number(text: str) -> Cell:
    return int(text) if text.isascii() and text.isdigit() else text


def _column_width(table: Table, index: int) -> float:
    """Return the stated width, or that for the longest cell, within bounds; headings may wrap between words."""
    column = table.columns[index]
    if column.width:
        return column.width
    heading = max(map(len, shown_text(column.heading).split() or [""])) + _FILTER_BUTTON
    longest = max((max(map(_width, shown_text(row[index]).split("\n"))) for row in table.rows), default=0)
    return max(_NARROWEST, heading, min(longest + 1, _widest(column, sum(each.share for each in table.columns))))


def _widest(column: Column, shares: int) -> float:
    return max(_NARROW, min(_WIDEST, _WHOLE_WIDTH * column.share // shares)) if column.share else _NARROW


def _lines(length: int, width: float) -> int:
    return 1 if length <= width else ceil(length / (width - _LOST))


def _width(text: str) -> int:
    """Return the width of a text; Chinese, Japanese and Korean letters count twice."""
    return len(text) if text.isascii() else sum(1 + (east_asian_width(letter) in "WF") for letter in text)
