"""The tables in a page or text, as sheets, and its other lines."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import groupby
from typing import NamedTuple

from ksbcheck.importing.grid import Head, Row, Sheet, find_head
from ksbcheck.importing.html import Line
from ksbcheck.importing.notation import duty_in_cell, duty_in_line

_RULE = re.compile(r"[|:\s-]*--[|:\s-]*")
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BOLD = re.compile(r"(?<!\\)(\*\*|__)(.+?)(?<!\\)\1")
_LINK = re.compile(r"(?<![\\!])\[([^\]]*)\]\([^)\s]*\)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


class _TableRow(NamedTuple):
    """A row with its lines; those of Markdown without outer bars and marks."""

    row: Row
    lines: Sequence[Line]


def split_tables(lines: Sequence[Line]) -> tuple[Sequence[Sheet], Sequence[Line]]:
    """Return the known tables of a page as sheets, and its other lines.

    Tables of duties without a column of options stay lines, since the headings above them may name options.
    """
    sheets: list[Sheet] = []
    rest: list[Line] = []
    is_html = any(line.row for line in lines)
    for is_table, block in groupby(lines, key=lambda line: bool(line.row if is_html else _BAR.search(line.text))):
        part = list(block)
        rows = list(_html_rows(part) if is_html else _markdown_rows(part)) if is_table else []
        title = " ".join(line.text for line in rest[-2:])
        head = next((head for row, _ in rows if (head := find_head(row, title))), None)
        if head is None or head.kind == "facts":
            rest += (line for _, lines in rows for line in lines) if rows else part
        elif head.kind == "duties" and head.columns.keys().isdisjoint(("options", "mapping")):
            rest += (line for row in rows for line in _duty_lines(row, head))
        else:
            sheets.append(Sheet("", [row for row, _ in rows if row.filled], "line", title))
    return sheets, rest


def _html_rows(lines: Sequence[Line]) -> Iterator[_TableRow]:
    for _, group in groupby(lines, key=lambda line: line.row):
        part = list(group)
        text = "\n".join(line.text for line in part if not _RULE.fullmatch(line.text))
        cells = ["\n".join(filter(None, map(str.strip, cell.split("\n")))) for cell in text.split("|")]
        yield _TableRow(Row(part[0].number, cells), part)


def _markdown_rows(lines: Sequence[Line]) -> Iterator[_TableRow]:
    """Yield the rows of a Markdown table; none if lines with bars are no such table."""
    if not any(_RULE.fullmatch(line.text) for line in lines):
        return
    duties: Sequence[str] = ()
    for line in lines:
        is_open = not line.text.startswith("|")
        cells = list(map(_plain, _BAR.split(line.text if is_open else line.text.strip("|"))))
        named = [cell for cell in cells if (duty := duty_in_line(cell)) and not duty.text]
        if duties:  # the row above names a duty in each cell
            texts = zip(duties, cells, strict=False)
            yield _TableRow(Row(line.number, cells), [Line(line.number, " ".join(each)) for each in texts])
        elif len(named) < len(cells) or len(cells) == 1:
            plain = line if is_open else Line(line.number, " | ".join(cells))
            yield _TableRow(Row(line.number, [] if _RULE.fullmatch(line.text) else cells), [plain])
        duties = named if not duties and len(named) == len(cells) > 1 else ()


def _plain(cell: str) -> str:
    """Return a Markdown cell as it is shown."""
    bare = _LINK.sub(r"\1", _BOLD.sub(r"\2", cell.strip()))
    return _ESCAPED.sub(r"\1", unescape(_BREAK.sub("\n", bare)).replace("\u200b", ""))


def _duty_lines(table_row: _TableRow, head: Head) -> Sequence[Line]:
    """Return the lines of a row in a table of duties as a standard's page prints them: `Duty 1 Water. | K1 S1`."""
    row, lines = table_row
    if find_head(row, ""):
        return lines if head.key == 0 and "ksbs" in head.columns else [Line(row.number, "Duty | KSBs")]
    duty = duty_in_cell(row.at(head.key))
    if duty is None or (head.key == 0 and duty_in_line(row.at(0))):
        return lines
    known = [duty.text or head.cell(row, "text") or head.cell(row, "duty"), head.cell(row, "ksbs")]
    others = [row.at(column) for column in row.filled if column not in head.columns.values()]
    return [Line(row.number, " | ".join((f"Duty {duty.number}", *known, *others)))]
