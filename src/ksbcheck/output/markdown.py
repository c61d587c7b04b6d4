"""Documents as Markdown for pages and pull requests. No word in them becomes Markdown."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from ksbcheck.domain.text import shown
from ksbcheck.output.document import (
    Block,
    Cell,
    Chips,
    Document,
    Facts,
    HeatMap,
    Items,
    Lines,
    Note,
    Stack,
    Table,
    Tiles,
    Words,
    text_of,
)

_EMPHASIS = {"strong": "**", "quiet": "*", "added": "**", "removed": "~~"}
_BREAK = "&#8203;"
"""A space of no width. It breaks up mentions, references, links and emoji."""
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "$": "&#36;"}
_SPECIAL = re.compile(r"[&<>|$\\`*_\[\]~]")
_ACTS = re.compile(
    r"""
    @(?=\w)                            # @somebody, somebody@example.com
    | \#(?=\d)                         # #123
    | \bgh(?=-\d)                      # GH-123
    | :(?=//)                          # https://
    | \bwww(?=\.)                      # www.
    | \b(?:mailto|xmpp)(?=:)
    | :(?=(?:100|1234):|(?!\d+:)[\w+-]+:)  # :smile:, but not the time 00:04:10
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BEGINS_A_BLOCK = re.compile(r"^(\d+(?=[.)](?:\s|$))|(?=[-+#=:]))")
"""The beginning of a heading, a list or a rule: `# x`, `- x`, `1. x`, `---`."""


class Anchors(NamedTuple):
    """The ids that a document's words may lead to, and what each begins with where several documents are one."""

    ids: frozenset[str] = frozenset()
    beginning: str = ""

    def target(self, row_id: str) -> str:
        return f'<a id="{self.beginning}{row_id}"></a>' if row_id in self.ids else ""

    def link(self, text: str, to: str) -> str:
        return f"[{text}](#{self.beginning}{to})" if to in self.ids else text


NO_ANCHORS = Anchors()


def anchors_of(document: Document, beginning: str = "") -> Anchors:
    tables = (block for section in document.sections for block in section.blocks if isinstance(block, Table))
    return Anchors(frozenset(row_id for table in tables for row_id in table.ids), beginning)


def write(document: Document) -> str:
    """Return a document as Markdown, without links."""
    parts = [f"# {plain(document.title)}\n"]
    for section in document.sections:
        parts += [f"\n## {plain(section.title)}\n"] if section.title else []
        parts += [line for block in section.blocks for line in lines_of(block)]
    return "".join(parts).rstrip() + "\n"


def lines_of(block: Block, anchors: Anchors = NO_ANCHORS) -> Iterator[str]:
    """Yield a block in pieces, from whose end any number may be cut off. The first begins with a blank line."""
    lines = _lines(block, anchors)
    for first in lines:
        yield f"\n{first}"
        yield from lines


def _lines(block: Block, anchors: Anchors) -> Iterator[str]:
    match block:
        case Note(text):
            yield from (f"{_inline(text, anchors)}\n",) if text else ()
        case Facts(rows):
            yield from (f"- **{plain(name)}**: {_inline(value, anchors)}\n" for name, value in rows)
        case Items(items, numbered):
            for number, item in enumerate(items, 1):
                yield f"{f'{number}.' if numbered else '-'} {_inline(item, anchors)}\n"
        case HeatMap(title, figures, heads, rows):  # the signs only without figures: no page has room for all
            shown = [(row.name, *(row.figures or row.signs)) for row in rows]
            yield from () if figures else (f"### {plain(title)}\n\n",)
            yield from _rows((title if figures else "", *(figures or heads)), shown, anchors)
        case Table():
            yield from _table(block, anchors)
        case _:
            yield from _picture(block, anchors)


def _table(block: Table, anchors: Anchors) -> Iterator[str]:
    """Yield a table; one without headings is a list."""
    caption = f"### {plain(block.caption)}\n\n" if block.caption else ""
    heads = [column.heading for column in block.columns]
    if any(heads):
        rows = list(_rows(heads, block.rows, anchors, block.ids))
        yield from (f"{caption}{rows[0]}", *rows[1:]) if rows else ()
        return
    for row in block.rows:
        yield f"{caption}- {' · '.join(filter(None, (_inline(cell, anchors) for cell in row)))}\n"
        caption = ""


def _rows(
    heads: Sequence[Cell], rows: Iterable[Sequence[Cell]], anchors: Anchors, ids: Sequence[str] = ()
) -> Iterator[str]:
    """Yield the rows of a table, the first with the head."""
    head = f"{_row(heads, anchors)}|{' --- |' * len(heads)}\n"
    for index, row in enumerate(rows):
        target = anchors.target(ids[index]) if index < len(ids) else ""
        yield f"{'' if index else head}{_row(row, anchors, target)}"


def _row(cells: Sequence[Cell], anchors: Anchors, target: str = "") -> str:
    return f"| {target}{' | '.join(_inline(cell, anchors) for cell in cells)} |\n"


def _picture(block: Stack | Tiles | Chips, anchors: Anchors) -> Iterator[str]:
    match block:
        case Stack(parts):
            names = " · ".join(f"{part.size} {plain(part.name)}" for part in parts)
            yield f"{names} of {sum(part.size for part in parts)}\n"
        case Chips(chips):
            named = (f"{chip.mark} {anchors.link(plain(chip.name), chip.to)}: {plain(chip.state)}" for chip in chips)
            yield f"{' · '.join(named)}\n"
        case Tiles(groups, key):
            for name, tiles in groups:
                signs = ", ".join(f"{anchors.link(plain(tile.name), tile.to)} {plain(tile.sign)}" for tile in tiles)
                yield f"- **{plain(name)}**: {signs}\n"
            yield f"\n{'; '.join(f'{plain(sign)} {plain(words)}' for sign, words in key)}\n"


def one_line(block: Block, anchors: Anchors) -> str:
    """Return a picture that is one line; empty for other blocks."""
    return next(_picture(block, anchors)).rstrip() if isinstance(block, Stack | Chips) else ""


def _inline(cell: Cell, anchors: Anchors) -> str:
    if isinstance(cell, (str, int, date)):
        return plain(text_of(cell))
    if isinstance(cell, Lines):
        return "<br>".join(_inline(line, anchors) for line in cell.lines)
    if isinstance(cell, Words):
        mark = next((_EMPHASIS[look] for look in cell.look.split() if look in _EMPHASIS), "")
        return anchors.link(f"{mark}{plain(cell.text)}{mark}", cell.to) if cell.text.strip() else ""
    return "".join(_part(part, anchors) for part in cell).strip()


def _part(part: str | Words, anchors: Anchors) -> str:
    """Return a part of a line, with a blank where it begins or ends with one."""
    text = part.text if isinstance(part, Words) else part
    if text.isspace():
        return " "
    return " " * text[:1].isspace() + _inline(part, anchors) + " " * text[-1:].isspace()


def plain(text: object) -> str:
    """Return text as one line of Markdown that shows exactly this text, in a line, list or table."""
    words = _ACTS.sub(lambda found: f"{found[0]}\0", shown(str(text)).strip())
    escaped = _SPECIAL.sub(lambda found: _ENTITIES.get(found[0], f"\\{found[0]}"), words)
    return _BEGINS_A_BLOCK.sub(r"\1\\", escaped).replace("\0", _BREAK)


def plain_in_html(text: object) -> str:
    """Return text as one line of HTML within Markdown that shows exactly this text."""
    words = _ACTS.sub(lambda found: f"{found[0]}\0", shown(str(text)).strip())
    return html.escape(words).replace("\0", _BREAK)
