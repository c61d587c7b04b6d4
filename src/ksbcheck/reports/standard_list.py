"""The standards of the library, one a row."""

import json
from collections.abc import Iterable
from typing import NamedTuple

from rich.table import Column
from rich.text import Text

from ksbcheck.output.screen import Screen
from ksbcheck.output.tables import table, to_text, words

FORMAT = "ksbcheck-standards/1"


class Listed(NamedTuple):
    """A standard of the library. `hidden_by` is the file that answers in its place; None where it answers itself."""

    reference: str
    version: str
    title: str
    level: int | None
    options: tuple[str, ...]
    file: str
    hidden_by: str | None


def render_table(standards: Iterable[Listed], screen: Screen) -> str:
    """Return the standards as a table, each with its file."""
    rows = table(
        screen,
        Column("Reference", no_wrap=True, style="bold"),
        Column("Version", no_wrap=True),
        Column("Level", justify="right", no_wrap=True),
        Column("Title and file", ratio=2),
        Column("Options", ratio=1),
    )
    for each in standards:
        title = Text.assemble(words(each.title), "\n", words(each.file, "dim"))
        if each.hidden_by is not None:
            title.append_text(words(f" (not used: {each.hidden_by} answers)"))
        options = words(", ".join(each.options))
        rows.add_row(words(each.reference), words(each.version), str(each.level or "-"), title, options)
    return to_text([rows] if rows.row_count else [words("No standard fits.")], screen)


def render_json(standards: Iterable[Listed]) -> str:
    """Return the standards as JSON."""
    return json.dumps({"format": FORMAT, "standards": [each._asdict() for each in standards]}, indent=2) + "\n"
