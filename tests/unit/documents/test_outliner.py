from collections.abc import Callable, Iterable
from functools import partial
from operator import methodcaller

import pytest

from ksbcheck.documents.block import Block, BlockKind
from ksbcheck.documents.content import Known
from ksbcheck.documents.listing import _CLOSE, _FEWEST_CODES
from ksbcheck.documents.outliner import Outliner, iso_day
from ksbcheck.domain.outline import Citation, Heading, MentionKind, Outline, Placeholder, Spot, Unread

page = partial(methodcaller, "start_page")
sheet = partial(methodcaller, "start_sheet")


def heading(text: str, level: int | None) -> methodcaller:
    return methodcaller("add", Block(BlockKind.HEADING, text, level))


def passage(text: str, number: int | None = None, *, is_paragraph: bool = False) -> methodcaller:
    return methodcaller("add", Block(BlockKind.PARAGRAPH, text), number, is_paragraph=is_paragraph)


def aside(text: str) -> methodcaller:
    return methodcaller("add", Block(BlockKind.NOTE, text))


def outlined(steps: Iterable[Callable[[Outliner], object]]) -> Outline:
    outliner = Outliner()
    for step in steps:
        step(outliner)
    return outliner.outline("text")


def test_outliner_records_spots_of_codes() -> None:
    outline = outlined(
        [
            passage("K1 at the beginning"),
            page(1),
            heading("  Planning\n(K2) ", 1),
            passage("K3", is_paragraph=True),
            page(2),
            passage("[1:10] K4", is_paragraph=True),
            aside("K6 in a footnote"),
            passage("K7"),
            sheet("Log"),
            passage("K5"),
        ]
    )
    assert outline.headings == (Heading("Planning (K2)", 1, 1),)
    assert (outline.sheets, outline.times, outline.paragraphs) == (("Log",), (70,), 2)
    assert [(each.code, each.spot) for each in outline.citations] == [
        ("K1", Spot()),
        ("K2", Spot(page=1, heading=0)),
        ("K3", Spot(page=1, heading=0, paragraph=1)),
        ("K4", Spot(page=2, heading=0, paragraph=2, seconds=70)),
        ("K6", Spot(aside=True)),
        ("K7", Spot(page=2, heading=0, paragraph=2, seconds=70)),
        ("K5", Spot(sheet="Log")),
    ]


def test_outliner_reads_apparent_headings_once() -> None:
    outline = outlined([page(1), heading("Planning K2", None), passage("Planning K2\nK3")])
    assert outline.headings == (Heading("Planning K2", None, 1),)
    assert outline.citations == (
        Citation("K2", Spot(page=1), MentionKind.SHOWN),
        Citation("K3", Spot(page=1), MentionKind.SHOWN),
    )


def test_outliner_keeps_one_citation_a_spot() -> None:
    outline = outlined([passage("K1 and K1 (K1)"), page(1), passage("K1")])
    assert [each.spot.page for each in outline.citations] == [None, 1]


def test_outliner_keeps_printed_paragraph_numbers() -> None:
    outline = outlined([passage("x"), passage("a", 2, is_paragraph=True), passage("K1", 7, is_paragraph=True)])
    assert (outline.paragraphs, outline.paragraphs_numbered) == (7, True)
    assert outline.citations[0].spot.paragraph == 7


def test_outliner_finds_listings_over_cells() -> None:
    outline = outlined(passage(f"{letter}{number}") for letter in "KS" for number in range(1, 13))
    assert len(outline.citations) == 24
    assert all(not each.is_shown for each in outline.citations)


def test_outliner_finds_crowded_listings_in_any_order() -> None:
    def listed(gap: int) -> set[bool]:
        numbers = (number * 7 % _FEWEST_CODES + 1 for number in range(_FEWEST_CODES))
        return {
            not each.is_shown for each in outlined(passage(f"K{number}".ljust(gap)) for number in numbers).citations
        }

    assert listed(_CLOSE - 1) == {True}
    assert listed(3 * _CLOSE) == {False}


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("00:01:10 K1", (70,)),
        ("1:10", (70,)),
        ("[00:01:10] Ann: K1", (70,)),
        ("(1:10) K1", (70,)),
        ("  01:10.500 - K1", (70,)),
        ("1:10: K1", (70,)),
        ("At 1:10 we began", ()),
        ("1:10pm", ()),
        ("1:1 support", ()),
        ("2025:10:10:10", ()),
    ],
)
def test_outliner_reads_time_stamps(text: str, times: tuple[int, ...]) -> None:
    assert outlined([passage(text)]).times == times


def test_outliner_applies_times_until_the_next_time_or_sheet() -> None:
    outline = outlined([passage("0:10 K1"), passage("K2"), passage("0:20 K3"), sheet("B"), passage("K4")])
    assert [each.spot.seconds for each in outline.citations] == [10, 10, 20, None]


def test_outliner_ignores_time_stamps_in_headings_and_asides() -> None:
    assert outlined([heading("1:10 Planning", 1), aside("1:20 K1")]).times == ()


def test_outliner_cuts_long_headings() -> None:
    outline = outlined([heading(f"{'a' * 300} K1", 1)])
    assert outline.headings == (Heading("a" * 200, 1, None),)
    assert [each.code for each in outline.citations] == ["K1"]


def test_outliner_records_placeholders_in_asides() -> None:
    assert outlined([aside("[Your name]")]).placeholders == (Placeholder("[Your name]", Spot(aside=True)),)


def test_outliner_bounds_placeholders() -> None:
    outline = outlined([passage("TBC")] * 500)
    assert len(outline.placeholders) == 100


@pytest.mark.parametrize(("texts", "silent"), [([], "all"), ([""], "all"), ([" \n"], "all"), (["", "a"], "")])
def test_outliner_reports_documents_without_text(texts: list[str], silent: str) -> None:
    assert outlined(map(passage, texts)).without_text == silent


def test_outliner_keeps_the_given_silent_part() -> None:
    outliner = Outliner()
    passage("a")(outliner)
    assert outliner.outline("PDF", "page", 2, without_text="1 of 2 pages").without_text == "1 of 2 pages"


def test_outliner_digests_letters_alone() -> None:
    one, other = (
        outlined([passage("We sowed\n2 beans (K1).")]),
        outlined([heading("WE", 1), passage("so-wed beans K9")]),
    )
    assert one.text == other.text
    assert (one.words, other.words) == (3, 4)
    assert one.text != outlined([passage("We sowed peas")]).text
    assert outlined([aside("only a note"), passage("2025")]).text == ""


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("2025-03-04T09:00:00Z", "2025-03-04"),
        ("D:20250304090000+00'00'", "2025-03-04"),
        ("2025-13-40", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_days_of_saving_are_read(stated: str | None, day: str | None) -> None:
    assert iso_day(stated) == day


@pytest.mark.parametrize(
    ("add", "why"),
    [
        ({}, "it has no text, picture or sound"),
        ({"heading": "A plan"}, "it has text only in headings, headers, footers or notes"),
        ({"aside": "Hollow Lane"}, "it has text only in headings, headers, footers or notes"),
        ({"text": "---"}, "it has no words, numbers, pictures or sounds"),
        ({"text": "Name: "}, "it holds only words of a form"),
    ],
)
def test_blank_documents_say_why(add: dict[str, str], why: str) -> None:
    outliner = Outliner()
    if "heading" in add:
        heading(add["heading"], 1)(outliner)
    aside(add.get("aside", ""))(outliner)
    passage(add.get("text", ""))(outliner)
    assert outliner.why_no_evidence(Known()) == (Unread.BLANK, why)


def test_numbers_are_counted_and_codes_are_not() -> None:
    outliner = Outliner()
    passage("K1, 2025-03-04: 7.5 hours, 12/20")(outliner)
    outliner.add_numbers(["4", ""])
    assert (outliner.outline("text").words, outliner.outline("text").numbers) == (1, 4)


def test_ticks_are_figures() -> None:
    once, twice = outlined([passage("Ann \u2713, Bo \u2717")]), outlined([passage("Ann \u2717, Bo \u2713")])
    assert (once.numbers, once.text) == (2, twice.text)
    assert once.figures != twice.figures


def test_a_picture_of_one_colour_shows_nothing() -> None:
    outliner = Outliner()
    outliner.add_picture("one", lambda: True)
    assert outliner.why_no_evidence(Known()) == (Unread.BLANK, "its pictures are of one colour")
    outliner.add_picture("two", lambda: False)
    assert outliner.why_no_evidence(Known()) is None


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        (Block(BlockKind.PARAGRAPH, "K1"), "shown"),
        (Block(BlockKind.PARAGRAPH, "K1", unseen="hidden"), "negated"),
        (Block(BlockKind.COMMENT, "K1"), "negated"),
        (Block(BlockKind.RUNNING, "K1"), "repeated"),
        (Block(BlockKind.CLAIM, "K1"), "listed"),
        (Block(BlockKind.ITEM, "K1", ticked=False), "negated"),
        (Block(BlockKind.ITEM, "K1", ticked=True), "shown"),
        (Block(BlockKind.ROW, "", cells=("K1", "We swept the path.")), "shown"),
        (Block(BlockKind.FIELD, "We swept the path.", label="K1"), "shown"),
    ],
)
def test_outliner_gives_mentions_the_kind_of_their_block(block: Block, kind: str) -> None:
    assert [each.kind for each in outlined([methodcaller("add", block)]).citations] == [kind]


def test_unseen_blocks_are_no_text_of_a_document() -> None:
    outline = outlined([methodcaller("add", Block(BlockKind.PARAGRAPH, "I swept", unseen="hidden"))])
    assert (outline.words, outline.without_text) == (0, "all")
