"""Tables and texts for a terminal, made with Rich. All words from data become `Text`, never markup."""

from collections.abc import Iterable
from io import StringIO

from rich.box import ASCII, SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from ksbcheck.domain.text import shown
from ksbcheck.output.screen import Screen


def to_text(parts: Iterable[RenderableType], screen: Screen) -> str:
    """Return what the parts, one below the other, look like on a screen. Lines carry no trailing spaces."""
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
        for part in parts:
            console.print(part)
    return "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())


def words(text: object, style: str = "") -> Text:
    """Return data as safe text of one line."""
    return Text(shown(str(text)), style=style)


def heading(text: str) -> RenderableType:
    """Return the heading of a section, with a blank line above."""
    return Padding(words(text, "bold"), (1, 0, 0, 0))


def table(screen: Screen, *columns: Column) -> Table:
    """Return an empty table that fills the screen's width. What is too long for its column is wrapped and never cut."""
    for column in columns:
        if not column.no_wrap:
            column.overflow = "fold"
    return Table(
        *columns,
        box=SIMPLE_HEAD if screen.unicode else ASCII,
        expand=True,
        pad_edge=False,
        show_edge=False,
        header_style="bold",
    )


def grid(*columns: Column) -> Table:
    """Return an empty table without any lines."""
    return Table.grid(*columns, padding=(0, 2, 0, 0))


def facts(rows: Iterable[tuple[str, Text]]) -> Table:
    """Return names and their values, one a row."""
    block = grid(Column(style="dim", no_wrap=True), Column(overflow="fold"))
    for name, value in rows:
        block.add_row(name, value)
    return block
