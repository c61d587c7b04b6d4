from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ksbcheck.formats import xlsx
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.settings import Overrides
from ksbcheck.reports.sheets import COHORT_SHEETS, LEARNER_SHEETS, sheet_rows
from ksbcheck.reports.view import View, view
from ksbcheck.tasks.check import CheckRequest, check_all
from tests.conftest import ROOT

STEPS = ("Find evidence of K5.", "Ask somebody to assess E02.")


@pytest.fixture(scope="module")
def halfway() -> View:
    with Outlines(None) as outlines:
        path = ROOT / "examples" / "halfway-send" / "portfolio.yaml"
        (report,) = check_all([Path(path)], CheckRequest(Overrides(), date(2026, 11, 22), outlines))
    return view(report, STEPS)


def rows(name: str, shown: View, sheets: tuple = LEARNER_SHEETS) -> list[list]:
    (sheet,) = [sheet for sheet in sheets if sheet.name == name]
    return list(sheet_rows(sheet, sheet.columns, [shown]))


def test_sheets_begin_with_next_steps(halfway: View) -> None:
    assert ["What to do next (1)", STEPS[0]] in rows("Summary", halfway)
    assert rows("Summary", halfway, COHORT_SHEETS)[0][-1] == " ".join(STEPS)


def test_sheets_tell_empty_options_from_frameworks(halfway: View) -> None:
    nothing = replace(halfway, ksbs=(), duties=(), claims=(), findings=())
    assert rows("KSBs", nothing) == [["", "", "", "no KSBs required", "", "", "", ""]]
    assert rows("Gaps", nothing)[0][3] == "no KSBs required"
    assert rows("Duties", nothing)[0][2] == "no duties"
    assert rows("Claims", nothing)[0][2] == "no claims on required KSBs"
    assert rows("Findings", nothing)[0][4] == "nothing found"


def test_sheets_say_that_there_are_only_gaps(halfway: View) -> None:
    assert rows("Findings", replace(halfway, findings=()))[0][4] == "nothing found besides the 25 gaps"


def test_workbook_widens_columns_for_wide_letters(halfway: View) -> None:
    (piece, *_) = halfway.pieces
    narrow, wide = (
        replace(halfway, pieces=(replace(piece, title=title),))
        for title in ("abcdefghijkl", "學習支援計畫報告文件甲乙")
    )
    widths = []
    for each in (narrow, wide):
        book = load_workbook(BytesIO(xlsx.render([each])))
        widths.append(round(book["Evidence"].column_dimensions["B"].width))
    assert widths == [14, 26]
