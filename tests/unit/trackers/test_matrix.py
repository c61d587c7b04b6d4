import pytest

from tests.tracked import claims, reasons, tabled

CODES_DOWN = "KSB,Phonics plan,Calm box\n"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("K6,x,\nK12,,1", "K6 claimed Phonics plan|K12 claimed Calm box"),
        ("K6,p. 2,no\nK12,-,planned", "K6 claimed Phonics plan p. 2|K12 planned Calm box"),
        ("K6,x,x?\nK12,,x", "K6 claimed Phonics plan|K12 claimed Calm box"),
        ("K6,P,\nK12,,x\nP,primary evidence", "K6 claimed Phonics plan"),
        ("K6,o,\nK12,,x\no = not yet; x = shown", "K12 claimed Calm box"),
    ],
)
def test_matrix_of_codes_down(rows: str, expected: str) -> None:
    assert "|".join(claims(tabled(CODES_DOWN + rows))) == expected


def test_matrix_of_pieces_down() -> None:
    tracker = tabled("No.,Title,K6,K12,S8\nE01,Phonics plan,x,,x\nE02,Calm box,,x,0\n,Total,1,1,1")
    assert claims(tracker) == [
        "K6 claimed E01 Phonics plan",
        "S8 claimed E01 Phonics plan",
        "K12 claimed E02 Calm box",
    ]


def test_matrix_lists_marks_that_are_in_no_key() -> None:
    assert reasons(tabled(CODES_DOWN + "K6,x,\nK12,,x?")) == ["K12 x Calm box: x?: 'x?' is no mark that is known"]


@pytest.mark.parametrize("heading", ["KSB,Unit 1,Unit 2", "KSB,Jan,Feb", "KSB,Status,Comments"])
def test_matrix_claims_nothing_for_headings_that_name_no_piece(heading: str) -> None:
    assert not claims(tabled(f"{heading}\nK6,x,\nK7,,x"))


def test_matrix_of_a_programme_is_planning() -> None:
    tracker = tabled("Where each KSB is taught\nKSB,Induction,Play\nK6,T,\nK7,,A\nT = taught; A = opportunity", "a.csv")
    assert claims(tracker) == ["K7 suggested Play"]
    assert any("planning, not evidence" in remark for remark in tracker.remarks)
