"""Blocks of documents come through a worker process, with their places."""

from pathlib import Path

from ksbcheck.documents.block import BlockKind
from ksbcheck.inputs.blocks import read_blocks
from ksbcheck.inputs.evidence import Outlines


def test_blocks_come_with_places_and_are_not_cached(tmp_path: Path) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text("# Planning\n\n| KSB | Where |\n| --- | --- |\n| K9 | p. 2 |\n", encoding="utf-8")
    with Outlines(None) as documents:
        read = read_blocks(notes, documents)
        photo = read_blocks(tmp_path / "photo.xyz", documents)
    assert [(block.kind, block.cells, block.columns) for block, _ in read.blocks[1:]] == [
        (BlockKind.ROW, ("KSB", "Where"), ()),
        (BlockKind.ROW, ("K9", "p. 2"), ("KSB", "Where")),
    ]
    assert read.place(read.blocks[-1].spot) == "under 'Planning'"
    assert photo.why_not == "ksbcheck does not read files of this kind"
