"""The output model: a document of sections with facts, tables, lists and notes.

A report is described once, as a document; each medium has one writer.
"""

from enum import StrEnum
from typing import NamedTuple


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


class Bar(NamedTuple):
    """How many of a number are done, as figures, and as a bar where there is room."""

    done: int
    of: int


class Part(NamedTuple):
    """A part of a stack: how many, of what, and the sign that draws it where there is no colour."""

    count: int
    name: str
    sign: str
    look: str = ""


class Stack(NamedTuple):
    """One bar in parts, with the number and name of each."""

    parts: tuple[Part, ...]


Line = str | int | Words | tuple[str | Words, ...]
"""The text of one line, in one look or in several."""


class Lines(NamedTuple):
    """Lines one below the other."""

    lines: tuple[Line, ...]


Cell = Line | Lines | Bar
"""The content of a table, a list or a fact."""


class Column(NamedTuple):
    """A column of a table.

    `share` is its part of the room that is left; `width` is in characters, or below 1 a part of the page's width.
    The cells of a `whole` column stay on one line, and are cut if they must.
    """

    heading: Line | Lines = ""
    share: int = 0
    width: float | None = None
    at_least: int | None = None
    at_most: int | None = None
    right: bool = False
    whole: bool = False
    look: str = ""


class Table(NamedTuple):
    """Rows below headings; without any heading, columns that only line up."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    indent: int = 0
    caption: str = ""


class SideBySide(NamedTuple):
    """Figures of several things, a column each, as many side by side as there is room for."""

    heads: tuple[Line | Lines, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Facts(NamedTuple):
    """Names and values."""

    rows: tuple[tuple[str, Cell], ...]


class Items(NamedTuple):
    """A list of short things, each with a dash or its number."""

    items: tuple[Cell, ...]
    numbered: bool = False


class Note(NamedTuple):
    """A paragraph, or a blank line."""

    text: Cell = ""


Block = Facts | Table | SideBySide | Stack | Items | Note


class Section(NamedTuple):
    """Blocks below a title; one without a title continues the one above."""

    title: str = ""
    blocks: tuple[Block, ...] = ()


class Document(NamedTuple):
    """Everything that a command shows of one thing. Some media show the title."""

    title: str
    sections: tuple[Section, ...]


class Screen(NamedTuple):
    """The width of a terminal, pipe or file in columns, and whether it takes colour and Unicode."""

    width: int = 80
    colour: bool = False
    unicode: bool = True
