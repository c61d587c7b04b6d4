"""Documents as one HTML page, which holds all that it needs and asks nothing of a network."""

from collections.abc import Iterator, Sequence
from html import escape

from ksbcheck.domain.text import shown
from ksbcheck.output.document import (
    Bar,
    Block,
    Cell,
    Document,
    Facts,
    Items,
    Note,
    SideBySide,
    Table,
    Words,
)
from ksbcheck.output.page import policy, style


def write(documents: Sequence[Document], title: str) -> str:
    """Return documents as one page, each a part of it."""
    sheet = style("report.css")
    body = "\n".join(line for document in documents for line in _document(document))
    head = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy([sheet])}">'
    head += f"<title>{_safe(title)}</title><style>{sheet}</style>"
    return f'<!doctype html>\n<html lang="en-GB">\n<head>{head}</head>\n<body>\n{body}\n</body>\n</html>\n'


def _document(document: Document) -> Iterator[str]:
    yield f"<main><h1>{_safe(document.title)}</h1>"
    for part in document.sections:
        yield f"<section>{f'<h2>{_safe(part.title)}</h2>' if part.title else ''}"
        for block in part.blocks:
            yield from _block(block)
        yield "</section>"
    yield "</main>"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Note(text):
            yield f"<p>{_cell(text)}</p>" if text else ""
        case Facts(rows):
            yield f"<dl>{''.join(f'<dt>{_safe(name)}</dt><dd>{_cell(value)}</dd>' for name, value in rows)}</dl>"
        case Items(items, numbered):
            tag = "ol" if numbered else "ul"
            yield f"<{tag}>{''.join(f'<li>{_cell(item)}</li>' for item in items)}</{tag}>"
        case SideBySide(heads, rows):
            yield from _table(("", *heads), rows)
        case Table(columns, rows):
            yield from _table([column.heading for column in columns] if block.has_headings else (), rows)


def _table(heads: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    yield "<table>"
    if heads:
        yield f"<thead><tr>{''.join(f'<th scope=col>{_cell(head)}</th>' for head in heads)}</tr></thead>"
    yield "<tbody>"
    yield from (f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in row)}</tr>" for row in rows)
    yield "</tbody></table>"


def _cell(cell: Cell) -> str:
    match cell:
        case Words(text, look):
            return f'<span class="{look}">{_safe(text)}</span>' if look else _safe(text)
        case Bar(done, of):
            return f"{done} of {of} <meter max={of} value={done}></meter>"
        case tuple():
            return "".join(map(_cell, cell))
    return _safe(str(cell))


def _safe(text: str) -> str:
    """Return words from data between marks of direction, with nothing in them that a page would obey."""
    return "<br>".join(f"<bdi>{escape(shown(line))}</bdi>" for line in text.split("\n")) if text else ""
