"""Documents as Markdown for pages and pull requests, whole or of limited length. No word in them becomes Markdown."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ksbcheck.domain.text import shown
from ksbcheck.output.document import Bar, Block, Cell, Document, Facts, Items, Lines, Note, SideBySide, Table, Words

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
_ROOM_FOR_NOTE = 1000


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
            head, lines = table(("", *heads), rows)
            yield from (head, *lines)
        case Table(columns, rows):
            if block.caption:
                yield f"### {plain(block.caption)}\n\n"
            head, lines = table([column.heading for column in columns], rows)
            yield from (head, *lines)


def table(headings: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> tuple[str, tuple[str, ...]]:
    """Return the head of a table, and its rows."""
    return f"{_row(headings)}|{' --- |' * len(headings)}\n", tuple(map(_row, rows))


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


def plain(text: object) -> str:
    """Return text as one line of Markdown that shows exactly this text, in a line, list or table."""
    words = _ACTS.sub(lambda found: f"{found[0]}\0", shown(str(text)).strip())
    escaped = _SPECIAL.sub(lambda found: _ENTITIES.get(found[0], f"\\{found[0]}"), words)
    return _BEGINS_A_BLOCK.sub(r"\1\\", escaped).replace("\0", _BREAK)


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a document of limited length. Those of low rank stay longest.

    `rows` are the lines of a table or list, and may be cut from the end; `name` is their name in the plural.
    """

    rank: int
    name: str
    opening: str
    rows: tuple[str, ...] = ()
    closing: str = ""

    @property
    def whole(self) -> int:
        """Its length with all rows, in characters."""
        return len(self.opening) + sum(map(len, self.rows)) + len(self.closing)


def fit_passages(passages: Sequence[Passage], most: int) -> str:
    """Return the document in at most `most` characters, with a note on what was left out below its first passage."""
    too_long = sum(passage.whole for passage in passages) > most
    kept = _kept(passages, most - _ROOM_FOR_NOTE if too_long else most)
    parts = [
        f"{passage.opening}{''.join(passage.rows[: kept[index]])}{passage.closing}" if index in kept else ""
        for index, passage in enumerate(passages)
    ]
    if too_long:
        parts.insert(1, _note(passages, kept, most))
    return f"{''.join(parts).rstrip()}\n"


def _kept(passages: Sequence[Passage], room: int) -> dict[int, int]:
    """Return how many rows of each passage fit; passages without room are left out."""
    kept = {}
    for index, passage in sorted(enumerate(passages), key=lambda numbered: numbered[1].rank):
        room_for_rows = room - len(passage.opening) - len(passage.closing)
        rows = _how_many(passage.rows, room_for_rows)
        if room_for_rows >= 0 and (rows or not passage.rows):
            kept[index] = rows
            room = room_for_rows - sum(map(len, passage.rows[:rows]))
    return kept


def _how_many(rows: Sequence[str], room: int) -> int:
    for count, row in enumerate(rows):
        room -= len(row)
        if room < 0:
            return count
    return len(rows)


def _note(passages: Sequence[Passage], kept: dict[int, int], most: int) -> str:
    left_out: Counter[str] = Counter()
    for index, passage in enumerate(passages):
        left_out[passage.name] += len(passage.rows) - kept[index] if index in kept else max(1, len(passage.rows))
    names = ", ".join(f"{name} ({count:,})" for name, count in left_out.items() if count)
    return (
        f"**Left out here**, because GitHub takes no more than {most:,} characters: {names}.\n"
        "`ksbcheck report PATH -o report.html` shows everything.\n\n"
    )
