"""A document as a person reads it: blocks, each with its kind, its text, and whether anybody sees it."""

from enum import Enum, auto
from typing import NamedTuple


class BlockKind(Enum):
    """What a block of a document is."""

    HEADING = auto()
    PARAGRAPH = auto()
    ITEM = auto()
    """An item of a list, perhaps with a check box."""
    ROW = auto()
    """A row of a table or sheet: its cells, under their columns' headings."""
    FIELD = auto()
    """A field of a form, with its label and its value."""
    CAPTION = auto()
    COMMENT = auto()
    """A comment or note beside the text, by its author."""
    RUNNING = auto()
    """A header or footer that stands on every page."""
    CLAIM = auto()
    """Front matter: what the author claims of the document, not what it shows."""


class Block(NamedTuple):
    """A block. Its place is the outliner's current spot.

    `level` is that of a heading or list, `ticked` the state of a check box. `cells` are the texts of a row, `columns`
    the headings above them; `label` is the label of a form's field. `unseen` says why nobody sees it: hidden, deleted,
    struck out, a prompt; empty if it is seen. Markup in texts is undone.
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
