from ksbcheck.documents.block import Block, BlockKind
from ksbcheck.domain.outline import Outline, Spot
from ksbcheck.domain.tracker import Tracker
from ksbcheck.inputs.blocks import PlacedBlock, ReadDocument
from ksbcheck.trackers.prose import read_prose
from tests.tracked import claims, the_standard


def form(*fields: tuple[str, str | bool]) -> Tracker:
    blocks = [
        Block(
            BlockKind.FIELD,
            value if isinstance(value, str) else "",
            label=label,
            ticked=value if isinstance(value, bool) else None,
        )
        for label, value in fields
    ]
    placed = tuple(PlacedBlock(block, Spot(page=1)) for block in blocks)
    return read_prose(ReadDocument("annex.pdf", placed, Outline("PDF", "page", 1)), the_standard())


def test_fields_behind_a_code_belong_to_it() -> None:
    read = form(
        ("Apprentice:", "Jo"),
        ("K6", "Lesson plan"),
        ("Page", "2"),
        ("", True),
        ("S12", "Film"),
        ("", "00:04:10"),
        ("", True),
    )

    assert claims(read) == ["K6 claimed Lesson plan p. 2", "S12 claimed Film 00:04:10"]
    assert not read.left_out


def test_labels_with_code_and_role_belong_together() -> None:
    assert claims(form(("K6_evidence", "Lesson plan"), ("K6_page", "3"), ("K6_status", "in progress"))) == [
        "K6 planned Lesson plan p. 3"
    ]


def test_unticked_row_is_planned_and_ticked_one_without_evidence_is_left_out() -> None:
    read = form(("S7", "Lesson plan"), ("", "4"), ("", False), ("B3", ""), ("", True), ("K9", ""), ("", False))

    assert claims(read) == ["S7 planned Lesson plan p. 4"]
    assert [left.text for left in read.left_out] == ["S7: Lesson plan", "B3"]


def test_field_of_codes_belongs_to_the_title_before_it() -> None:
    read = form(("Title of evidence", "Lesson plan"), ("KSBs covered", "K6, S7"), ("KSBs still to cover", "K9"))

    assert claims(read) == ["K6 claimed Lesson plan", "S7 claimed Lesson plan"]
    assert len(read.left_out) == 1
