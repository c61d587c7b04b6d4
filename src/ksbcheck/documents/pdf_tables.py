"""The tables on a page of a PDF, which has only texts with their places: columns are where no text is between."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ksbcheck.documents.block import is_head

_FEWEST = 2
"""The fewest columns and rows of a table."""

_CLOSE = 0.75
"""How far apart the lines of a cell are, in heights of a line."""


class Box(NamedTuple):
    """Where a text is, in points from the lower left."""

    left: float
    bottom: float
    right: float
    top: float


Text = tuple[Box, str]
Columns = list[tuple[float, float]]


def split_tables(texts: Iterable[Text]) -> Iterator[str | list[tuple[str, ...]]]:
    """Yield the lines of a page, and each of its tables as rows; one begins with a line of headings."""
    lines = list(_lines(texts))
    while lines:
        count, columns = _table(lines)
        rows = list(_rows(lines[:count], columns))
        if len(rows) >= _FEWEST:
            yield rows
            del lines[:count]
        else:
            yield " ".join(text for _, text in lines.pop(0))


def _lines(texts: Iterable[Text]) -> Iterator[list[Text]]:
    """Yield the texts that are beside each other, from the top."""
    line: list[Text] = []
    for box, text in sorted(texts, key=lambda each: -each[0].top - each[0].bottom):
        if line and box.top + box.bottom < 2 * line[0][0].bottom:
            yield sorted(line)
            line = []
        line += [(box, text)] if text else []
    if line:
        yield sorted(line)


def _table(lines: Sequence[Sequence[Text]]) -> tuple[int, Columns]:
    """Return how many of the lines are the table that begins with the first, and its columns."""
    columns: Columns = []
    for count, line in enumerate(lines):
        wider = _united([*columns, *((box.left, box.right) for box, _ in line)])
        joins = any(sum(left <= each[0] < right for each in columns) > 1 for left, right in wider)
        if joins or len(wider) < _FEWEST or (not count and not is_head([text for _, text in line])):
            return count, columns
        columns = wider
    return len(lines), columns


def _united(spans: Columns) -> Columns:
    """Return the spans that do not overlap, from the left."""
    united: Columns = []
    for left, right in sorted(spans):
        if united and left < united[-1][1]:
            united[-1] = united[-1][0], max(right, united[-1][1])
        else:
            united.append((left, right))
    return united


def _rows(lines: Sequence[Sequence[Text]], columns: Columns) -> Iterator[tuple[str, ...]]:
    """Yield rows: a line close below another, and without a text in the first column, goes on with its cells."""
    cells: list[str] = []
    for above, line in pairwise([[], *lines]):
        goes_on = above and line[0][0].left >= columns[0][1] and _is_close(above, line)
        if cells and not goes_on:
            yield tuple(cells)
        cells = cells if goes_on else [""] * len(columns)
        for box, text in line:
            at = next(index for index, (left, right) in enumerate(columns) if left <= box.left <= right)
            cells[at] = f"{cells[at]} {text}".strip()
    if cells:
        yield tuple(cells)


def _is_close(above: Sequence[Text], line: Sequence[Text]) -> bool:
    """Return whether a line is no further below another than the lines of one cell are."""
    gap = min(box.bottom for box, _ in above) - max(box.top for box, _ in line)
    return gap < _CLOSE * max(box.top - box.bottom for box, _ in (*above, *line))
