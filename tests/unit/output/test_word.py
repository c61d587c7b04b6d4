from datetime import date
from io import BytesIO
from typing import Any

import docx
import pytest

from ksbcheck.output.document import (
    Column,
    Document,
    Facts,
    HeatMap,
    HeatRow,
    Items,
    Lines,
    Note,
    Section,
    Table,
    Words,
)
from ksbcheck.output.word import write

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TABLE = Table(
    (Column("KSB", width=6), Column("Statement", share=3), Column("Day")),
    (("K1", "Ways to plan", date(2026, 11, 22)), ("K2", Lines(("one", "two")), Words("missing", "bad"))),
)


def word_of(*blocks: Any, title: str = "A title") -> Any:
    made = Document(title, (Section("Part", blocks),), "Above", "Foot")
    return docx.Document(BytesIO(write(made, date(2026, 11, 22))))


def cells(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_document_is_british_and_names_its_title() -> None:
    word = word_of(Note("Text"))
    assert (word.core_properties.title, word.core_properties.language) == ("A title", "en-GB")
    assert (word.core_properties.author, word.core_properties.comments) == ("", "")
    assert word.core_properties.created.date() == date(2026, 11, 22)
    assert {each.get(f"{W}val") for each in word.styles.element.iter(f"{W}lang")} == {"en-GB"}
    page = word.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (297, 210)
    assert page.footer.paragraphs[0].text == "Foot"
    assert [(each.style.name, each.text) for each in word.paragraphs] == [
        ("Heading 1", "A title"),
        ("Normal", "Above"),
        ("Heading 2", "Part"),
        ("Normal", "Text"),
    ]


def test_table_repeats_its_head() -> None:
    table = word_of(TABLE).tables[0]
    assert cells(table) == [
        ["KSB", "Statement", "Day"],
        ["K1", "Ways to plan", "22 November 2026"],
        ["K2", "one\ntwo", "missing"],
    ]
    assert [row._tr.find(f"{W}trPr/{W}tblHeader") is not None for row in table.rows] == [True, False, False]  # noqa: SLF001
    bold = [[bool(cell.paragraphs[0].runs[0].bold) for cell in row.cells] for row in table.rows]
    assert bold == [[True, True, True], [False, False, False], [False, False, True]]
    widths = [cell.width for cell in table.rows[1].cells]
    assert widths[1] > widths[2] > widths[0]
    assert sum(widths) <= word_of().sections[0].page_width


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (Facts((("Learner", "Ann"), ("As of", date(2026, 1, 2)))), [["Learner", "Ann"], ["As of", "2 January 2026"]]),
        (HeatMap("Map", ("n",), ("K1",), (HeatRow("Ann", ("1",), ("V",)),), (), ()), [["Map", ""], ["Ann", "1"]]),
    ],
)
def test_other_blocks_are_tables(block: Any, expected: list[list[str]]) -> None:
    assert cells(word_of(block).tables[0]) == expected


def test_lists_have_marks_or_numbers() -> None:
    word = word_of(Items(("one",)), Items(("two",), numbered=True), Facts(()))
    assert [(each.style.name, each.text) for each in word.paragraphs[3:]] == [
        ("List Bullet", "one"),
        ("List Number", "two"),
    ]
    assert not word.tables


def test_control_characters_are_replaced() -> None:
    word = word_of(Note("a\x00b\ud800"), title="\x1b[31mred")
    assert word.paragraphs[0].text == "�[31mred"
    assert word.paragraphs[3].text == "a�b�"


def test_equal_documents_give_equal_bytes() -> None:
    made = Document("A title", (Section("Part", (TABLE,)),))
    assert write(made) == write(made)
    assert write(made, date(1970, 1, 1)) == write(made)
    assert write(made, date(2150, 1, 1)) != write(made)
