"""The tables in a document: rows with their cells by column, and what each cell is called."""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import NamedTuple

from ksbcheck.documents.block import Block, BlockKind
from ksbcheck.domain.outline import Spot
from ksbcheck.importing.grid import column_name
from ksbcheck.inputs.blocks import ReadDocument
from ksbcheck.trackers.codes import codes_in


class Row(NamedTuple):
    """A row of a table. `number` is its row in a sheet or line in a text, otherwise its place in the table."""

    number: int
    cells: Mapping[int, str]
    sheet: str | None = None
    place: str = ""
    unseen: str = ""

    def text(self, column: int | None) -> str:
        """Return the text of a cell; empty where there is none."""
        return self.cells.get(column, "") if column is not None else ""

    def at(self, column: int | None = None) -> str:
        """Return what a cell is called: `Log!B14`, `line 12`, `page 2, row 3`."""
        if self.sheet is None:
            return self.place
        first = min(self.cells, default=1) if column is None else column
        return f"{self.sheet}!{column_name(first - 1)}{self.number}"

    def without(self, columns: Container[int]) -> "Row":
        return self._replace(cells={column: text for column, text in self.cells.items() if column not in columns})

    @property
    def names_code(self) -> bool:
        return any(codes_in(text).every for text in self.cells.values())

    @property
    def said(self) -> str:
        return " | ".join(self.cells.values())


class Table(NamedTuple):
    """A table, or a sheet; `above` is the text before it."""

    name: str
    rows: Sequence[Row]
    above: Sequence[str] = ()

    @property
    def shown(self) -> Sequence[Row]:
        return [row for row in self.rows if not row.unseen]


def tables_of(document: ReadDocument) -> Iterator[Table]:
    """Yield the tables of a document: its sheets, or its rows that follow each other."""
    rows: list[Row] = []
    above: list[str] = []
    heading, sheet = "", None
    for block, spot in document.blocks:
        is_row = block.kind is BlockKind.ROW
        if rows and (sheet != spot.sheet or not (is_row or block.unseen or spot.sheet is not None)):
            yield Table(sheet or heading, rows, above)
            rows, above = [], []
        sheet = spot.sheet
        if is_row:
            rows.append(_row(block, spot, document, len(rows) + 1))
        elif not block.unseen and not spot.aside:
            heading = block.text if block.kind is BlockKind.HEADING else heading
            above.append(block.text)
    if rows:
        yield Table(sheet or heading, rows, above)


def _row(block: Block, spot: Spot, document: ReadDocument, number: int) -> Row:
    numbered = block.grid or tuple(enumerate(block.cells, start=1))
    cells = {column: text.strip() for column, text in numbered if text.strip()}
    if spot.sheet:
        return Row(spot.row or number, cells, spot.sheet, unseen=block.unseen)
    if spot.row is not None:
        return Row(spot.row, cells, place=f"line {spot.row}", unseen=block.unseen)
    return Row(number, cells, place=f"{document.place(spot)}, row {number}", unseen=block.unseen)
