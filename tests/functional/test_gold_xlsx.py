"""The workbooks equal their gold files."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import AS_OF, Run

GOLD = Path(__file__).parents[1] / "gold"
REPORTS = {
    "report-xlsx.txt": ("examples/halfway-send",),
    "report-cohort-xlsx.txt": ("examples/complete-wellbeing", "examples/framework-advanced", "examples"),
}


@pytest.mark.parametrize("name", REPORTS)
def test_workbook_matches_gold_file(ksbcheck: Run, tmp_path: Path, name: str) -> None:
    file = tmp_path / "report.xlsx"
    ksbcheck("report", *REPORTS[name], "--as-of", AS_OF, "-o", file)
    assert_gold(file, GOLD / name)


def test_standard_workbook_matches_gold_file(ksbcheck: Run, tmp_path: Path) -> None:
    file = tmp_path / "standard.xlsx"
    ksbcheck("standard", "export", "tests/cases/standard.yaml", "--to", "xlsx", "-o", file)
    assert_gold(file, GOLD / "standard-export-xlsx.txt")


def assert_gold(file: Path, path: Path) -> None:
    found = "\n".join(line for sheet in load_workbook(file) for line in sheet_lines(sheet)) + "\n"
    if "KSBCHECK_UPDATE_GOLD" in os.environ:
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8"), "if the change is meant, run `make gold` and read the difference"


def sheet_lines(sheet: Worksheet) -> Iterator[str]:
    widths = " ".join(f"{letter}{column.width:.0f}" for letter, column in sheet.column_dimensions.items())
    formats = " ".join(
        f"{rule.formula[0]}@{area.sqref}" for area in sheet.conditional_formatting for rule in area.rules
    )
    yield f"# {sheet.title} {sheet.dimensions}, filter {sheet.auto_filter.ref}, fixed {sheet.freeze_panes}"
    yield f"# widths {widths}; formats {formats or 'none'}"
    for row in sheet.iter_rows(values_only=True):
        yield " | ".join("" if cell is None else str(cell) for cell in row)
