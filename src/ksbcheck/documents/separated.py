"""Tables as text (.csv, .tsv), whatever separates their cells."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import BinaryIO

from ksbcheck.documents.block import is_head, row_of
from ksbcheck.documents.outliner import Outliner
from ksbcheck.documents.plain import add_paragraphs, read_lines
from ksbcheck.domain.outline import Outline

_SEPARATORS = ",;\t|"
_LOOKED_AT = 200
"""How many rows decide which sign separates the cells."""
_GUARDED = re.compile("'[' ]*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
"""The beginning of a text that would be a formula without its apostrophe."""

Rows = Sequence[tuple[int, Sequence[str]]]
"""The rows of a table, with the numbers of their lines."""


def read(file: BinaryIO, outliner: Outliner) -> Outline:
    """Return the outline of a table, whose rows are paragraphs; or of a text, where no sign separates cells."""
    return _outline(read_lines(file), outliner, _SEPARATORS)


def read_text(file: BinaryIO, outliner: Outliner) -> Outline:
    """Return the outline of a plain text; where blocks are kept, a spreadsheet's with tabs is a table."""
    return _outline(read_lines(file), outliner, "" if outliner.kept is None else "\t")


def _outline(lines: list[str], outliner: Outliner, separators: Iterable[str]) -> Outline:
    rows, closes = separated_rows(lines, separators)
    columns: Sequence[str] = ()
    if rows:
        outliner.start_sheet("")
    for number, cells in rows:
        outliner.start_row(number)
        outliner.add(row_of(cells, columns))
        columns = columns or (cells if is_head(cells) else ())
    if not rows:
        add_paragraphs(lines, outliner)
    return outliner.outline("text", without_text="" if closes else "the cells around an open quote")


def separated_rows(lines: Sequence[str], separators: Iterable[str] = _SEPARATORS) -> tuple[Rows, bool]:
    """Return the rows with text, and whether quotes close; no rows where no sign separates cells in most lines."""
    tables = ((_evenness(rows), rows, closes) for rows, closes in (_rows(lines, each) for each in separators))
    (_, width), rows, closes = max(tables, key=lambda each: each[0], default=((0, 0), [], True))
    return (rows, closes) if width else ([], True)


def _evenness(rows: Rows) -> tuple[float, int]:
    """Return the share of rows with the commonest number of cells, and that number; nothing for rows of one cell."""
    widths = Counter(len(cells) for _, cells in rows[:_LOOKED_AT])
    width, count = widths.most_common(1)[0] if widths else (1, 0)
    share = count / sum(widths.values()) if widths else 0
    return (share, width) if width > 1 and 2 * share >= 1 else (0, 0)


def _rows(lines: Sequence[str], separator: str) -> tuple[Rows, bool]:
    """Return the rows with text. Where quotes don't close, each line is a row: none disappears in another's cell."""
    closes = True
    try:
        rows = list(_parsed(StringIO("\n".join(lines), newline=""), separator))
    except csv.Error:
        closes, rows = False, [(number, line.split(separator)) for number, line in enumerate(lines, 1)]
    texts = ((number, [unguarded(cell.strip()) for cell in cells]) for number, cells in rows)
    return [(number, cells) for number, cells in texts if any(cells)], closes


def _parsed(lines: Iterable[str], separator: str) -> Iterator[tuple[int, Sequence[str]]]:
    reader = csv.reader(lines, delimiter=separator, strict=True)
    before = 0
    for cells in reader:
        yield before + 1, cells
        before = reader.line_num


def unguarded(cell: str) -> str:
    """Return a text without the apostrophe by which a program keeps it from being a formula."""
    return cell[1:] if _GUARDED.match(cell) else cell
