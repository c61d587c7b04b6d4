"""The kind of each code in a block."""

from ksbcheck.documents.block import Block, BlockKind
from ksbcheck.domain.mention import MentionKind

_OF_BLOCKS = {
    BlockKind.COMMENT: MentionKind.NEGATED,
    BlockKind.RUNNING: MentionKind.REPEATED,
    BlockKind.CLAIM: MentionKind.LISTED,
}


def written(block: Block) -> str:
    """Return what a block says in one text; its cells are separated by tabs."""
    if block.kind is BlockKind.ROW and block.cells:
        return "\t".join(block.cells)
    return f"{block.label}: {block.text}" if block.label else block.text


def kind_of(block: Block) -> MentionKind:
    """Return what a block does with the codes that it names."""
    if block.unseen or block.ticked is False:
        return MentionKind.NEGATED
    return _OF_BLOCKS.get(block.kind, MentionKind.SHOWN)
