"""`ksbcheck export` writes the mapping of a portfolio, and `ksbcheck import` reads it back."""

import csv
import json
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from shutil import copytree
from zipfile import ZipFile

import docx
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from ksbcheck.inputs.manifest import read_manifest
from tests.conftest import AS_OF, COMPLETE, FRAMEWORK, HALFWAY, ROOT, Run, one_line
from tests.small_portfolio import write_pieces

ENDINGS = ("xlsx", "csv", "docx")
HEAD = 8
"""The row of the headings, in a portfolio with a piece without claims."""
TITLES = ["=1+1", "+1", "-2 @x", "'=1", "Draft plan; p. 2", "Plan for Y7 at 10:30 / to follow", "See K9", "x"]
CLAIMS_OF = {
    "claims": [
        {"ksb": "K9", "where": "=p. 2"},
        {"ksb": "K10", "status": "planned"},
        {
            "ksb": "K11",
            "assessed": [
                {"by": "A. Assessor", "on": "2025-05-20", "decision": "not_yet", "feedback": "-Say what you did"},
                {"by": "A. Assessor", "on": "2025-06-01", "feedback": "Good"},
            ],
            "verified": {"by": "Q. Assurer", "on": "2025-06-09"},
        },
    ],
    "assessed": {"by": "B. Assessor", "on": "2025-06-02"},
}


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    """Return a portfolio of odd titles and every kind of decision."""
    folder = write_pieces(tmp_path / "portfolio", TITLES)
    manifest = json.loads((folder / "portfolio.json").read_text("utf-8"))
    manifest["evidence"][4] |= CLAIMS_OF
    (folder / "portfolio.json").write_text(json.dumps(manifest), "utf-8")
    return folder


def exported(ksbcheck: Run, folder: Path | str, file: Path) -> Path:
    done = ksbcheck("export", folder, "-o", file, "--as-of", AS_OF)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"Written to {file}\n")
    return file


def imported(ksbcheck: Run, file: Path, folder: Path, *args: str) -> str:
    done = ksbcheck("import", file, "--to", folder, "--yes", *args)
    assert done.returncode in (0, 1), done.stderr
    return one_line(done.stdout)


def sheet_of(file: Path) -> Worksheet:
    return load_workbook(file)["Mapping"]


def rows_of(file: Path) -> list[list[str]]:
    """Return the rows of a mapping below its facts, as texts."""
    if file.suffix == ".csv":
        rows = list(csv.reader(StringIO(file.read_text("utf-8-sig"), newline="")))
        return rows[rows.index([]) + 1 :]
    if file.suffix == ".docx":
        return [[cell.text for cell in row.cells] for row in docx.Document(str(file)).tables[1].rows]
    rows = [["" if cell is None else str(cell) for cell in row] for row in sheet_of(file).iter_rows(values_only=True)]
    return rows[next(at for at, row in enumerate(rows) if row[0] == "KSB") :]


@pytest.mark.parametrize("ending", ENDINGS)
def test_export_has_a_row_for_each_claim(ksbcheck: Run, tmp_path: Path, ending: str) -> None:
    made, again = (exported(ksbcheck, HALFWAY, tmp_path / f"{name}.{ending}") for name in ("mapping", "again"))
    assert made.read_bytes() == again.read_bytes()
    assert ending == "csv" or not [name for name in ZipFile(made).namelist() if name.endswith((".jpeg", ".png"))]
    head, *rows = rows_of(made)
    assert head[:2] == ["KSB", "Statement"]
    every = [dict(zip(head, row, strict=True)) for row in rows]
    assert len({row["KSB"] for row in every if row["Counts as"] != "not required"}) == 70
    assert len([row for row in every if row["Counts as"] == "missing"]) == 21
    signed = next(row for row in every if row["KSB"] == "K11")
    assert signed["Evidence"] == "E03 Observation of a Year 7 science lesson"
    assert (signed["Where"], signed["Status"], signed["Assessor"]) == ("p. 2", "verified", "Hettie Notreal")


def test_spreadsheet_is_to_fill_in(ksbcheck: Run, tmp_path: Path) -> None:
    book = load_workbook(exported(ksbcheck, HALFWAY, tmp_path / "mapping.xlsx"))
    assert book.sheetnames == ["Mapping", "How to fill in"]
    assert len(list(book["How to fill in"].iter_rows())) == 5
    sheet = book["Mapping"]
    assert sheet["B4"].value.date().isoformat() == AS_OF
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.orientation) == ("B9", "$8:$8", "landscape")
    assert (sheet.page_setup.paperSize, sheet.auto_filter.ref) == (9, f"A{HEAD}:O{sheet.max_row}")
    assert (sheet.protection.sheet, sheet.protection.password) == (True, None)
    unlocked = [cell.value for cell in sheet[HEAD] if not sheet.cell(HEAD + 1, cell.column).protection.locked]
    assert unlocked == ["Status", "Assessor", "Assessed on", "Feedback", "IQA", "IQA date", "IQA feedback"]
    assert all(cell.protection.locked for row in sheet.iter_rows(max_row=HEAD) for cell in row)
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules[f"H9:H{sheet.max_row}"] == '"suggested,planned,claimed,assessed,verified,not yet met"'
    assert len(rules) == 3
    assert sheet["J10"].number_format == "d mmm yyyy"
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("ending", ENDINGS)
def test_export_is_no_evidence(ksbcheck: Run, tmp_path: Path, ending: str) -> None:
    folder = copytree(ROOT / COMPLETE, tmp_path / "portfolio")
    manifest = (folder / "portfolio.yaml").read_text("utf-8")
    (before,) = json.loads(ksbcheck("check", folder, "--format", "json").stdout)["reports"]
    exported(ksbcheck, folder, folder / f"mapping.{ending}")
    (after,) = json.loads(ksbcheck("check", folder, "--format", "json").stdout)["reports"]
    assert after["coverage"] == before["coverage"]
    assert [each["rule"] for each in after["findings"] if each not in before["findings"]] == ["KSB604"]
    scanned = json.loads(ksbcheck("scan", folder, "--format", "json").stdout)
    own = [
        mention["kind"] for each in scanned["documents"] if "mapping" in each["path"] for mention in each["mentions"]
    ]
    assert "shown" not in own
    ksbcheck("init", folder)
    assert (folder / "portfolio.yaml").read_text("utf-8") == manifest


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_import_of_an_export_changes_nothing(ksbcheck: Run, portfolio: Path, tmp_path: Path, ending: str) -> None:
    before = (portfolio / "portfolio.json").read_bytes()
    file = exported(ksbcheck, portfolio, tmp_path / f"mapping.{ending}")
    done = ksbcheck("import", file, "--to", portfolio, "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 new pieces, 11 claims as before, 0 left out" in one_line(done.stdout)
    assert (portfolio / "portfolio.json").read_bytes() == before


def filled_in(file: Path, **cells: object) -> Path:
    """Fill in the cells of the row of K1 and E8."""
    book = load_workbook(file)
    sheet = book["Mapping"]
    row = next(row for row in sheet.iter_rows() if (row[0].value, row[2].value) == ("K1", "E8"))
    heads = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "KSB")
    for heading, value in cells.items():
        row[heads.index(heading.replace("_", " "))].value = value
    book.save(file)
    return file


def test_decisions_that_are_filled_in_come_back(ksbcheck: Run, portfolio: Path, tmp_path: Path) -> None:
    file = exported(ksbcheck, portfolio, tmp_path / "mapping.xlsx")
    filled_in(file, Status="not yet met", Assessor="C. Assessor", Assessed_on=date(2026, 1, 2), Feedback="Add the date")
    filled, again = file.read_bytes(), ksbcheck("export", portfolio, "-o", file, "--as-of", AS_OF)
    assert (again.returncode, "has decisions that the manifest lacks" in again.stderr) == (2, True)
    assert file.read_bytes() == filled
    assert "1 changed claim" in imported(ksbcheck, file, portfolio)
    *_, piece = read_manifest(portfolio).portfolio.evidence
    (entry,) = piece.claims
    (decision,) = entry.assessed
    assert (decision.by, str(decision.on), decision.feedback) == ("C. Assessor", "2026-01-02", "Add the date")
    assert decision.is_not_yet
    assert "0 new pieces, 11 claims as before" in imported(ksbcheck, file, portfolio)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"Status": "claimed", "Assessor": "C. Assessor", "Assessed_on": date(2026, 1, 2)}, "is signed, but the status is 'claimed'"),
        ({"Status": "assessed"}, "the status is 'assessed', and nobody has signed"),
        ({"Status": "assessed", "Assessor": "C. Assessor"}, "there is no day"),
        ({"Status": "assessed", "Assessor": "Ann Example", "Assessed_on": date(2026, 1, 2)}, "'Ann Example' may be the learner"),
        ({"Status": "not yet met", "Assessor": "C. Assessor"}, "there is no day"),
        ({"Status": "very good"}, "the status 'very good' is none of those to choose from"),
        ({"KSB": "K99"}, "ST1414 has no K99"),
        ({"KSB": "K2"}, "its statement is not that of K2 in ST1414"),
    ],
)  # fmt: skip
def test_row_that_is_not_taken_over_is_listed(
    ksbcheck: Run, portfolio: Path, tmp_path: Path, cells: dict[str, object], reason: str
) -> None:
    before = (portfolio / "portfolio.json").read_bytes()
    file = filled_in(exported(ksbcheck, portfolio, tmp_path / "mapping.xlsx"), **cells)
    done = ksbcheck("import", file, "--to", portfolio, "--yes", COLUMNS="400")
    assert (done.returncode, (portfolio / "portfolio.json").read_bytes()) == (1, before)
    assert reason in done.stdout


def test_hidden_rows_and_columns_are_read(ksbcheck: Run, portfolio: Path, tmp_path: Path) -> None:
    file = filled_in(
        exported(ksbcheck, portfolio, tmp_path / "mapping.xlsx"),
        Status="assessed", Assessor="C. Assessor", Assessed_on=date(2026, 1, 2),
    )  # fmt: skip
    book = load_workbook(file)
    book["Mapping"].column_dimensions["C"].hidden = True
    book["Mapping"].row_dimensions[16].hidden = True
    book.save(file)
    assert "1 changed claim, 10 claims as before, 0 left out" in imported(ksbcheck, file, portfolio)


def test_mapping_of_another_learner_is_refused(ksbcheck: Run, portfolio: Path, tmp_path: Path) -> None:
    file = exported(ksbcheck, COMPLETE, tmp_path / "mapping.xlsx")
    before = (portfolio / "portfolio.json").read_bytes()
    said = imported(ksbcheck, file, portfolio)
    assert "Nothing is taken over: the mapping is of Amara Sample, not of Ann Example" in said
    assert (portfolio / "portfolio.json").read_bytes() == before


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([HALFWAY], "name the file to write with -o; its ending says how: .xlsx, .csv and .docx"),
        ([HALFWAY, "-o", "mapping.txt"], "the ending of 'mapping.txt' doesn't say how to write it; end it in .xlsx, .csv and .docx"),
        ([FRAMEWORK, "-o", "mapping.csv"], "a framework defines no KSBs, so there is nothing to map"),
        (["examples/none", "-o", "mapping.csv"], "KSB901"),
    ],
)  # fmt: skip
def test_export_that_can_not_be_written_says_why(ksbcheck: Run, args: list[str], message: str) -> None:
    done = ksbcheck("export", *args)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert not (ROOT / "mapping.csv").exists()


def _beside(folder: Path) -> Path:
    (folder / "tracker.csv").write_text("KSB,Evidence\nK1,E1\n", "utf-8")
    return folder / "tracker.csv"


@pytest.mark.parametrize("make", [_beside, lambda folder: folder / "evidence" / "E02-plan-for-pupil-d.docx"])
def test_export_never_replaces_evidence(ksbcheck: Run, tmp_path: Path, make: Callable[[Path], Path]) -> None:
    folder = copytree(ROOT / HALFWAY, tmp_path / "portfolio")
    file = make(folder)
    before = file.read_bytes()
    done = ksbcheck("export", folder / "portfolio.yaml", "-o", file)
    assert (done.returncode, file.read_bytes()) == (2, before)
    assert "is a file of the portfolio; name another file for the mapping" in done.stderr
    exported(ksbcheck, folder, folder / "mapping.csv")
    exported(ksbcheck, folder, folder / "mapping.csv")
