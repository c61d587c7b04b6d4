"""The tables in a page or text, as sheets, and its other lines."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import groupby

from ksbcheck.importing.grid import Row, Sheet, find_head
from ksbcheck.importing.html import Line
from ksbcheck.importing.notation import duty_in_line, is_rule

_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BOLD = re.compile(r"(?<!\\)(\*\*|__)(.+?)(?<!\\)\1")
LINK = re.compile(r"(?<![\\!])\[([^][]{0,1000})\]\([^)\s]{0,1000}\)")
"""A link of Markdown, with the text that is shown."""
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


_TableRow = tuple[Row, Sequence[Line]]
"""A row with its lines; those of Markdown without outer bars and marks."""


def split_tables(lines: Sequence[Line]) -> tuple[Sequence[Sheet], Sequence[Line]]:
    """Return the known tables of a page as sheets, and its other lines.

    Tables of duties as a standard's page prints them stay lines: the headings above them may name options.
    """
    sheets: list[Sheet] = []
    rest: list[Line] = []
    lines_before = -1  # those before the last sheet
    for block in _blocks(lines):
        rows = list(_html_rows(block) if block[0].row else _markdown_rows(block))
        title = " ".join(line.text for line in rest[-2:])
        head = next((head for row, _ in rows if (head := find_head(row, title)) and head.kind != "facts"), None)
        is_plain = head and head.kind == "duties" and head.columns.keys().isdisjoint(("options", "mapping"))
        is_of_page = head and is_plain and any(duty_in_line(row.at(head.key)) for row, _ in rows)
        if head and not is_of_page:
            sheets.append(Sheet("", [row for row, _ in rows if row.filled], "line", title))
            lines_before = len(rest)
        elif rows and len(rest) == lines_before:  # a blank line has broken the table in two
            sheets[-1] = sheets[-1]._replace(rows=[*sheets[-1].rows, *(row for row, _ in rows if row.filled)])
        else:
            rest += (line for _, part in rows for line in part) if rows else block
    return sheets, rest


def _blocks(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Yield lines that may be a table together, and others. A blank line ends a table of Markdown."""
    is_html = any(line.row for line in lines)
    block: list[Line] = []
    for line in lines:
        is_row, was_row = (bool(each.row if is_html else "|" in each.text) for each in (line, *block[-1:], line)[:2])
        if block and (is_row != was_row or (is_row and not is_html and line.number > block[-1].number + 1)):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _html_rows(lines: Sequence[Line]) -> Iterator[_TableRow]:
    for _, group in groupby(lines, key=lambda line: line.row):
        part = list(group)
        text = "\n".join(line.text for line in part if not is_rule(line.text))
        cells = [" ".join(cell.split()) for cell in text.split("|")]
        yield Row(part[0].number, cells), part


def _markdown_rows(lines: Sequence[Line]) -> Iterator[_TableRow]:
    """Yield the rows of a Markdown table; none of lines that are no such table."""
    if not any(line.text.startswith("|") or is_rule(line.text) for line in lines):
        return
    duties: Sequence[str] = ()
    for line in lines:
        is_open = not line.text.startswith("|")
        cells = list(map(_plain, _BAR.split(line.text if is_open else line.text[1:].rstrip().removesuffix("|"))))
        named = [cell for cell in cells if (duty := duty_in_line(cell)) and not duty.text]
        if is_rule(line.text):
            yield Row(line.number, ()), [line]
        elif len(named) == len(cells) > 1:
            duties = named  # their texts are in the row below
        elif duties:
            texts = zip(duties, cells, strict=False)
            yield Row(line.number, cells), [Line(line.number, " ".join(each)) for each in texts]
            duties = ()
        else:
            yield Row(line.number, cells), [line if is_open else Line(line.number, " | ".join(cells))]


def _plain(cell: str) -> str:
    """Return a Markdown cell as it is shown."""
    bare = LINK.sub(r"\1", _BOLD.sub(r"\2", cell.strip()))
    return _ESCAPED.sub(r"\1", unescape(_BREAK.sub(" ", bare)).replace("\u200b", ""))
