"""A document as a person reads it: blocks, each with its kind, its text, and whether anybody sees it."""

import re
from collections.abc import Sequence
from enum import Enum, auto
from typing import NamedTuple


class BlockKind(Enum):
    HEADING = auto()
    PARAGRAPH = auto()
    ITEM = auto()
    """An item of a list, perhaps with a check box."""
    ROW = auto()
    """A row of a table or sheet: its cells, under their columns' headings."""
    FIELD = auto()
    """A field of a form, with its label and its value."""
    CAPTION = auto()
    NOTE = auto()
    """A footnote or endnote."""
    COMMENT = auto()
    """A comment beside the text, by its author."""
    RUNNING = auto()
    """A header or footer, printed on every page."""
    CLAIM = auto()
    """Front matter: what the author claims of the document, not what it shows."""


class Block(NamedTuple):
    """A block. Its place is the outliner's current spot.

    `level` is that of a heading or list, `ticked` the state of a check box. `cells` are the texts of a row, `columns`
    the headings above them; `label` is the label of a form's field. `unseen` says why no reader sees it: hidden,
    deleted, struck out, a prompt; empty if it is seen. Markup in texts is undone. `grid` has what each cell of a
    spreadsheet's row shows, by its column, where blocks are kept: days, errors and merged cells too.
    """

    kind: BlockKind
    text: str
    level: int | None = None
    ticked: bool | None = None
    cells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    label: str = ""
    author: str = ""
    unseen: str = ""
    grid: tuple[tuple[int, str], ...] = ()


BOLD_LEVEL = 9
"""The level of lines in bold that serve as headings: below all others."""
BOX, TICKED_BOX = "\u2610", "\u2611"
_EMPTY = "\u2610\u25a1\u2751\u274f\u25a2\u2717\u2718\u274c"
_TICKED = "\u2611\u2612\u2713\u2714\u2705\u25a0"
BOXES = _EMPTY + _TICKED
_CHECK = re.compile(rf"(?m)[{BOXES}]|^\s*(?:(?:[-*+\u2022]|\d{{1,3}}[.)])\s+)?(?:\[[ _xX]?\]|\([ xX]?\))(?=\s)")
_MARKED = re.compile(rf"[{_TICKED}xX]")
_LONGEST_HEAD = 8
_EARLY = 20
"""How far from its beginning a text may have a box in brackets."""


def box_state(text: str) -> bool | None:
    """Return whether the only check box of a text is ticked; None if it has none or several."""
    if text.isascii() and not any(sign in text[:_EARLY] for sign in "[("):
        return None
    boxes = _CHECK.findall(text)
    return _MARKED.search(boxes[0]) is not None if len(boxes) == 1 else None


def looks_like_heading(text: str) -> bool:
    """Return whether a line in bold is short, and no sentence or label."""
    return 0 < len(text.split()) <= _LONGEST_HEAD and text.rstrip()[-1] not in ".,;:?!)]"


def row_of(cells: Sequence[str], columns: Sequence[str] = (), unseen: str = "") -> Block:
    text = "\t".join(cells)
    return Block(BlockKind.ROW, text, ticked=box_state(text), cells=tuple(cells), columns=tuple(columns), unseen=unseen)


def is_head(cells: Sequence[str], *, marked: bool = False) -> bool:
    """Return whether the first row of a table has the headings of its columns: short words, without numbers."""
    said = [cell for cell in cells[1:] if cell.strip()]
    has_words = len(said) == len(cells) - 1 and all(len(cell.split()) <= _LONGEST_HEAD for cell in cells)
    return marked or (has_words and not any(map(str.isdigit, "".join(cells))))
