from io import BytesIO

from ksbcheck.documents.content import Known
from ksbcheck.documents.worker import read_evidence

TEXT = b"# Log\n\nK6 was met.\n\n| KSB | Evidence |\n|---|---|\n| K7 | Plan |\n"


def test_keeper_keeps_blocks_with_lines_and_looks_up_no_code() -> None:
    kept: list = []  # type: ignore[type-arg]
    outline = read_evidence("markdown", BytesIO(TEXT), Known(), kept)
    assert [(block.text, spot.row) for block, spot in kept] == [
        ("Log", 1),
        ("K6 was met.", 3),
        ("KSB\tEvidence", 5),
        ("K7\tPlan", 7),
    ]
    assert not outline.citations
    assert outline.headings[0].text == "Log"


def test_lines_behind_front_matter_and_comments_keep_their_numbers() -> None:
    kept: list = []  # type: ignore[type-arg]
    text = b"---\ntitle: x\n---\n\n<!-- one\ntwo -->\n\nHere.\n"
    read_evidence("markdown", BytesIO(text), Known(), kept)
    assert [spot.row for block, spot in kept if block.text == "Here."] == [8]
