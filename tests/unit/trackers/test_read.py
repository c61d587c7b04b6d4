from pathlib import Path

import pytest

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.tracker import Tracker
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.trackers.read import read_tracker
from tests.documents.ole_files import encrypted_office
from tests.documents.sheet_files import Formula, sparse_xlsx, xlsx
from tests.tracked import claims, reasons, tabled, the_standard

COHORT = "Learner,KSB,Evidence\nAva Lindqvist,K6,Plan A\nBen Okafor,K6,Plan B\n"
BY_COLUMN = "KSB,Ava Lindqvist,Ben Okafor\nK6,Plan number one,Plan number two\n"


@pytest.mark.parametrize("text", [COHORT, BY_COLUMN])
def test_tracker_of_several_learners_lists_them_and_claims_for_one(text: str) -> None:
    every = tabled(text)
    assert every.learners == ("Ava Lindqvist", "Ben Okafor")
    assert not every.claims
    assert len(claims(tabled(text, learner="Ben Okafor"))) == 1


def test_tracker_of_another_learner_is_refused() -> None:
    tracker = tabled("Learner:,Tamsin Orrell\nKSB,Evidence\nK6,Plan A", learner="Ben Okafor")
    assert not tracker.claims
    assert tracker.remarks == ("Nothing is taken over: the tracker is of Tamsin Orrell, not of Ben Okafor.",)


def test_tracker_of_another_standard_is_refused_by_its_title() -> None:
    tracker = tabled("Standard,ST0454 Other\nKSB,Evidence\nK6,Plan A")
    assert reasons(tracker) == ["K6 | Plan A: the tracker is of ST0454, not of ST1414"]


def test_statement_of_another_code_is_refused() -> None:
    said = the_standard().by_code["K9"].text.replace(",", "")
    tracker = tabled(f"KSB,Statement,Evidence\nK10,{said},Plan A")
    assert reasons(tracker)[0].endswith("its statement is that of K9, not of K10")


def _read(folder: Path, name: str, content: bytes) -> Tracker:
    path = folder / name
    path.write_bytes(content)
    with Outlines(None) as documents:
        return read_tracker(path, documents, the_standard())


@pytest.mark.parametrize(("content", "reason"), [(b"PK no zip", "damaged"), (encrypted_office(), "password")])
def test_tracker_that_cannot_be_read_says_why(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        _read(tmp_path, "tracker.xlsx", content)


def test_tracker_with_one_cell_far_away_is_read(tmp_path: Path) -> None:
    tracker = _read(tmp_path, "tracker.xlsx", sparse_xlsx())
    assert not tracker.claims


def test_tracker_of_too_many_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="more than 20,000 are not read"):
        _read(tmp_path, "tracker.csv", b"KSB,Evidence\n" + b"K6,Plan\n" * 20_001)


def test_tracker_takes_the_values_of_formulas(tmp_path: Path) -> None:
    rows = [
        ["KSB", "Evidence", "Claimed?"],
        ["K6", Formula("Evidence!B2", "Phonics plan"), True],
        ["K7", "Film", False],
    ]
    assert claims(_read(tmp_path, "tracker.xlsx", xlsx({"Tracker": rows}))) == ["K6 claimed Phonics plan"]
