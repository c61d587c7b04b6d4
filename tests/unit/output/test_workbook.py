from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from ksbcheck.output.document import (
    Block,
    Chip,
    Chips,
    Column,
    Depth,
    Document,
    Facts,
    HeatMap,
    HeatRow,
    Items,
    Lines,
    Mark,
    Note,
    Part,
    Section,
    Stack,
    Table,
    Tile,
    Tiles,
    Words,
)
from ksbcheck.output.workbook import write

COLUMNS = (Column("Name"), Column("Day"), Column("State"), Column("How many", right=True))
ROWS = (
    ("Ann", date(2026, 11, 22), Words("met", "good"), 3),
    (("Ben", Words(" B.", "quiet")), "not stated", Words("missing", "strong bad"), 12),
)
SIGNS = HeatMap(
    "Option A: 2 learners",
    ("Missing", "Gateway"),
    ("K1", "K2"),
    (HeatRow("Ann", ("1", "✗"), ("V", "×")), HeatRow(Words("Ben", to="x/ben.html"), ("0", "✓"), ("A", "C"))),
    (Words("0"), Words("1", "loud")),
    (("V", "verified"), ("×", "missing")),
    "Missing, of 2",
)


def book_of(*sections: Section, title: str = "Title", foot: str = "Foot") -> Workbook:
    return load_workbook(BytesIO(write(Document(title, sections, "Above", foot), date(2026, 11, 22))))


def cells(book: Workbook, sheet: str) -> list[tuple[object, ...]]:
    return [tuple(cell for cell in row if cell is not None) for row in book[sheet].iter_rows(values_only=True)]


def test_table_has_texts_numbers_and_days() -> None:
    sheet = book_of(Section("All", (Table(COLUMNS, ROWS),)))["All"]
    head, ann, ben = sheet.iter_rows()
    assert [cell.value for cell in head] == ["Name", "Day", "State", "How many"]
    assert [cell.data_type for cell in ann] == ["s", "d", "s", "n"]
    assert [cell.value for cell in ben] == ["Ben B.", "not stated", "missing", 12]
    states = {rule.formula[0] for area in sheet.conditional_formatting for rule in area.rules}
    assert states == {'"met"', '"missing"'}


def test_many_different_words_are_not_states() -> None:
    rows = tuple((Words(f"word {number}", "bad"),) for number in range(13))
    assert not list(book_of(Section("All", (Table(COLUMNS[:1], rows),)))["All"].conditional_formatting)


def test_first_sections_share_the_summary() -> None:
    first = (
        Section("Answer", (Note("Enough."),), "a", Depth.FIRST),
        Section("Next", (Items(("Rest.",)),), "n", Depth.FIRST),
    )
    book = book_of(*first, Section("All", (Table(COLUMNS, ROWS),)))
    assert book.sheetnames == ["Summary", "All"]
    assert [row for row in cells(book, "Summary") if row] == [
        ("Title",),
        ("Above",),
        ("Answer",),
        ("Enough.",),
        ("Next",),
        ("1", "Rest."),
    ]


@pytest.mark.parametrize(
    ("block", "rows"),
    [
        (Facts((("Name", "Ann"), ("Lines", Lines(("a", "b"))))), [("Name", "Ann"), ("Lines", "a\nb")]),
        (Stack((Part(2, "done", "#", "v"), Part(1, "left", ".", "missing"))), [("done", 2), ("left", 1)]),
        (
            Tiles((("Skills", (Tile("S1", "V"), Tile("S2", "×"))),), (("V", "verified"),)),
            [("Skills", "S1 V, S2 ×"), ("V", "verified")],
        ),
        (Chips((Chip(Mark.NO, "Maths", "not met"),)), [("Maths", "✗ not met")]),
        (Table(COLUMNS[:1], (("Ann",),)), [("Name",), ("Ann",)]),
    ],
)
def test_each_block_is_rows_of_the_summary(block: Block, rows: list[tuple[object, ...]]) -> None:
    book = book_of(Section("", (block,), "a", Depth.FIRST))
    assert [row for row in cells(book, "Summary")[2:] if row] == rows


def test_heat_map_has_a_sheet_with_its_foot_and_key() -> None:
    sheet = book_of(Section("Map", (Note("How to read it."), SIGNS)))["Map Option A"]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[:4] == [
        ["Option A: 2 learners", "Missing", "Gateway", "K1", "K2"],
        ["Ann", 1, "✗", "V", "×"],
        ["Ben", 0, "✓", "A", "C"],
        ["Missing, of 2", None, None, 0, 1],
    ]
    assert [row[0] for row in rows[5:]] == ["V verified", "× missing"]
    assert sheet.auto_filter.ref == "A1:E3"
    assert sheet["E4"].fill.fgColor.rgb == "FF0B0C0C"


def test_names_of_sheets_are_what_excel_takes() -> None:
    names = ["a/b [c]*?", "A B C", "x" * 40, "x" * 35, "'quoted'", ": nothing", "History: of it"]
    book = book_of(*(Section(name, (Table(COLUMNS, ROWS),)) for name in names))
    assert book.sheetnames == ["a b  c", "A B C", "x" * 31, f"{'x' * 27} 2", "quoted", "Sheet", "History 2"]


def test_sheets_without_rows_are_left_out() -> None:
    book = book_of(Section("Some", (Table(COLUMNS, ROWS), Note("A note."))), Section("None", (Note("Nothing."),)))
    assert book.sheetnames == ["Some"]
    assert cells(book, "Some")[-1] == ("A note.",)


def test_columns_are_wider_for_wide_letters() -> None:
    widths = []
    for title in ("abcdefghijkl", "學習支援計畫報告文件甲乙"):
        book = book_of(Section("All", (Table((Column("Title", share=1),), ((title,),)),)))
        widths.append(round(book["All"].column_dimensions["A"].width))
    assert widths == [14, 26]


def test_head_and_foot_are_no_commands() -> None:
    sheet = book_of(Section("All", (Table(COLUMNS, ROWS),)), title="&D & Co", foot="f" * 200)["All"]
    assert sheet.oddHeader.left.text == "&B&&D && Co"
    assert sheet.oddFooter.left.text == f"{'f' * 79}…"
