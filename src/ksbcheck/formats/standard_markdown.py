"""A standard as a Markdown document: what it states, its options, duties and statements, and the matrix of the two."""

from collections.abc import Iterator

from ksbcheck.domain.codes import KINDS
from ksbcheck.domain.matrix import Part, panels
from ksbcheck.output import markdown_blocks
from ksbcheck.output.markdown_text import plain
from ksbcheck.reports.standard_words import (
    NO_MATRIX,
    Table,
    caveats,
    duty_table,
    facts,
    ksb_table,
    matrix_table,
    name,
    option_table,
    panel_title,
    signs_of,
)

_MOST_COLUMNS = 16
"""How many KSBs stand side by side in a piece of the matrix: as many as a page shows without scrolling."""


def render_export(part: Part) -> str:
    """Return a standard, or what an option requires, as a document to read."""
    return "\n".join(_blocks(part))


def _blocks(part: Part) -> Iterator[str]:
    """Yield the blocks of the document, each of whole lines."""
    yield f"# {plain(name(part))}\n"
    yield _list(f"**{plain(key)}**: {plain(value)}" for key, value in facts(part.standard))
    remarks = list(map(plain, caveats(part)))
    if remarks:
        yield "## What to bear in mind\n"
        yield _list(iter(remarks))
    yield "## Options\n"
    yield _table(option_table(part))
    if part.duties:
        yield "## Duties\n"
        yield _table(duty_table(part))
    for kind, ksbs in part.kinds:
        yield f"## {KINDS[kind]}\n"
        yield _table(ksb_table(part, ksbs))
    yield from _matrix(part)
    if part.standard.basis:
        yield "## What this rests on\n"
        rows = ((each.basis.value, ", ".join(each.fields), each.why) for each in part.standard.basis)
        yield _table(Table(("Basis", "Fields", "Why"), tuple(rows)))


def _matrix(part: Part) -> Iterator[str]:
    pieces = list(panels(part, _MOST_COLUMNS))
    yield "## Duties by KSBs\n"
    if not pieces:
        yield f"{NO_MATRIX}\n"
        return
    yield _list(f"{plain(sign)} {plain(meaning)}" for sign, meaning in signs_of(pieces))
    for panel in pieces:
        yield f"### {panel_title(panel.kind, panel.ksbs)}\n"
        yield _table(matrix_table(part, panel))


def _list(items: Iterator[str]) -> str:
    return "".join(f"- {item}\n" for item in items)


def _table(table: Table) -> str:
    head, rows = markdown_blocks.table(table.headings, table.rows)
    return "".join((head, *rows))
