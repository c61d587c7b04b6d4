"""The model of everything that a reader is shown: a document of sections, and in them facts, tables, lists and notes.

A report is described once, as a document. How it looks is for the writers: terminal, Markdown, HTML, sheets.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple


class Mark(StrEnum):
    """Signs that a writer without them puts in letters: how one of several things stands."""

    YES = "✓"
    NO = "✗"
    OPEN = "?"
    NONE = "-"


class Words(NamedTuple):
    """Text with a look: `good`, `bad`, `doubtful`, `quiet`, `strong`, `loud`; several may be joined by a blank."""

    text: str
    look: str = ""

    def __str__(self) -> str:
        return self.text


class Bar(NamedTuple):
    """How many of a number are done: figures, and a bar where there is room for one."""

    done: int
    of: int

    def __str__(self) -> str:
        return f"{self.done} of {self.of}"


Cell = str | int | Words | Bar | tuple[str | Words, ...]
"""What stands in a table or beside a name. A newline in it begins a new line."""


class Column(NamedTuple):
    """A column. `share` is its part of the room that is left, `width` in characters or a
    part of the screen's; `whole` keeps its cells from being wrapped.

    A `wide` column is only for formats with room: a terminal and Markdown leave it out.
    """

    heading: Cell = ""
    share: int = 0
    width: int | float | None = None
    at_least: int | None = None
    at_most: int | None = None
    right: bool = False
    whole: bool = False
    look: str = ""
    wide: bool = False


class Table(NamedTuple):
    """Rows below headings; without any heading, columns that only line up."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    indent: int = 0

    @property
    def has_headings(self) -> bool:
        """Whether any column has a heading."""
        return any(column.heading for column in self.columns)


class SideBySide(NamedTuple):
    """Figures of several things, a column each, with as many beside each other as there is room for."""

    heads: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Facts(NamedTuple):
    """Names and values."""

    rows: tuple[tuple[str, Cell], ...]


class Items(NamedTuple):
    """A list of short things, each with a dash or its number."""

    items: tuple[Cell, ...]
    numbered: bool = False


class Note(NamedTuple):
    """A line or paragraph."""

    text: Cell


Block = Facts | Table | SideBySide | Items | Note


class Section(NamedTuple):
    """Blocks below a title; one without a title continues the one above. A `wide` one is for formats with room;
    one that is `folded` is opened by the reader, where a format can do that.
    """

    title: str = ""
    blocks: tuple[Block, ...] = ()
    look: str = "strong"
    wide: bool = False
    folded: bool = False


class Document(NamedTuple):
    """All that a command shows of one thing. `title` names it where a format has a place for that."""

    title: str
    sections: tuple[Section, ...]


def section(title: str, blocks: Iterable[Block], **settings: bool) -> Iterator[Section]:
    """Yield a section if it has blocks; an empty one is not shown."""
    made = tuple(blocks)
    if made:
        yield Section(title, made, **settings)


def text_of(cell: Cell) -> str:
    """Return the text of a cell, without its look."""
    return "".join(map(str, cell)) if isinstance(cell, tuple) and not isinstance(cell, (Words, Bar)) else str(cell)
