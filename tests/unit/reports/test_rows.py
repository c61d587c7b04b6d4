import pytest

from ksbcheck.domain.report import Report
from ksbcheck.output.document import Document, Table, Words
from ksbcheck.reports import rows
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


def test_states_have_a_look(halfway: list[Report]) -> None:
    column = [column.heading for column in rows.ksbs(halfway).columns].index("Status")
    states = {row[column] for row in rows.ksbs(halfway).rows}
    assert states == {Words("met", "good"), Words("missing", "bad")}


def test_text_of_cells_has_no_hidden_characters() -> None:
    shown = rows.as_text(Table(rows.learners([]).columns[:2], (("\u202eevil", Words("a\x1b[31m")),)))
    assert shown == [["Portfolio", "Learner"], ["\ufffdevil", "a\ufffd[31m"]]


def test_workbook_of_one_begins_with_the_answer(halfway: list[Report]) -> None:
    shown = rows.workbook(halfway)
    assert shown.sections[0].id == "answer"
    names = titles(shown)
    assert names.index("KSBs") < names.index("Missing: 25 of 70 KSBs") < names.index("Evidence: 11 pieces")
    assert "Learners" not in names


def test_workbook_of_several_begins_with_the_cohort(several: list[Report]) -> None:
    shown = rows.workbook(several)
    names = titles(shown)
    assert names[:4] == ["See these learners first", "KSBs most often missing", "Learners", "KSBs"]
    assert {"Every learner, every KSB", "Gateway in full of each", "To correct of each"} <= set(names)
    assert names[-1] == "About this report"
    (duties,) = (each for each in shown.sections if each.title == "Duties of each")
    assert len(duties.blocks[0].rows) == 6 * 16


def test_workbook_has_the_methods_of_an_assessment_plan(halfway: list[Report]) -> None:
    assert "Methods and themes" in titles(rows.workbook(check_folders([KITES])))
    assert "Methods and themes" not in titles(rows.workbook(halfway))
