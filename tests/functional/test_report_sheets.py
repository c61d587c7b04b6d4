"""`ksbcheck report` as a workbook and as CSV, read by independent parsers."""

import csv
import io
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

from openpyxl import Workbook, load_workbook

from ksbcheck.output.cells import FORMULA
from tests.conftest import AS_OF, COMPLETE, FRAMEWORK, HALFWAY, ROOT, Run
from tests.small_portfolio import write_pieces

SHEETS = ["Summary", "Gaps", "KSBs", "Duties", "Evidence", "Claims", "Findings", "Justified", "Sources"]
HOSTILE = [
    '=HYPERLINK("http://example.org","x")',
    "+1",
    "-1+1",
    "@SUM(A1)",
    "'' =1+1",
    "\uff1d1+1",
    "'=1",
    "'quoted'",
    "<script>alert(1)</script>",
    "]]>",
    "<r><t>rich</t></r>",
    "<r></si><si></r>",
    "_x0041_",
    "http://example.org",
    "mailto:a@example.org",
    "0012",
    "{=cmd|' /C calc'!A0}",
    "😀 عربي",
]


def workbook(ksbcheck: Run, file: Path, *paths: Path | str, status: int = 1) -> Workbook:
    done = ksbcheck("report", *paths, "--as-of", AS_OF, "-o", file)
    assert (done.returncode, done.stderr) == (status, f"Written to {file}\n")
    return load_workbook(file)


def column(book: Workbook, sheet: str, heading: str) -> list[object]:
    headings = [cell.value for cell in book[sheet][1]]
    return [row[headings.index(heading)] for row in book[sheet].iter_rows(min_row=2, values_only=True)]


def csv_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_workbook_is_set_up_for_print(ksbcheck: Run, tmp_path: Path) -> None:
    book = workbook(ksbcheck, tmp_path / "report.xlsx", HALFWAY)
    assert book.sheetnames == SHEETS
    assert book.properties.title == "Evidence report: Rowan Example (0020417)"
    assert not book.properties.creator
    assert book.properties.created.isoformat() == f"{AS_OF}T00:00:00"
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.print_area.split("!")[1].replace("$", "") == sheet.dimensions
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddHeader.right.text == sheet.title
        assert sheet.oddFooter.left.text == "Rowan Example (0020417)"
        assert sheet.oddFooter.center.text == f"As of {AS_OF}"
        assert sheet.oddFooter.right.text == "Page &P of &N"
        assert all(cell.alignment.wrap_text for row in sheet for cell in row)
        assert all(6 <= column.width <= 112 for column in sheet.column_dimensions.values())


def test_workbook_colours_have_words(ksbcheck: Run, tmp_path: Path) -> None:
    sheet = workbook(ksbcheck, tmp_path / "report.xlsx", HALFWAY)["KSBs"]
    fills = {cell.value: cell.fill.fgColor.rgb for cell in sheet["D"][1:]}
    assert fills == {"met": "FFE2EFDA", "missing": "FFF4B6B6"}


def test_workbook_is_reproducible(ksbcheck: Run, program: Run, tmp_path: Path) -> None:
    one, other = tmp_path / "one.xlsx", tmp_path / "other.xlsx"
    workbook(ksbcheck, one, HALFWAY)
    workbook(program, other, HALFWAY)
    assert one.read_bytes() == other.read_bytes()


def test_workbook_cells_are_inert(ksbcheck: Run, tmp_path: Path) -> None:
    file = tmp_path / "report.xlsx"
    eve = {"name": "&P <b>Eve</b> & Co", "id": "=1"}
    book = workbook(ksbcheck, file, write_pieces(tmp_path / "p", HOSTILE, learner=eve))
    titles = [str(title) for title in column(book, "Evidence", "Title")]
    assert [title.rstrip() for title in titles] == HOSTILE
    assert book["Gaps"].oddFooter.left.text == "&&P <b>Eve</b> && Co (=1)"
    with zipfile.ZipFile(file) as archive:
        assert not [name for name in archive.namelist() if "rels" in name and "sheet" in name]  # what links would need
        for name in archive.namelist():
            root = ET.fromstring(archive.read(name))  # noqa: S314 - our own document
            tags = {element.tag.rpartition("}")[2] for element in root.iter()}
            assert not tags & {"f", "hyperlink", "hyperlinks", "externalReference"}, name
    assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n"}
    assert column(book, "Evidence", "How many KSBs") == [1] * len(HOSTILE)


def test_workbook_of_several_shares_sheets(ksbcheck: Run, tmp_path: Path) -> None:
    mine = write_pieces(tmp_path / "mine", [])
    book = workbook(ksbcheck, tmp_path / "r.xlsx", HALFWAY, FRAMEWORK, "examples", mine, status=2)
    assert book.sheetnames == SHEETS
    assert book["Gaps"].oddFooter.left.text == "4 portfolios"
    for sheet in SHEETS:
        assert [cell.value for cell in book[sheet][1]][:2] == ["Portfolio", "Learner"]
        assert list(dict.fromkeys(column(book, sheet, "Portfolio"))) == [
            HALFWAY,
            FRAMEWORK,
            "examples",
            str(mine),
        ]
    assert column(book, "Summary", "Gaps") == [25, None, None, 70]
    assert column(book, "KSBs", "Status")[70:72] == ["a framework defines no KSBs", "not checked"]
    assert column(book, "Evidence", "Title")[-2:] == ["not checked", "no evidence yet"]
    assert column(book, "Summary", "What to do next")[2].startswith("Fix this first: examples KSB902 ")


def test_workbook_without_gaps_says_so(ksbcheck: Run, tmp_path: Path) -> None:
    book = workbook(ksbcheck, tmp_path / "r.xlsx", COMPLETE, status=0)
    assert column(book, "Gaps", "Status") == ["no gaps"]


def test_workbook_of_unchecked_portfolio_says_so(ksbcheck: Run, tmp_path: Path) -> None:
    book = workbook(ksbcheck, tmp_path / "r.xlsx", "examples", status=2)
    assert dict(book["Summary"].iter_rows(min_row=2, values_only=True))["Outcome"] == "could not be checked"
    assert column(book, "Gaps", "Status") == ["not checked"]
    assert book["Gaps"].oddFooter.center.text is None
    assert book.properties.created.year == 1980


def test_workbook_cuts_long_cells(ksbcheck: Run, tmp_path: Path) -> None:
    book = workbook(ksbcheck, tmp_path / "r.xlsx", write_pieces(tmp_path / "p", ["😀" * 16_384, "a" * 32_767]))
    cut, whole = (str(title) for title in column(book, "Evidence", "Title"))
    assert len(cut.encode("utf-16-le")) // 2 in (32_766, 32_767)
    assert cut.endswith("😀 [... cut here: 16,384 characters in all]")
    assert whole == "a" * 32_767


def test_csv_is_same_on_standard_output(tmp_path: Path, ksbcheck: Run) -> None:
    file = tmp_path / "report.csv"
    ksbcheck("report", HALFWAY, "--as-of", AS_OF, "-o", file)
    command = [sys.executable, "-m", "ksbcheck", "report", HALFWAY, "--as-of", AS_OF, "-o", "-", "-f", "csv"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=60)
    assert done.stdout == file.read_bytes()
    assert done.stdout.startswith("\ufeffPortfolio,Learner,".encode())
    assert done.stdout.count(b"\r\n") == done.stdout.count(b"\n") == 71


def test_csv_has_row_per_ksb(ksbcheck: Run) -> None:
    rows = csv_rows(ksbcheck("report", HALFWAY, "--as-of", AS_OF, "-o", "-", "-f", "csv").stdout)
    (s9,) = [row for row in rows if row["KSB"] == "S9"]
    assert s9["Learner"] == "Rowan Example (0020417)"
    assert (s9["Status"], s9["Rung"], s9["Evidence that counts"]) == ("met", "verified", "E03")
    assert s9["Where"] == "E03: p. 1 (verified)"
    assert s9["Verified by"] == "E03: Ivor Fictitious, 2025-12-10"
    assert {row["What to do next"] == "" for row in rows if row["Status"] == "met"} == {True}
    assert {row["What to do next"] == "" for row in rows if row["Status"] != "met"} == {False}


def test_csv_includes_unchecked_portfolios(ksbcheck: Run) -> None:
    done = ksbcheck("report", FRAMEWORK, "examples", "-o", "-", "-f", "csv")
    framework, unjudged = csv_rows(done.stdout)
    assert done.returncode == 2
    assert (framework["Status"], framework["KSB"]) == ("a framework defines no KSBs", "")
    assert (unjudged["Portfolio"], unjudged["Status"]) == ("examples", "not checked")
    assert "KSB902 the folder has no manifest" in unjudged["What to do next"]


def test_csv_cell_is_no_formula(ksbcheck: Run, tmp_path: Path) -> None:
    folders = [write_pieces(tmp_path / f"{at}", ["x"], learner={"name": name}) for at, name in enumerate(HOSTILE)]
    rows = csv_rows(ksbcheck("report", *folders, "-o", "-", "-f", "csv").stdout)
    learners = {row["Portfolio"]: row["Learner"] for row in rows}
    for folder, name in zip(folders, HOSTILE, strict=True):
        learner = learners[str(folder)]
        assert learner.lstrip()[0] not in "=+-@\uff1d"
        assert (learner.removeprefix("'") if FORMULA.match(learner) else learner) == name


def test_csv_and_workbook_mark_what_if(ksbcheck: Run, tmp_path: Path) -> None:
    done = ksbcheck("report", HALFWAY, "--option", "wellbeing", "-o", "-", "-f", "csv")
    assert all("(what if: option wellbeing)" in row["Outcome"] for row in csv_rows(done.stdout))
    ksbcheck("report", HALFWAY, "--option", "wellbeing", "-o", tmp_path / "r.xlsx")
    summary = dict(load_workbook(tmp_path / "r.xlsx")["Summary"].iter_rows(values_only=True))
    assert summary["What if"] == "What if: judged for option wellbeing; the manifest says send."


def test_workbook_rejects_standard_output(ksbcheck: Run) -> None:
    done = ksbcheck("report", HALFWAY, "-o", "-", "-f", "xlsx")
    assert (done.returncode, done.stdout) == (2, "")
    assert "xlsx is not text" in done.stderr


def test_report_rejects_unknown_ending(ksbcheck: Run, tmp_path: Path) -> None:
    done = ksbcheck("report", HALFWAY, "-o", tmp_path / "report.doc")
    assert done.returncode == 2
    assert "doesn't say what to write; end it in .html, .pdf, .md, .csv, .xlsx, .json" in done.stderr
