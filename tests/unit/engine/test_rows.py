from collections import Counter
from pathlib import Path

import pytest

from ksbcheck.domain.report import Report
from ksbcheck.engine.rows import Concern, Learner, Standing, learners_of
from ksbcheck.engine.summary import Summary
from tests.cohort import check_folders, piece, write_cohort, write_learner
from tests.conftest import COMPLETE, EARLY, FRAMEWORK


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[Report]:
    folder = tmp_path_factory.mktemp("cohort")
    return check_folders([*write_cohort(folder), COMPLETE, FRAMEWORK])


def named(learners: list[Learner], name: str) -> Learner:
    return next(each for each in learners if name in each.report.path)


def test_learner_has_reasons_to_be_seen_first(reports: list[Report]) -> None:
    learners = learners_of(reports)
    reasons = {name: named(learners, name).row.reasons for name in ("alfie", "efe", "hana", "carys", "umar", "tegan")}
    assert reasons == {
        "alfie": (),
        "efe": ((Concern.QUIET, 13, ""),),
        "hana": ((Concern.MISTAKES, 1, ""),),
        "carys": ((Concern.BELOW, 0, "maths"),),
        "umar": ((Concern.UNREAD, 0, ""),),
        "tegan": (),
    }


def test_standings_add_up_to_all_learners(reports: list[Report]) -> None:
    learners = learners_of(reports)
    assert Counter(each.row.standing for each in learners) == {
        Standing.THROUGH: 1,
        Standing.WORKING: 3,
        Standing.HELP: 4,
    }
    assert named(learners, "complete").row.standing is Standing.THROUGH


def test_learners_come_unread_first_and_then_by_what_is_missing(reports: list[Report]) -> None:
    learners = learners_of(reports)
    assert learners[0].report.judgement is None
    missing = [len(each.row.gaps) for each in learners[1:]]
    assert missing == sorted(missing, reverse=True)
    assert not named(learners, "framework").row.is_standard


def test_waiting_counts_what_is_claimed_and_not_assessed(reports: list[Report]) -> None:
    learners = learners_of(reports)
    assert (named(learners, "alfie").row.waiting, named(learners, "umar").row.waiting) == (3, None)


@pytest.mark.parametrize(("weeks", "concerned"), [(13, True), (14, False)])
def test_weeks_without_evidence_are_a_setting(reports: list[Report], weeks: int, concerned: bool) -> None:
    (efe,) = (each for each in reports if each.path.endswith("efe"))
    policy = efe.policy.model_copy(update={"quiet_weeks": weeks})
    (learner,) = learners_of([efe._replace(policy=policy)])
    assert bool(learner.row.reasons) is concerned


def test_weeks_count_from_the_start_without_evidence(tmp_path: Path) -> None:
    started = write_learner(tmp_path / "a", "Ann Example", started="2026-09-20")
    undated = write_learner(tmp_path / "b", "Ben Example", piece("K1", date=None), started=None)
    later = write_learner(tmp_path / "c", "Cara Example", piece("K1", day="2026-12-24"), started="2026-11-01")
    assert {each.report.path[-1]: each.row.weeks for each in learners_of(check_folders([started, undated, later]))} == {
        "a": 9,
        "b": None,
        "c": 3,
    }


def test_most_lacked_counts_those_who_need_a_ksb() -> None:
    summary = Summary()
    for learner in learners_of(check_folders([COMPLETE, EARLY])):
        summary.add(learner.row)
    lacked = {each.code: (each.by, each.of) for each in summary.all.most_lacked}
    assert lacked["K42"] == (1, 1)  # of curriculum provision alone
    assert all(by == 1 for by, _ in lacked.values())
    assert {of for _, of in lacked.values()} == {1, 2}
