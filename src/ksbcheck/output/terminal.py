"""Documents as text for a terminal, a pipe or a file, laid out by Rich.

All words become `Text` without control characters, and never markup.
"""

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import pairwise

from rich import box, table
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from ksbcheck.domain.text import shown_part
from ksbcheck.output.document import (
    Block,
    Cell,
    Chips,
    Column,
    Document,
    Drafts,
    Facts,
    HeatMap,
    Items,
    Lines,
    Mark,
    Note,
    Part,
    Screen,
    Section,
    Stack,
    Table,
    Tiles,
    Words,
    text_of,
)

_STYLES = {
    "good": "green",
    "bad": "red",
    "doubtful": "yellow",
    "note": "cyan",
    "quiet": "dim",
    "strong": "bold",
    "loud": "bold reverse",
    "under": "underline",
    "added": "green",
    "removed": "red",
}
_IN_ASCII = {Mark.YES: "+", Mark.NO: "x"}
_SIGNS_IN_ASCII = str.maketrans("█▓▒·\u00d7…", "#=-.x~")
_LEAST, _BETWEEN = 8, 3  # the room that a column needs, and that between two


def write(documents: Sequence[Document], screen: Screen) -> str:
    """Return documents as text without trailing blanks."""
    console = Console(
        file=StringIO(),
        width=screen.width,
        force_terminal=screen.colour,
        color_system="standard" if screen.colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    with console.capture() as capture:
        for index, document in enumerate(documents):
            if index:
                console.print()
            for section in document.sections:
                for part in _section(section, screen):
                    console.print(part, crop=False)  # laid out to fit
    text = capture.get() if screen.unicode else capture.get().translate(_SIGNS_IN_ASCII)  # Rich cuts with `…`
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def write_drafts(things: Iterable[Drafts], screen: Screen) -> str:
    """Return things as text: of each, the first of its drafts that fits into its lines, or else the last."""
    return "\n".join(_write_within(drafts, screen, lines) for drafts, lines in things)


def _write_within(drafts: Sequence[Document], screen: Screen, lines: int) -> str:
    for draft in drafts[:-1]:
        text = write([draft], screen)
        if text.count("\n") <= lines:
            return text
    return write(drafts[-1:], screen)


def _section(section: Section, screen: Screen) -> Iterator[RenderableType]:
    if section.title:
        yield Padding(_text(Words(section.title, "strong"), screen), (1, 0, 0, 0))
    for block in section.blocks:
        yield from _block(block, screen)


def _block(block: Block, screen: Screen) -> Iterator[RenderableType]:
    match block:
        case Note(text, whole):
            made = _text(text, screen)
            made.no_wrap, made.overflow = whole, "ignore" if whole else None
            yield Group(made)  # the console would join a bare text with others, and wrap it
        case Facts(rows):
            yield _table(Table((Column(look="quiet", whole=True), Column()), rows), screen)
        case Items(items, numbered):
            signs = [str(number) if numbered else "-" for number in range(1, len(items) + 1)]
            columns = (Column(right=numbered, whole=True), Column())
            yield _table(Table(columns, tuple(zip(signs, items, strict=True))), screen)
        case Stack() | Tiles() | Chips() | HeatMap():
            yield from _picture(block, screen)
        case Table(indent=indent, caption=caption):
            if caption:
                yield _text(Words(caption, "strong"), screen)
            yield Padding(_table(block, screen), (0, 0, 0, indent))


def _picture(block: Stack | Tiles | Chips | HeatMap, screen: Screen) -> Iterator[RenderableType]:
    match block:
        case Stack(parts):
            yield from _stack(parts, screen)
        case Tiles(groups):
            rows = tuple((name, " ".join(f"{tile.name}{tile.sign}" for tile in tiles)) for name, tiles in groups)
            yield _table(Table((Column(whole=True), Column()), rows), screen)
        case HeatMap(title, (), codes, rows):
            wide = max(map(len, codes), default=0) + 1
            lines = [("", codes), *((row.name, row.signs) for row in rows)]
            signs = tuple((name, "".join(f"{sign:>{wide}}" for sign in cells)) for name, cells in lines)
            yield from ("", _text(Words(title, "strong"), screen))
            yield _table(Table((Column(whole=True), Column(whole=True)), signs), screen)
        case HeatMap(title, figures, _, rows):  # the signs of so many columns have no room
            heads = (Column(title, whole=True), *(Column(figure, right=True, whole=True) for figure in figures))
            yield _table(Table(heads, tuple((row.name, *row.figures) for row in rows)), screen)
        case Chips(chips):
            chips_ = tuple((chip.name, (Words(chip.mark, chip.look), f" {chip.state}")) for chip in chips)
            yield _table(Table((Column(whole=True), Column(whole=True)), chips_), screen)


def _stack(parts: Sequence[Part], screen: Screen) -> Iterator[RenderableType]:
    """Yield the parts in words, and a bar with one sign for each thing where there is room."""
    names = tuple(_text(Words(f"{part.sign} {part.size} {part.name}", part.look), screen) for part in parts)
    yield Text("   ").join(names)
    of = sum(part.size for part in parts)
    length = of if screen.width // 2 < of <= screen.width else screen.width * 7 // 8
    ends = [length * sum(part.size for part in parts[:until]) // max(of, 1) for until in range(len(parts) + 1)]
    sizes = zip(parts, pairwise(ends), strict=True)
    yield _text(tuple(Words(part.sign * (end - start), part.look) for part, (start, end) in sizes), screen)


def _table(block: Table, screen: Screen) -> RenderableType:
    """Return a table of full width; without headings, of the width that it needs. Where columns don't fit, lines."""
    if _least(block, screen) > screen.width:
        return Group(*(_in_a_line(block, row, screen) for row in block.rows))
    columns = [_column(column, screen) for column in block.columns]
    if any(column.heading for column in block.columns):
        lines = box.SIMPLE_HEAD if screen.unicode else box.ASCII
        made = table.Table(*columns, box=lines, expand=True, pad_edge=False, show_edge=False, header_style="bold")
    else:
        is_cut = any(column.whole and column.share for column in block.columns)
        made = table.Table.grid(*columns, padding=(0, 2, 0, 0), expand=is_cut)
    for row in block.rows:
        made.add_row(*(_text(cell, screen) for cell in row))
    return made


def _least(block: Table, screen: Screen) -> int:
    """Return the width below which columns would be lost."""
    widths = (
        min(_longest(block, index, screen), column.at_most or screen.width)
        if column.whole and not column.share
        else _LEAST
        for index, column in enumerate(block.columns)
    )
    return sum(widths) + _BETWEEN * (len(block.columns) - 1)


def _in_a_line(block: Table, row: Sequence[Cell], screen: Screen) -> Text:
    """Return a row as text: its name, and the other cells after their headings."""
    name, *cells = (_text(cell, screen) for cell in row)
    heads = (_text(column.heading, screen) for column in block.columns[1:])
    parts = (Text(" ").join(filter(None, (head, cell))) for head, cell in zip(heads, cells, strict=True) if cell)
    return Text.assemble(name, ": ", Text(", ").join(parts))


def _longest(block: Table, index: int, screen: Screen) -> int:
    cells = (block.columns[index].heading, *(row[index] for row in block.rows))
    return max(_text(cell, screen).cell_len for cell in cells)


def _column(column: Column, screen: Screen) -> table.Column:
    width = column.width
    return table.Column(
        _text(column.heading, screen),
        style=_style(column.look),
        justify="right" if column.right else "left",
        no_wrap=column.whole,
        overflow="ellipsis" if column.whole else "fold",
        ratio=column.share or None,
        width=None if width is None else int(width if width >= 1 else width * screen.width),
        min_width=column.at_least,
        max_width=column.at_most,
    )


def _text(cell: Cell, screen: Screen) -> Text:
    if not isinstance(cell, tuple):
        sign = _IN_ASCII.get(cell) if isinstance(cell, Mark) and not screen.unicode else None
        return Text(sign or shown_part(text_of(cell)))
    if isinstance(cell, Lines):
        return Text("\n").join(_text(line, screen) for line in cell.lines)
    if isinstance(cell, Words):
        return Text.assemble(_text(cell.text, screen), style=_style(cell.look))
    return Text.assemble(*(_text(part, screen) for part in cell))


def _style(look: str) -> str:
    return " ".join(_STYLES[each] for each in look.split() if each in _STYLES)
