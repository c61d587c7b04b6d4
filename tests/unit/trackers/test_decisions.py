import pytest

from ksbcheck.domain.tracker import Tracker
from tests.tracked import reasons, tabled

HEAD = "KSB,Evidence,Decision,Assessor,Date assessed,IQA,IQA date,Feedback\n"


def _decisions(tracker: Tracker) -> list[str]:
    return [
        f"{claim.rung} {'met' if each.is_met else 'not yet'} {each.by} {each.on}{' second' if each.is_second else ''}"
        for claim in tracker.claims
        for each in claim.decisions
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("Met,Ann Hale,20/03/2026", ["assessed met Ann Hale 2026-03-20"]),
        ("Met,Ann Hale,March 2026", []),
        ("Met,,20/03/2026", []),
        ("Met,Assessor,20/03/2026", []),
        ("Met,Tamsin Orrell,20/03/2026", []),
        ("Met,TO,20/03/2026", []),
        (",Ann Hale,20/03/2026", []),
        ("Not met,Ann Hale,20/03/2026", ["claimed not yet Ann Hale 2026-03-20"]),
        ("Partially met,Ann Hale,20/03/2026", ["claimed not yet Ann Hale 2026-03-20"]),
        ('"Met - Ann Hale, 20 March 2026",,', ["assessed met Ann Hale 2026-03-20"]),
        (
            "Met,Ann Hale,20/03/2026,Bo Quenby,02/04/2026",
            ["assessed met Ann Hale 2026-03-20", "assessed met Bo Quenby 2026-04-02 second"],
        ),
        ("Met,Ann Hale,20/03/2026,A. Hale,02/04/2026", ["assessed met Ann Hale 2026-03-20"]),
    ],
)
def test_decision_needs_a_name_and_a_day_that_are_not_the_learners(row: str, expected: list[str]) -> None:
    assert _decisions(tabled(f"{HEAD}K6,A plan,{row}", learner="Tamsin Orrell")) == expected


def test_refusal_without_name_or_day_leaves_no_claim() -> None:
    tracker = tabled(f"{HEAD}K6,A plan,Not met,,")
    assert not tracker.claims
    assert reasons(tracker)[0].endswith("'Not met' is no sign-off")


def test_initials_sign_and_are_listed() -> None:
    tracker = tabled(f"{HEAD}K6,A plan,Met,JH,20/03/2026")
    assert _decisions(tracker) == ["assessed met JH 2026-03-20"]
    assert reasons(tracker)[0].endswith("'JH' are initials; name the person")


def test_signature_is_no_decision() -> None:
    assert not _decisions(tabled("KSB,Evidence,Mentor signature,Date\nK6,A plan,Ann Hale,20/03/2026"))


def test_feedback_goes_with_the_decision() -> None:
    tracker = tabled(f"{HEAD}K6,A plan,Not met,Ann Hale,20/03/2026,,,Say why")
    assert tracker.claims[0].decisions[0].feedback == "Say why"
