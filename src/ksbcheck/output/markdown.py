"""A document as Markdown for pages and pull requests. All words are escaped: none of them become Markdown."""

from collections.abc import Iterator, Sequence

from ksbcheck.output.document import Bar, Block, Cell, Document, Facts, Items, Lines, Note, SideBySide, Table, Words
from ksbcheck.output.markdown_text import plain

_EMPHASIS = {"strong": "**", "quiet": "*", "added": "**", "removed": "~~"}


def write(document: Document) -> str:
    """Return a document as Markdown."""
    return "".join(_document(document)).rstrip() + "\n"


def _document(document: Document) -> Iterator[str]:
    yield f"# {plain(document.title)}\n\n"
    for section in document.sections:
        if section.title:
            yield f"## {plain(section.title)}\n\n"
        for block in section.blocks:
            yield from _block(block)
            yield "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Note(text):
            yield f"{_inline(text)}\n"
        case Facts(rows):
            yield from (f"- **{plain(name)}**: {_inline(value)}\n" for name, value in rows)
        case Items(items, numbered):
            signs = (f"{number}." if numbered else "-" for number in range(1, len(items) + 1))
            yield from (f"{sign} {_inline(item)}\n" for sign, item in zip(signs, items, strict=True))
        case SideBySide(heads, rows):
            yield from _table(("", *heads), rows)
        case Table(columns, rows):
            if block.caption:
                yield f"### {plain(block.caption)}\n\n"
            yield from _table([column.heading for column in columns], rows)


def _table(headings: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    yield _row(headings) + f"|{' --- |' * len(headings)}\n"
    yield from map(_row, rows)


def _row(cells: Sequence[Cell]) -> str:
    return f"| {' | '.join(map(_inline, cells))} |\n"


def _inline(cell: Cell) -> str:
    if isinstance(cell, (str, int)):
        return plain(cell)
    if isinstance(cell, Bar):
        return f"{cell.done} of {cell.of}"
    if isinstance(cell, Lines):
        return "<br>".join(map(_inline, cell.lines))
    if isinstance(cell, Words):
        mark = _EMPHASIS.get(cell.look, "")
        return f"{mark}{plain(cell.text)}{mark}"
    return "".join(map(_part, cell)).strip()


def _part(part: str | Words) -> str:
    """Return a part of a line, with a blank where it begins or ends with one."""
    text = part.text if isinstance(part, Words) else part
    if text.isspace():
        return " "
    return " " * text[:1].isspace() + _inline(part) + " " * text[-1:].isspace()
