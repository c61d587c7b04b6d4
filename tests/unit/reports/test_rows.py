from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ksbcheck.domain.report import Report
from ksbcheck.output.document import Document, Table, Words
from ksbcheck.reports import rows, workbook
from tests.cohort import check_folders, write_cohort
from tests.conftest import COMPLETE, FRAMEWORK, HALFWAY

KITES = "tests/data/assessment/portfolio.yaml"


@pytest.fixture(scope="module")
def halfway() -> list[Report]:
    return check_folders([HALFWAY])


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> list[Report]:
    return check_folders([*write_cohort(tmp_path_factory.mktemp("cohort")), COMPLETE, FRAMEWORK])


def by_heading(table: Table) -> list[dict[str, object]]:
    heads = [str(column.heading) for column in table.columns]
    return [dict(zip(heads, row, strict=True)) for row in rows.as_text(table)[1:]]


def titles(document: Document) -> list[str]:
    return [section.title for section in document.sections if section.title]


def test_learners_have_a_row_each(several: list[Report]) -> None:
    found = {str(row["Learner"]): row for row in by_heading(rows.learners(several))}
    assert len(found) == len(several)
    alfie = found["Alfie Nobody"]
    assert [alfie[head] for head in ("Required", "Claimed", "Assessed", "Verified", "Missing")] == [70, 4, 1, 0, 66]
    assert (alfie["Waiting to be assessed"], alfie["Weeks without new evidence"]) == (3, 2)
    assert (alfie["Gateway"], found["Amara Sample (0012345)"]["Gateway"]) == (
        "working towards it",
        "through the gateway",
    )
    assert found["Efe Invented"]["Why to see first"] == "no new evidence for 13 weeks"
    assert (found[""]["Gateway"], found[""]["Required"]) == ("needs help now", "")
    assert "KSB" in str(found[""]["What to do next"])


def test_ksbs_have_a_row_for_each_learner_and_code(several: list[Report]) -> None:
    found = by_heading(rows.ksbs(several))
    assert len(found) == 6 * 70 + 2
    said = [row["Status"] for row in found if not row["KSB"]]
    assert said == ["not checked", "a framework defines no KSBs"]


def test_missing_are_the_gaps(halfway: list[Report]) -> None:
    (report,) = halfway
    assert report.judgement is not None
    codes = [row["KSB"] for row in by_heading(rows.missing(halfway))]
    assert codes == list(report.judgement.coverage.gaps)
    assert {row["Status"] for row in by_heading(rows.missing(halfway))} == {"missing"}


@pytest.mark.parametrize("of", [rows.missing, rows.ksbs_in_sheet, rows.evidence, rows.claims, rows.findings])
def test_rows_of_several_say_whose_they_are(
    several: list[Report], halfway: list[Report], of: Callable[[Sequence[Report]], Table]
) -> None:
    assert of(halfway).columns[0].heading != "Learner"
    shown = of(several)
    assert shown.columns[0].heading == "Learner"
    assert all(len(row) == len(shown.columns) and row[0] for row in shown.rows)


def test_claims_say_where_and_who_signed(halfway: list[Report]) -> None:
    (s9,) = (row for row in by_heading(rows.claims(halfway)) if row["KSB"] == "S9")
    assert (s9["Where"], s9["Rung"]) == ("p. 1", "verified")
    assert (s9["Assessed by"], s9["Assessed on"]) == ("Hettie Notreal", "2025-11-19")
    assert (s9["Verified by"], s9["Verified on"]) == ("Ivor Fictitious", "2025-12-10")


def test_evidence_has_the_highest_rung_of_each_code(halfway: list[Report]) -> None:
    first = by_heading(rows.evidence(halfway))[0]
    assert first["KSBs, each with its rung"] == "K2 assessed, K3 assessed, S1 assessed"
    assert (first["Date"], first["KSBs"]) == ("2025-08-28", 3)


def test_methods_have_their_themes() -> None:
    found = by_heading(rows.methods(check_folders([KITES])))
    assert [row["Method"] for row in found if not row["Theme"]] == ["demonstration", "discussion"]
    assert any(row["Theme"] for row in found)


def test_states_have_a_look(halfway: list[Report]) -> None:
    column = [column.heading for column in rows.ksbs(halfway).columns].index("Status")
    states = {row[column] for row in rows.ksbs(halfway).rows}
    assert states == {Words("met", "good"), Words("missing", "bad")}


def test_text_of_cells_has_no_hidden_characters() -> None:
    shown = rows.as_text(Table(rows.learners([]).columns[:2], (("\u202eevil", Words("a\x1b[31m")),)))
    assert shown == [["Portfolio", "Learner"], ["\ufffdevil", "a\ufffd[31m"]]


def test_workbook_of_one_begins_with_the_answer(halfway: list[Report]) -> None:
    shown = workbook.document(halfway)
    assert shown.sections[0].id == "answer"
    names = titles(shown)
    assert names.index("Missing") < names.index("KSBs") < names.index("Evidence") < names.index("Claims")
    assert "Learners" not in names


def test_workbook_of_several_begins_with_the_cohort(several: list[Report]) -> None:
    shown = workbook.document(several)
    names = titles(shown)
    assert names[:4] == ["See these learners first", "KSBs most often missing", "Learners", "Missing"]
    assert {"Every learner, every KSB", "Duties of each", "Gateway of each", "About this report"} <= set(names)
    (duties,) = (each for each in shown.sections if each.title == "Duties of each")
    assert len(duties.blocks[0].rows) == 6 * 16


def test_workbook_leaves_out_tables_without_rows(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    assert "Claims" not in titles(workbook.document(check_folders([FRAMEWORK])))
    assert "Methods" not in titles(workbook.document(check_folders(write_cohort(folder))))
