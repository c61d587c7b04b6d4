"""The blocks of a document, read by a worker process. They are never cached: they hold the document's sentences."""

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

from ksbcheck.documents.block import Block, BlockKind
from ksbcheck.documents.kinds import kind_of
from ksbcheck.domain.folder import ReadRequest
from ksbcheck.domain.locator import spot_name
from ksbcheck.domain.outline import Outline, Spot
from ksbcheck.inputs.evidence import Outlines


class PlacedBlock(NamedTuple):
    """A block, and where in its document it is."""

    block: Block
    spot: Spot


class ReadDocument(NamedTuple):
    """The blocks of a document in their order. `why_not` says why it can't be read, or is no evidence."""

    name: str
    blocks: tuple[PlacedBlock, ...] = ()
    outline: Outline | None = None
    why_not: str = ""

    def place(self, spot: Spot) -> str:
        """Return a spot in words: `page 4`, `sheet 'Log' row 12`."""
        return spot_name(spot, self.outline) if self.outline else ""


def read_blocks(path: Path, documents: Outlines, known: tuple[str, ...] = ()) -> ReadDocument:
    """Read a document's blocks. `known` are the texts of the standard; without them no code is looked up.

    Raises:
        OSError: the file can't be opened.
    """
    kind = kind_of(path.name)
    if kind is None or kind.reader is None:
        return ReadDocument(path.name, why_not="ksbcheck does not read files of this kind")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    request = ReadRequest(path.name, path, kind.reader, digest, known, blocks=True)
    (_, read), *_ = documents.read([request])
    blocks = tuple(PlacedBlock(_block(*block), Spot(*spot)) for block, spot in read.blocks)
    return ReadDocument(path.name, blocks, read.outline, read.reason or (read.unread.value if read.unread else ""))


def _block(kind: str, *rest: Any) -> Block:  # noqa: ANN401 - as JSON
    block = Block(BlockKind[kind], *rest)
    grid = tuple((column, text) for column, text in block.grid)
    return block._replace(cells=tuple(block.cells), columns=tuple(block.columns), grid=grid)
