from collections.abc import Sequence
from io import BytesIO

import pytest
import xlsxwriter

from ksbcheck.documents.block import Block
from ksbcheck.documents.outliner import Outliner
from ksbcheck.documents.sheets import read


def _grids(*rows: Sequence[object], formats: Sequence[str] = (), merged: str = "") -> list[dict[int, str]]:
    """Return what the rows of a sheet show; each value has the format of its column."""
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Log")
        styles = [book.add_format({"num_format": code}) for code in formats]
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value, *styles[column : column + 1])
        if merged:
            sheet.merge_range(merged, "K6")
    kept: list[tuple[Block, object]] = []
    file.seek(0)
    read(file, Outliner(kept=kept))  # type: ignore[arg-type]
    return [dict(block.grid) for block, _ in kept]


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("dd/mm/yyyy", 46085, "2026-03-04"),
        ("d mmm yy", 46085.5, "2026-03-04"),
        ("mmm yy", 46085, "March 2026"),
        ("[$-809]h:mm:ss", 250 / 86400, "00:04:10"),
        ("0%", 0.5, "50%"),
        ('"day" 0', 4, "4"),
        ("General", 2, "2"),
        ("dd/mm/yyyy", -1, "-1"),
    ],
)
def test_cell_shows_a_number_by_its_format(code: str, value: float, shown: str) -> None:
    assert _grids(["K6", value], formats=["General", code]) == [{1: "K6", 2: shown}]


def test_cell_shows_truth_and_links() -> None:
    link = '=HYPERLINK("evidence/E01.docx","Plan")'
    assert _grids(["K6", True], ["K7", False]) == [{1: "K6", 2: "TRUE"}, {1: "K7", 2: "FALSE"}]
    assert _grids(["K6", link])[0][2].endswith("(evidence/E01.docx)")


def test_merged_cells_show_their_text_in_each_row() -> None:
    assert _grids([None, "Plan"], [None, "Film"], ["K7", "Log"], merged="A1:A2") == [
        {1: "K6", 2: "Plan"},
        {1: "K6", 2: "Film"},
        {1: "K7", 2: "Log"},
    ]


def test_rows_keep_their_columns() -> None:
    assert _grids(["a title"], [None, "KSB", None, "Evidence"]) == [{1: "a title"}, {2: "KSB", 4: "Evidence"}]
