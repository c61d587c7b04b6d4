"""Documents for a terminal or a text file. Words from data are shown as they are: never a control character."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from math import ceil

from ksbcheck.domain.text import shown
from ksbcheck.output.document import (
    Bar,
    Block,
    Cell,
    Column,
    Document,
    Facts,
    Items,
    Mark,
    Note,
    Section,
    SideBySide,
    Table,
    Words,
)
from ksbcheck.output.screen import Screen

_CODES = {
    "good": "32",
    "bad": "31",
    "doubtful": "33",
    "note": "36",
    "quiet": "2",
    "strong": "1",
    "under": "4",
    "loud": "1;7",
}
_BAR = 35
_LABEL, _FIGURES = 18, 13
_ASCII = str.maketrans({Mark.YES: "+", Mark.NO: "x"})
_WORD = re.compile(r"\s*\S+\s*")

Run = tuple[str, str]
"""Text without a newline, and its look."""
Line = list[Run]


def write(documents: Sequence[Document], screen: Screen) -> str:
    """Return documents one below the other. Lines carry no trailing blanks."""
    lines: list[str] = []
    for index, document in enumerate(documents):
        if index:
            lines.append("")
        for part in document.sections:
            if not part.wide:
                lines += _section(part, screen)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _section(part: Section, screen: Screen) -> Iterator[str]:
    if part.title:
        yield ""
        yield from _paragraph(Words(part.title, part.look), screen)
    for block in part.blocks:
        yield from _block(block, screen)


def _block(block: Block, screen: Screen) -> Iterator[str]:
    match block:
        case Note(text):
            yield from _paragraph(text, screen)
        case Facts(rows):
            columns = (Column(look="quiet", whole=True), Column())
            yield from _grid(columns, [(name, value) for name, value in rows], screen)
        case Items(items, numbered):
            marks = (str(number) for number in range(1, len(items) + 1)) if numbered else iter("-" * len(items))
            yield from _grid(
                (Column(whole=True, right=numbered), Column()), list(zip(marks, items, strict=True)), screen
            )
        case SideBySide(heads, rows):
            at_once = max(1, (screen.width - _LABEL) // _FIGURES)
            for start in range(0, len(heads), at_once):
                yield from [""] * (start > 0)
                chosen = slice(start, start + at_once)
                columns = (Column(width=_LABEL), *(Column(head, share=1, right=True) for head in heads[chosen]))
                yield from _table(Table(columns, tuple((row[0], *row[1:][chosen]) for row in rows)), screen)
        case Table() if block.has_headings:
            yield from _table(block, screen)
        case Table(columns, rows, indent):
            yield from _grid(columns, rows, screen, indent)


def _paragraph(cell: Cell, screen: Screen) -> Iterator[str]:
    for line in _wrapped(_runs(cell, "", screen), screen.width):
        yield _painted(line, screen)


def _grid(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], screen: Screen, indent: int = 0) -> Iterator[str]:
    """Yield rows whose columns only line up, two blanks apart."""
    cells = [[_runs(cell, column.look, screen) for cell, column in zip(row, columns, strict=True)] for row in rows]
    gaps = [2] * (len(columns) - 1)
    widths = _widths(columns, cells, [*gaps, 0], screen.width - indent, fill=False)
    for row in cells:
        for line in _row(row, columns, widths, screen, "  "):
            yield " " * indent + line


def _table(block: Table, screen: Screen) -> Iterator[str]:
    """Yield headings, a rule, and rows that fill the width."""
    shown_at = [index for index, column in enumerate(block.columns) if not column.wide]
    columns = [_sized(block.columns[index], screen) for index in shown_at]
    heads = [_runs(column.heading, "strong", screen) for column in columns]
    cells = [[_runs(row[index], block.columns[index].look, screen) for index in shown_at] for row in block.rows]
    last = len(columns) - 1
    padding = [(index > 0) + (index < last) for index in range(last + 1)]
    widths = _widths(columns, [heads, *cells], padding, screen.width - last, fill=True)
    gap, rule = ("   ", "─") if screen.unicode else (" | ", "-")
    yield from _row(heads, columns, widths, screen, gap, at_bottom=True)
    full = [width + pad for width, pad in zip(widths, padding, strict=True)]
    yield rule * (sum(full) + last) if screen.unicode else "+".join(rule * width for width in full)
    for row in cells:
        yield from _row(row, columns, widths, screen, gap)


def _sized(column: Column, screen: Screen) -> Column:
    """Return a column with its width in characters, where that is a part of the screen's."""
    return column._replace(width=int(screen.width * column.width)) if isinstance(column.width, float) else column


def _row(
    cells: Sequence[list[Line]],
    columns: Sequence[Column],
    widths: Sequence[int],
    screen: Screen,
    gap: str,
    *,
    at_bottom: bool = False,
) -> Iterator[str]:
    """Yield the lines of a row, its cells beside each other."""
    wrapped = [
        [_cut(line, width) for line in cell] if column.whole else list(_wrapped(cell, width))
        for cell, column, width in zip(cells, columns, widths, strict=True)
    ]
    height = max(map(len, wrapped))
    if at_bottom:
        wrapped = [[[]] * (height - len(lines)) + lines for lines in wrapped]
    for lines in zip_longest(*wrapped, fillvalue=[]):
        parts = []
        for line, column, width in zip(lines, columns, widths, strict=True):
            room = " " * (width - sum(_width(text) for text, _ in line))
            text = _painted(line, screen)
            parts.append(room + text if column.right else text + room)
        yield gap.join(parts)


def _runs(cell: Cell, look: str, screen: Screen) -> list[Line]:
    """Return the lines of a cell before they are wrapped, each as runs of one look."""
    if isinstance(cell, Bar):
        full, rest = ("█", "░") if screen.unicode else ("#", ".")
        length = cell.done * _BAR // cell.of
        return [[(f"{cell.done:>3} of {cell.of}  ", ""), (full * length, "good"), (rest * (_BAR - length), "quiet")]]
    parts: Iterable[str | int | Words] = (cell,) if isinstance(cell, (str, int, Words)) else cell
    lines: list[Line] = [[]]
    for part in parts:
        text, own = (part.text, part.look or look) if isinstance(part, Words) else (str(part), look)
        for index, piece in enumerate(text.split("\n")):
            if index:
                lines.append([])
            if piece:
                lines[-1].append((shown(piece if screen.unicode else piece.translate(_ASCII)), own))
    return lines


def _wrapped(lines: Iterable[Line], width: int) -> Iterator[Line]:
    """Yield lines no wider than that: broken between words, and within a word that is too long by itself."""
    for line in lines:
        text = "".join(piece for piece, _ in line)
        if _width(text) <= width:
            yield line
            continue
        start = 0
        for end in (*_breaks(text, width), len(text)):
            yield _trimmed(_slice(line, start, end))
            start = end


def _breaks(text: str, width: int) -> Iterator[int]:
    """Yield where in a text new lines begin."""
    used = 0
    for match in _WORD.finditer(text):
        start, word = match.start(), match[0]
        length = _width(word.rstrip())
        if length <= width - used:
            used += _width(word)
        elif length > width:
            for piece in _chopped(word, width):
                if start:
                    yield start
                start, used = start + len(piece), _width(piece)
        elif used and start:
            yield start
            used = _width(word)


def _chopped(word: str, width: int) -> Iterator[str]:
    piece = ""
    for letter in word:
        if _width(piece) + _width(letter) > width:
            yield piece
            piece = ""
        piece += letter
    yield piece


def _slice(line: Line, start: int, end: int) -> Line:
    found, at = [], 0
    for text, look in line:
        piece = text[max(0, start - at) : max(0, end - at)]
        if piece:
            found.append((piece, look))
        at += len(text)
    return found


def _trimmed(line: Line) -> Line:
    while line and not line[-1][0].rstrip():
        line = line[:-1]
    return [*line[:-1], (line[-1][0].rstrip(), line[-1][1])] if line else []


def _cut(line: Line, width: int) -> Line:
    text = "".join(piece for piece, _ in line)
    return line if _width(text) <= width else [*_slice(line, 0, max(0, width - 1)), ("…", "")]


def _painted(line: Line, screen: Screen) -> str:
    if not screen.colour:
        return "".join(text for text, _ in line)
    return "".join(_in_colour(text, look) for text, look in line)


def _in_colour(text: str, look: str) -> str:
    codes = ";".join(_CODES[each] for each in look.split())
    return f"\x1b[{codes}m{text}\x1b[0m" if codes else text


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415 - most texts are plain

    return cell_len(text)


def _widths(
    columns: Sequence[Column], rows: Sequence[Sequence[list[Line]]], padding: Sequence[int], room: int, *, fill: bool
) -> list[int]:
    """Return the widths of columns for the room there is, without the padding between them."""
    widest = [
        min(room, column.width + pad if column.width is not None else _bounded(column, _natural(rows, index)) + pad)
        for index, (column, pad) in enumerate(zip(columns, padding, strict=True))
    ]
    widths = [width or 1 for width in widest]
    sharing = [index for index, column in enumerate(columns) if column.share]
    if fill and sharing:
        left = room - sum(widest[index] for index in range(len(columns)) if index not in sharing)
        least = [(columns[index].width or 1) + padding[index] for index in sharing]
        shares = _shared(left, [columns[index].share for index in sharing], least)
        for index, width in zip(sharing, shares, strict=True):
            widths[index] = width
    if sum(widths) > room:
        widths = _narrowed(widths, [column.width is None and not column.whole for column in columns], room)
        widths = [
            min(width, _bounded(column, _natural(rows, index)) + padding[index] if column.width is None else width)
            for index, (width, column) in enumerate(zip(widths, columns, strict=True))
        ]
    if fill and sum(widths) < room:
        more = _shared(room - sum(widths), widths, [0] * len(widths))
        widths = [width + extra for width, extra in zip(widths, more, strict=True)]
    return [max(0, width - pad) for width, pad in zip(widths, padding, strict=True)]


def _natural(rows: Sequence[Sequence[list[Line]]], index: int) -> int:
    return max((_width("".join(text for text, _ in line)) for row in rows for line in row[index]), default=0)


def _bounded(column: Column, width: int) -> int:
    width = max(width, column.at_least or 0)
    return min(width, column.at_most) if column.at_most else width


def _shared(total: int, shares: Sequence[int], least: Sequence[int]) -> list[int]:
    """Return whole parts of a total in proportion to shares, none below its least."""
    parts, left, shares_left = [], total, sum(shares)
    for share, minimum in zip(shares, least, strict=True):
        part = max(minimum, ceil(share * left / shares_left)) if shares_left > 0 else left
        parts.append(part)
        shares_left -= share
        left -= part
    return parts


def _narrowed(widths: list[int], may_wrap: Sequence[bool], room: int) -> list[int]:
    """Return widths that fit the room: the widest columns that may wrap give way first."""
    excess = sum(widths) - room
    while excess > 0:
        wide = max((width for width, may in zip(widths, may_wrap, strict=True) if may), default=0)
        next_wide = max((w for w, may in zip(widths, may_wrap, strict=True) if may and w != wide), default=0)
        which = [may and width == wide for width, may in zip(widths, may_wrap, strict=True)]
        if wide == next_wide or not any(which) or not wide:
            break
        step, count, left = min(excess, wide - next_wide), sum(which), excess
        for index, chosen in enumerate(which):
            if chosen:
                part = min(step, round(left / count))
                widths[index] -= part
                left, count = left - part, count - 1
        excess = sum(widths) - room
    return widths
