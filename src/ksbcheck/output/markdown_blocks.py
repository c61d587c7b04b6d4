"""Markdown of limited length: the most important blocks stay."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ksbcheck.output.markdown_text import plain

_ROOM_FOR_NOTE = 1000


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the document. Blocks of low rank stay longest.

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


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> tuple[str, tuple[str, ...]]:
    """Return the head of a table, and its rows."""
    head = f"{_row(headings)}|{' --- |' * len(headings)}\n"
    return head, tuple(map(_row, rows))


def _row(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(plain, cells))} |\n"


def fit_blocks(blocks: Sequence[Block], most: int) -> str:
    """Return the document in at most `most` characters, with a note on what was left out below its first block."""
    too_long = sum(block.whole for block in blocks) > most
    kept = _kept(blocks, most - _ROOM_FOR_NOTE if too_long else most)
    parts = [
        f"{block.opening}{''.join(block.rows[: kept[index]])}{block.closing}" if index in kept else ""
        for index, block in enumerate(blocks)
    ]
    if too_long:
        parts.insert(1, _note(blocks, kept, most))
    return f"{''.join(parts).rstrip()}\n"


def _kept(blocks: Sequence[Block], room: int) -> dict[int, int]:
    """Return how many rows of each block fit; blocks without room are left out."""
    kept = {}
    for index, block in sorted(enumerate(blocks), key=lambda numbered: numbered[1].rank):
        room_for_rows = room - len(block.opening) - len(block.closing)
        rows = _how_many(block.rows, room_for_rows)
        if room_for_rows >= 0 and (rows or not block.rows):
            kept[index] = rows
            room = room_for_rows - sum(map(len, block.rows[:rows]))
    return kept


def _how_many(rows: Sequence[str], room: int) -> int:
    for count, row in enumerate(rows):
        room -= len(row)
        if room < 0:
            return count
    return len(rows)


def _note(blocks: Sequence[Block], kept: dict[int, int], most: int) -> str:
    left_out: Counter[str] = Counter()
    for index, block in enumerate(blocks):
        left_out[block.name] += len(block.rows) - kept[index] if index in kept else max(1, len(block.rows))
    names = ", ".join(f"{name} ({count:,})" for name, count in left_out.items() if count)
    return (
        f"**Left out here**, because GitHub takes no more than {most:,} characters: {names}.\n"
        "`ksbcheck report PATH -o report.html` shows everything.\n\n"
    )
