from io import BytesIO

import pytest

from ksbcheck.documents.outliner import Outliner
from ksbcheck.documents.separated import read, read_text, separated_rows, unguarded


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_rows_are_parted_by_the_sign_that_parts_them_evenly(separator: str) -> None:
    lines = [separator.join(row) for row in (["KSB", "Evidence", "Page"], ["K6", "Plan", "2"], ["", "", ""])]
    assert separated_rows(lines)[0] == [(1, ["KSB", "Evidence", "Page"]), (2, ["K6", "Plan", "2"])]


def test_rows_have_the_number_of_their_first_line() -> None:
    rows, _ = separated_rows(["KSB,Evidence", 'K6,"Plan', 'p. 2"', "K7,Film"])
    assert [number for number, _ in rows] == [1, 2, 4]


def test_rows_of_an_open_quote_are_lines() -> None:
    lines = ["KSB,Evidence", 'K6,"Plan', "K7,Film"]
    rows, _ = separated_rows(lines)
    assert read(BytesIO("\n".join(lines).encode()), Outliner()).without_text == "the cells around an open quote"
    assert [cells[0] for _, cells in rows] == ["KSB", "K6", "K7"]


def test_text_without_separators_is_no_table() -> None:
    assert separated_rows(["I planned the week, and all.", "K6 was shown.", "So was K7."]) == ([], True)
    outliner = Outliner(kept=[])
    assert read(BytesIO(b"A line.\nAnother line."), outliner).noun == "text"


@pytest.mark.parametrize(
    "content", ["KSB,Evidence\nK6,Caf\xe9".encode("utf-16"), "KSB,Evidence\nK6,Caf\xe9".encode("cp1252")]
)
def test_table_is_read_in_any_encoding(content: bytes) -> None:
    outliner = Outliner(kept=[])
    read(BytesIO(content), outliner)
    assert [(block.cells, spot.row) for block, spot in outliner.kept or ()] == [
        (("KSB", "Evidence"), 1),
        (("K6", "Caf\xe9"), 2),
    ]


def test_unguarded_takes_off_the_apostrophe_of_a_formula() -> None:
    assert unguarded("'=1+1") == "=1+1"
    assert unguarded("'tis") == "'tis"


def test_text_with_tabs_is_a_table_where_blocks_are_kept() -> None:
    text = "KSB\tEvidence\nK6\tPlan\nK7\tFilm\n".encode("utf-16")
    kept = Outliner(kept=[])
    read_text(BytesIO(text), kept)
    assert [block.cells for block, _ in kept.kept or ()] == [("KSB", "Evidence"), ("K6", "Plan"), ("K7", "Film")]
