from collections.abc import Iterable

import pytest

from ksbcheck.domain.outline import (
    Citation,
    Heading,
    HeadingLine,
    Outline,
    Outliner,
    PageStart,
    Part,
    Passage,
    SheetStart,
    Spot,
    TimeStamp,
)


def outlined(parts: Iterable[Part]) -> Outline:
    outliner = Outliner()
    outliner.take(parts)
    return outliner.outline("text")


def test_where_codes_stand() -> None:
    outline = outlined(
        [
            Passage("K1 at the beginning"),
            PageStart(1),
            HeadingLine("  Planning\n(K2) ", 1),
            Passage("K3", is_paragraph=True),
            PageStart(2),
            TimeStamp(70),
            Passage("K4", is_paragraph=True),
            SheetStart("Log"),
            Passage("K5"),
        ]
    )
    assert outline.headings == (Heading("Planning (K2)", 1, 1),)
    assert (outline.sheets, outline.times, outline.paragraphs) == (("Log",), (70,), 2)
    assert [(each.code, each.spot) for each in outline.citations] == [
        ("K1", Spot()),
        ("K2", Spot(page=1, heading=0)),
        ("K3", Spot(page=1, heading=0, paragraph=1)),
        ("K4", Spot(page=2, heading=0, paragraph=2, seconds=70)),
        ("K5", Spot(sheet="Log")),
    ]


def test_a_line_that_only_looks_like_a_heading_is_not_read_twice() -> None:
    outline = outlined([PageStart(1), HeadingLine("Planning K2", None), Passage("Planning K2\nK3")])
    assert outline.headings == (Heading("Planning K2", None, 1),)
    assert outline.citations == (Citation("K2", Spot(page=1), False), Citation("K3", Spot(page=1), False))


def test_one_citation_a_spot() -> None:
    outline = outlined([Passage("K1 and K1 (K1)"), PageStart(1), Passage("K1")])
    assert [each.spot.page for each in outline.citations] == [None, 1]


def test_paragraphs_with_numbers_of_their_own() -> None:
    outline = outlined([Passage("x"), Passage("a", 2, is_paragraph=True), Passage("K1", 7, is_paragraph=True)])
    assert (outline.paragraphs, outline.paragraphs_numbered) == (7, True)
    assert outline.citations[0].spot.paragraph == 7


def test_a_list_over_cells_is_a_listing() -> None:
    outline = outlined(Passage(f"{letter}{number}") for letter in "KS" for number in range(1, 13))
    assert len(outline.citations) == 24
    assert all(each.listed for each in outline.citations)


def test_placeholders_are_bounded() -> None:
    outline = outlined([Passage("TBC")] * 500)
    assert len(outline.placeholders) == 100


@pytest.mark.parametrize(("texts", "has_text"), [([], False), ([""], False), ([" \n"], False), (["", "a"], True)])
def test_whether_there_is_text(texts: list[str], has_text: bool) -> None:
    assert outlined(map(Passage, texts)).has_text is has_text
