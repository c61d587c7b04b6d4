"""Documents as sheets of cells: for CSV (one of them) and for a workbook (all). A cell is text or a whole number."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import NamedTuple

from ksbcheck.output.cells import BYTE_ORDER_MARK, cut_for_excel, harmless
from ksbcheck.output.document import Cell, Document, Facts, Items, Note, SideBySide, Table, text_of


class Sheet(NamedTuple):
    """A sheet: its name, its headings, and its rows."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


def sheets(document: Document) -> Iterator[Sheet]:
    """Yield a sheet for each table of a document, and one for all that is no table."""
    said: list[tuple[str | int, ...]] = []
    for part in document.sections:
        for block in part.blocks:
            match block:
                case Table(columns, rows):
                    yield Sheet(part.title, tuple(text_of(column.heading) for column in columns), _rows(rows))
                case SideBySide(heads, rows):
                    yield Sheet(part.title, ("", *map(text_of, heads)), _rows(rows))
                case Facts(rows):
                    said += [(part.title, name.strip(), _value(value)) for name, value in rows]
                case Items(items, _):
                    said += [(part.title, "", _value(item)) for item in items]
                case Note(text) if text:
                    said.append((part.title, "", _value(text)))
    yield Sheet("Summary", ("Section", "What", "Value"), tuple(said))


def as_csv(sheet: Sheet) -> str:
    """Return a sheet as CSV that opens right in Excel, and does nothing there."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(sheet.headings)
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in sheet.rows)
    return BYTE_ORDER_MARK + text.getvalue()


def _rows(rows: Sequence[Sequence[Cell]]) -> tuple[tuple[str | int, ...], ...]:
    return tuple(tuple(map(_value, row)) for row in rows)


def _value(cell: Cell) -> str | int:
    return cell if isinstance(cell, int) else cut_for_excel(text_of(cell))
