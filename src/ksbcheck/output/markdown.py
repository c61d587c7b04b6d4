"""Documents as Markdown for pull requests and job summaries: what comes first in full, the rest folded."""

from collections.abc import Iterator, Sequence

from ksbcheck.output.document import Block, Cell, Document, Facts, Items, Note, SideBySide, Table, text_of
from ksbcheck.output.markdown_text import plain


def write(documents: Sequence[Document]) -> str:
    """Return documents as one Markdown text."""
    return "".join(line for document in documents for line in _document(document)).rstrip() + "\n"


def _document(document: Document) -> Iterator[str]:
    yield f"# {plain(document.title)}\n\n"
    for part in document.sections:
        blocks = "".join(line for block in part.blocks for line in _block(block))
        if part.folded:
            yield f"<details>\n<summary>{plain(part.title)}</summary>\n\n{blocks}\n</details>\n\n"
        else:
            yield f"## {plain(part.title)}\n\n{blocks}" if part.title else blocks


def _block(block: Block) -> Iterator[str]:
    match block:
        case Note(text):
            yield f"{_inline(text)}\n\n" if text else ""
        case Facts(rows):
            yield from (f"- **{plain(name.strip())}**: {_inline(value)}\n" for name, value in rows)
            yield "\n"
        case Items(items, numbered):
            yield from (
                f"{f'{number}.' if numbered else '-'} {_inline(item)}\n" for number, item in enumerate(items, 1)
            )
            yield "\n"
        case SideBySide(heads, rows):
            yield from _table(("", *heads), rows)
        case Table(columns, rows):
            yield from _table([column.heading for column in columns], rows)


def _table(heads: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    yield _row(heads) + f"|{' --- |' * len(heads)}\n"
    yield from map(_row, rows)
    yield "\n"


def _row(cells: Sequence[Cell]) -> str:
    return f"| {' | '.join(map(_inline, cells))} |\n"


def _inline(cell: Cell) -> str:
    return "<br>".join(map(plain, text_of(cell).split("\n")))
