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

SHEETS = ["Summary", "KSBs", "Missing", "Duties", "Evidence", "Gateway in full", "To correct", "Not checked"]
SHEETS.append("About this report")
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
    assert book.properties.title == "Rowan Example"
    assert not book.properties.creator
    assert book.properties.created.isoformat() == f"{AS_OF}T00:00:00"
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddHeader.right.text == sheet.title
        assert sheet.oddFooter.left.text == "Rowan Example (0020417), ST1414 SEND, 22 November 2026"
        assert sheet.oddFooter.right.text == "Page &P of &N"
        assert all(3 <= column.width <= 112 for column in sheet.column_dimensions.values())


def test_tables_have_filters_and_fixed_headings(ksbcheck: Run, tmp_path: Path) -> None:
    book = workbook(ksbcheck, tmp_path / "report.xlsx", HALFWAY)
    for name in set(SHEETS) - {"Summary", "Not checked", "About this report"}:
        sheet = book[name]
        assert (sheet.freeze_panes, sheet.print_title_rows) == ("B2", "$1:$1")
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.print_area.split("!")[1].replace("$", "") == sheet.dimensions
        assert all(cell.alignment.wrap_text for row in sheet for cell in row)


def test_summary_says_the_answer_and_what_to_do(ksbcheck: Run, tmp_path: Path) -> None:
    sheet = workbook(ksbcheck, tmp_path / "report.xlsx", HALFWAY)["Summary"]
    cells = [row[:2] for row in sheet.iter_rows(values_only=True)]
    lead = " ".join(str(name) for name, _ in cells[:6])
    assert "Rowan Example" in lead
    assert "25 of 70" in lead
    facts = dict(cells)
    assert (facts["verified"], facts["assessed"], facts["claimed"], facts["missing"]) == (8, 15, 22, 25)
    assert facts["Maths"] == "✗ not met"
    assert "Do these next" in facts


def test_states_are_formatted_by_what_the_cells_say(ksbcheck: Run, tmp_path: Path) -> None:
    sheet = workbook(ksbcheck, tmp_path / "report.xlsx", HALFWAY)["KSBs"]
    letter = "ABCDEFGHIJK"[[cell.value for cell in sheet[1]].index("Status")]
    rules = {
        rule.formula[0]: rule.dxf.font.color.rgb
        for area in sheet.conditional_formatting
        if str(area.sqref).startswith(letter)
        for rule in area.rules
    }
    assert rules == {'"met"': "FF0B0C0C", '"missing"': "FF96330C"}


def test_days_are_days(ksbcheck: Run, tmp_path: Path) -> None:
    sheet = workbook(ksbcheck, tmp_path / "report.xlsx", HALFWAY)["Evidence"]
    cell = sheet["C2"]
    assert (cell.is_date, cell.value.date().isoformat(), cell.number_format) == (True, "2025-08-28", "d mmm yyyy")


def test_workbook_is_reproducible(ksbcheck: Run, program: Run, tmp_path: Path) -> None:
    one, other = tmp_path / "one.xlsx", tmp_path / "other.xlsx"
    workbook(ksbcheck, one, HALFWAY)
    workbook(program, other, HALFWAY)
    assert one.read_bytes() == other.read_bytes()


def test_workbook_cells_are_inert(ksbcheck: Run, tmp_path: Path) -> None:
    file = tmp_path / "report.xlsx"
    eve = {"name": "&P <b>Eve</b> & Co", "id": "=1"}
    book = workbook(ksbcheck, file, write_pieces(tmp_path / "p", HOSTILE, learner=eve))
    titles = [str(what) for what in column(book, "Evidence", "What it is")]
    assert [title.rpartition("\n")[0].rstrip() for title in titles] == HOSTILE
    assert book["Missing"].oddFooter.left.text == "&&P <b>Eve</b> && Co (=1), ST1414 SEND, 22 November 2026"
    with zipfile.ZipFile(file) as archive:
        assert not [name for name in archive.namelist() if "rels" in name and "sheet" in name]  # what links would need
        for name in archive.namelist():
            root = ET.fromstring(archive.read(name))  # noqa: S314 - our own document
            tags = {element.tag.rpartition("}")[2] for element in root.iter()}
            assert not tags & {"f", "hyperlink", "hyperlinks", "externalReference"}, name
    assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n", "d"}
    assert column(book, "Evidence", "Shows") == ["K1"] * len(HOSTILE)


def test_workbook_of_several_opens_on_the_cohort(ksbcheck: Run, tmp_path: Path) -> None:
    mine = write_pieces(tmp_path / "mine", [])
    book = workbook(ksbcheck, tmp_path / "r.xlsx", HALFWAY, FRAMEWORK, "examples", mine, COMPLETE, status=2)
    assert book.sheetnames[:4] == ["Summary", "Learners", "KSBs", "Not in the map"]
    assert {"Map SEND", "Map Social and emotional well-b", "Missing of each", "To correct of each"} <= set(
        book.sheetnames
    )
    lead = [row[0] for row in book["Summary"].iter_rows(max_row=4, values_only=True)]
    assert lead[3] == "5 learners: 1 through the gateway, 3 need help now, 1 working towards it."
    assert column(book, "Learners", "Portfolio") == ["examples", str(mine), HALFWAY, FRAMEWORK, COMPLETE]
    assert column(book, "Learners", "Missing") == [None, 70, 25, None, 0]
    assert column(book, "Learners", "What to do next")[0].startswith("Fix this first: examples KSB902 ")
    assert column(book, "KSBs", "Status").count("not checked") == 1
    assert {"Ann Example (0012345)", "Rowan Example (0020417)"} == set(column(book, "Missing of each", "Learner"))


def test_map_has_a_sign_for_each_ksb(ksbcheck: Run, tmp_path: Path) -> None:
    mine = write_pieces(tmp_path / "mine", ["Lesson"])
    sheet = workbook(ksbcheck, tmp_path / "r.xlsx", HALFWAY, mine)["Map SEND"]
    heads, ann, rowan, foot = (list(row) for row in sheet.iter_rows(max_row=4, values_only=True))
    assert (ann[0], rowan[0], foot[0]) == ("Ann Example", "Rowan Example", "Missing, of 2")
    at = heads.index("K1")
    assert (ann[1], ann[at], ann[at + 1], foot[at + 1]) == (69, "C", "×", 1)
    assert (sheet.freeze_panes, sheet.auto_filter.ref.partition(":")[0]) == ("B2", "A1")
    signs = {rule.formula[0] for area in sheet.conditional_formatting for rule in area.rules}
    assert signs == {'"V"', '"A"', '"C"', '"P"', '"×"'}


def test_workbook_without_gaps_has_no_sheet_of_them(ksbcheck: Run, tmp_path: Path) -> None:
    book = workbook(ksbcheck, tmp_path / "r.xlsx", COMPLETE, status=0)
    assert "None missing" not in book.sheetnames
    assert set(column(book, "KSBs", "Status")) == {"met"}


def test_workbook_of_unchecked_portfolio_says_so(ksbcheck: Run, tmp_path: Path) -> None:
    book = workbook(ksbcheck, tmp_path / "r.xlsx", "examples", status=2)
    words = " ".join(str(row[0]) for row in book["Summary"].iter_rows(values_only=True))
    assert "not be checked" in words
    assert column(book, "KSBs", "Status") == ["not checked"]
    assert column(book, "To correct first", "Rule") == ["KSB902"]
    assert book.properties.created.year == 1980


def test_workbook_cuts_long_cells(ksbcheck: Run, tmp_path: Path) -> None:
    book = workbook(ksbcheck, tmp_path / "r.xlsx", write_pieces(tmp_path / "p", ["😀" * 16_384, "a" * 32_767]))
    cut, whole = (str(what) for what in column(book, "Evidence", "What it is"))
    assert len(cut.encode("utf-16-le")) // 2 in (32_766, 32_767)
    assert cut.endswith("😀 [... cut here: 16,396 characters in all]")
    assert whole.startswith("a" * 32_700)


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
    sheet = load_workbook(tmp_path / "r.xlsx")["Summary"]
    assert "what if" in " ".join(str(row[0]) for row in sheet.iter_rows(values_only=True)).casefold()


def test_csv_of_learners_has_a_row_each(ksbcheck: Run, tmp_path: Path) -> None:
    file = tmp_path / "all.learners.csv"
    done = ksbcheck("report", HALFWAY, COMPLETE, "examples", "--as-of", AS_OF, "-o", file)
    assert done.returncode == 2
    unread, rowan, amara = csv_rows(file.read_text(encoding="utf-8"))
    assert (unread["Portfolio"], unread["Gateway"], unread["Missing"]) == ("examples", "needs help now", "")
    assert (rowan["Missing"], rowan["Waiting to be assessed"], rowan["As of"]) == ("25", "22", AS_OF)
    assert (amara["Gateway"], amara["Verified"]) == ("through the gateway", "58")
    whole = ksbcheck("report", HALFWAY, COMPLETE, "examples", "--as-of", AS_OF, "-o", "-", "-f", "learners.csv")
    assert csv_rows(whole.stdout) == [unread, rowan, amara]


def test_workbook_rejects_standard_output(ksbcheck: Run) -> None:
    done = ksbcheck("report", HALFWAY, "-o", "-", "-f", "xlsx")
    assert (done.returncode, done.stdout) == (2, "")
    assert "xlsx is not text" in done.stderr


def test_report_rejects_unknown_ending(ksbcheck: Run, tmp_path: Path) -> None:
    done = ksbcheck("report", HALFWAY, "-o", tmp_path / "report.doc")
    assert done.returncode == 2
    assert "doesn't say what to write; end it in .html, .pdf, .md, .csv, .learners.csv, .xlsx, .json" in done.stderr
