"""Keeps the blocks of a document with their places, and looks at nothing in them: for lists of evidence."""

from typing import Any

from ksbcheck.documents.block import Block
from ksbcheck.documents.outliner import Outliner
from ksbcheck.domain.citation import plain
from ksbcheck.domain.outline import Spot


class Keeper(Outliner):
    """An outliner of headings, sheets and places alone."""

    def _add_block(self, block: Block, spot: Spot, **_: Any) -> None:  # noqa: ANN401 - whether it says something
        self._keep(block, spot)

    def _add_mentions(self, block: Block, spot: Spot) -> None:
        self._keep(block, spot)

    def _keep(self, block: Block, spot: Spot) -> None:
        if self.kept is not None:
            self.kept.append((block._replace(text=plain(block.text), cells=tuple(map(plain, block.cells))), spot))
