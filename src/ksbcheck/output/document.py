"""The output model: a document of sections with facts, tables, lists and notes.

A report is described once, as a document; each medium has one writer.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from enum import Enum, IntEnum, StrEnum, auto
from typing import NamedTuple

from ksbcheck.domain.text import day_in_words, shown


class Mark(StrEnum):
    """Signs of a state. A writer for ASCII replaces them."""

    YES = "✓"
    NO = "✗"
    OPEN = "?"
    NONE = "-"


class Words(NamedTuple):
    """Text with a look, or several.

    Looks are `good`, `bad`, `doubtful`, `note`, `quiet`, `strong`, `loud`, `under`, `added` and `removed`.
    """

    text: str
    look: str = ""
    to: str = ""
    """What it leads to, in media with links: the id of a row or section, or a page by its path, with a slash."""


class Part(NamedTuple):
    """A part of a stack: how many, of what, and the sign that draws it where there is no colour."""

    size: int
    name: str
    sign: str
    look: str = ""


class Stack(NamedTuple):
    """One bar in parts, with the number and name of each."""

    parts: tuple[Part, ...]


class Tile(NamedTuple):
    """One of many things on a map: its name, the sign and the look of its state, and the id that it leads to."""

    name: str
    sign: str
    look: str = ""
    to: str = ""


class Tiles(NamedTuple):
    """A map: tiles in named groups, and the words of each sign."""

    groups: tuple[tuple[str, tuple[Tile, ...]], ...]
    key: tuple[tuple[str, str], ...]


class Chip(NamedTuple):
    """The state of one thing in a few words: `✗ Maths: not met`."""

    mark: Mark
    name: str
    state: str
    look: str = ""
    to: str = ""


class Chips(NamedTuple):
    chips: tuple[Chip, ...]


class HeatRow(NamedTuple):
    """A row of a heat map: its name, its figures, and a sign for each column. `tags` are words to filter by."""

    name: "Line"
    figures: tuple[str, ...]
    signs: tuple[str, ...]
    tags: tuple[str, ...] = ()


class HeatMap(NamedTuple):
    """Many things by many columns, a sign each: `heads` name the columns, `foot` has a figure for each of them.

    A figure of the foot that needs attention is `loud`. The `foot_title` says what the figures are.
    """

    title: str
    figures: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    foot: tuple[str | Words, ...]
    key: tuple[tuple[str, str], ...]
    foot_title: str = ""


Line = str | int | date | Words | tuple[str | Words, ...]
"""The text of one line, in one look or in several."""


class Lines(NamedTuple):
    lines: tuple[Line, ...]


Cell = Line | Lines
"""The content of a table, a list or a fact."""


def text_of(cell: Cell) -> str:
    """Return a cell without looks and links, as written in its source; lines one below the other."""
    match cell:
        case date():
            return day_in_words(cell)
        case str() | int():
            return str(cell)
        case Words(text):
            return text
        case Lines(lines):
            return "\n".join(map(text_of, lines))
    return "".join(map(text_of, cell))


def shown_text(cell: Cell) -> str:
    """Return the text of a cell, each line without hidden characters."""
    return "\n".join(map(shown, text_of(cell).split("\n")))


class ToFill(NamedTuple):
    """How a person fills in the cells of a column in a spreadsheet: with one of the choices, a day, or any text."""

    choices: tuple[str, ...] = ()
    is_day: bool = False


class Column(NamedTuple):
    """A column of a table.

    `share` is its part of the room that is left; `width` is in characters, or below 1 a part of the page's width.
    The cells of a `whole` column stay on one line, and are cut if they must. If some columns of a table are `to_fill`,
    a spreadsheet protects the others.
    """

    heading: Line | Lines = ""
    share: int = 0
    width: float | None = None
    at_least: int | None = None
    at_most: int | None = None
    right: bool = False
    whole: bool = False
    look: str = ""
    to_fill: ToFill | None = None


class Table(NamedTuple):
    """Rows below headings; without any heading, columns that only line up.

    `ids` are those of the rows, for links. `tags` are words of each row to filter by, as `knowledge` and `missing`.
    """

    columns: tuple[Column, ...]
    rows: Collection[tuple[Cell, ...]]
    indent: int = 0
    caption: str = ""
    ids: tuple[str, ...] = ()
    tags: tuple[tuple[str, ...], ...] = ()

    @property
    def has_head(self) -> bool:
        return any(column.heading for column in self.columns)

    @property
    def is_form(self) -> bool:
        return any(column.to_fill for column in self.columns)


class Facts(NamedTuple):
    rows: tuple[tuple[str, Cell], ...]


class Items(NamedTuple):
    """A list of short things, each with a dash or its number."""

    items: tuple[Cell, ...]
    numbered: bool = False


class Note(NamedTuple):
    """A paragraph, or a blank line. One that is `whole` is one line, however long."""

    text: Cell = ""
    whole: bool = False


Block = Facts | Table | Stack | Tiles | Chips | HeatMap | Items | Note


def rows_of(block: Block) -> Iterator[tuple[Cell, ...]]:
    """Yield a block as rows of cells, a table's below its headings."""
    match block:
        case Note(text=text):
            yield (text,)
        case Facts(rows):
            yield from rows
        case Items(items):
            yield from ((str(number), item) for number, item in enumerate(items, 1))
        case Table(columns, rows):
            yield from [tuple(column.heading for column in columns)] if block.has_head else []
            yield from rows
        case Stack(parts):
            yield from ((part.name, part.size) for part in parts)
        case Tiles(groups, key):
            yield from ((name, ", ".join(f"{tile.name} {tile.sign}" for tile in tiles)) for name, tiles in groups)
            yield from ((sign, words) for sign, words in key)
        case Chips(chips):
            yield from ((chip.name, f"{chip.mark} {chip.state}") for chip in chips)
        case HeatMap(title=title, rows=rows):
            yield title, ""
            yield from ((row.name, " ".join(row.figures)) for row in rows)


class Depth(IntEnum):
    """How deep in a report a section is: what everybody reads, what most do, what few do."""

    FIRST = 1
    MAIN = 2
    REST = 3


class Section(NamedTuple):
    """Blocks below a title; one without a title continues the one above."""

    title: str = ""
    blocks: tuple[Block, ...] = ()
    id: str = ""
    depth: Depth = Depth.MAIN


class Document(NamedTuple):
    """Everything that a command shows of one thing. Some media show the title, `above` it, and the `foot`."""

    title: str
    sections: tuple[Section, ...]
    above: str = ""
    foot: str = ""

    @property
    def ids(self) -> frozenset[str]:
        """The ids of sections and rows."""
        tables = (block for section in self.sections for block in section.blocks if isinstance(block, Table))
        rows = (row_id for table in tables for row_id in table.ids)
        return frozenset((*(section.id for section in self.sections), *rows)) - {""}


class Detail(Enum):
    """How much of reports to show: a screen, everything, a line for each that fails, a screen for each."""

    FIRST = auto()
    FULL = auto()
    QUIET = auto()
    EACH = auto()


Drafts = tuple[Sequence[Document], int]
"""A document in several drafts, the fullest first, and the lines that it may have; 0 if as many as it likes."""


class Screen(NamedTuple):
    """The width of a terminal, pipe or file in columns, and whether it takes colour and Unicode."""

    width: int = 80
    colour: bool = False
    unicode: bool = True
