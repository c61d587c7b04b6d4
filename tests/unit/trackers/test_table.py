import pytest

from tests.tracked import claims, reasons, tabled

TABLES = {
    "codes first": ("KSB,Evidence,Page\nK6,Phonics plan,2\nS8,Film,00:01:30", "K6 claimed Phonics plan p. 2|S8 claimed Film 00:01:30"),
    "a blank code goes on": ("KSB,Evidence\nK6,Plan A\n,Plan B", "K6 claimed Plan A|K6 claimed Plan B"),
    "not behind a gap": ("KSB,Evidence\nK6,Plan A\n,\n,Plan B", "K6 claimed Plan A"),
    "not beside other cells": ("Duty,KSB,Evidence\nD1,K6,Plan A\nD2,,Plan B", "K6 claimed Plan A"),
    "a row a piece": ('Title,Knowledge,Skills\nPlan A,"K6, K7",S8', "K6 claimed Plan A|K7 claimed Plan A|S8 claimed Plan A"),
    "numbers of codes": ('Title,Knowledge,Skills\nPlan A,"1, 12",2', "K1 claimed Plan A|K12 claimed Plan A|S2 claimed Plan A"),
    "no headings": ("K6,Phonics plan\nK7,Film", "K6 claimed Phonics plan|K7 claimed Film"),
    "ditto": ("KSB,Evidence\nK6,Plan A\nK7,as above", "K6 claimed Plan A|K7 claimed Plan A"),
    "places beside each": ("KSB,Evidence 1,Page,Evidence 2,Page\nK6,A plan,2,A film,5", "K6 claimed A plan p. 2|K6 claimed A film p. 5"),
    "status words": ("KSB,Evidence,Status\nK6,A plan,Draft\nK7,A film,Rejected\nK8,A log,Gap\nK9,A poster,Done", "K6 planned A plan|K9 claimed A poster"),
    "an unknown yes or no": ("KSB,Evidence,Y/N\nK6,A plan,Y\nK7,A film,N", "K6 claimed A plan"),
    "planned and possible": ("KSB,Planned evidence,Possible evidence\nK6,A visit,\nK7,,A fair", "K6 planned A visit|K7 suggested A fair"),
    "gaps": ("KSB,Evidence,Gap?\nK6,A plan,No\nK7,A film,Yes", "K6 claimed A plan"),
    "outstanding": ('Title,KSBs met,Outstanding KSBs\nA plan,K6,"K7, K8"', "K6 claimed A plan"),
    "other codes": ("Room,Theme,KSB,Evidence\nS3,Theme A,K6,A plan\nB1,Theme B,K7,A film", "K6 claimed A plan|K7 claimed A film"),
    "an example": ("KSB,Evidence\ne.g. K1,My plan\nK6,Sample of marking", "K6 claimed Sample of marking"),
    "doubts": ("KSB,Evidence\nK6,A plan?\nK7,Will use the film", "K6 suggested A plan?|K7 planned Will use the film"),
    "row numbers": ("No.,KSB,Evidence\n1,K6,A plan\n2,K7,A plan", "K6 claimed A plan|K7 claimed A plan"),
    "numbered items": ("Item,Description,KSBs\n1,Phonics plan,K6\n2,Calm box,K12", "K6 claimed Phonics plan|K12 claimed Calm box"),
    "told in the past": ("Evidence,KSBs,How\nA plan,K6,I planned it with Ann", "K6 claimed A plan"),
    "numbers of pieces": ("KSB,Evidence no.\nK6,P3\nK7,E04", "K6 claimed P3|K7 claimed E04"),
    "no evidence in the programme's words": ("KSB,Question\nK6,Which theory?\nK7,How do they grow?", ""),
    "no evidence below unknown words": ("KSB,Who teaches it\nK6,Robin Tutor\nK7,Class teacher", ""),
    "places below unknown words": ('KSB,My bits\nK6,"Plan A, p. 2"\nK7,"Plan B, p. 3"', "K6 claimed Plan A p. 2|K7 claimed Plan B p. 3"),
    "a formula as text": ("KSB,Evidence\nK6,=VLOOKUP(A4;B:C;2)\nK7,A plan", "K7 claimed A plan"),
    "drafts not yet decided": ("KSB,Evidence,Tutor status\nK6,A plan,Approved\nK7,A film,Draft", "K6 claimed A plan|K7 planned A film"),
    "counts": ("Piece,K1,K2\nPlan A,x,\nPlan B,x,x\nAll pieces,2,1", "K1 claimed Plan A|K1 claimed Plan B|K2 claimed Plan B"),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_table_claims(name: str) -> None:
    text, expected = TABLES[name]
    assert "|".join(claims(tabled(text))) == expected


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("K6,TBC,", "names no piece of evidence"),
        ("K6,,Complete", "says 'Complete', and names no evidence"),
        ("K99,A plan,", "ST1414 has no K99; did you mean K9?"),
        ("all,A plan,", "'all' names no KSB of ST1414"),
        ("-,A plan,", "'-' names no KSB of ST1414"),
        ("K6,#REF!,Complete", "its evidence is #REF!"),
        ("K6,see K7,", "refers to another KSB, which may have several pieces of evidence"),
        ("K6,A plan,FALSE", "is not claimed: Status is 'FALSE'"),
        ("K6,A plan,no idea", "the status 'no idea' is not understood"),
        ("K6 not met,A plan,", "K6: said not to be met, or in doubt"),
    ],
)
def test_table_leaves_out_with_a_reason(rows: str, reason: str) -> None:
    tracker = tabled(f"KSB,Evidence,Status\nK1,A quiz,Complete\n{rows}")
    assert claims(tracker) == ["K1 claimed A quiz"]
    assert [left.at for left in tracker.left_out] == ["line 3"]
    assert reasons(tracker)[0].endswith(reason)


def test_table_leaves_plain_empty_rows_and_totals_alone() -> None:
    assert not reasons(tabled("KSB,Evidence,Status\nK1,A quiz,Complete\nK2,,\nK3,-,Gap\nTotal,1,1"))


def test_table_of_fixed_columns() -> None:
    text = "Room,KSB,Where,What\nS3,K6,A plan,p. 2"
    assert claims(tabled(text, evidence="C", where="What")) == ["K6 claimed A plan p. 2"]
    guesses = [(guess.column, guess.role) for guess in tabled(text, evidence="C").guesses]
    assert ("C", "evidence") in guesses


def test_learner_named_above_a_table_cannot_sign_off() -> None:
    head = "| KSB | Evidence | Outcome | Assessor | Date assessed |\n|---|---|---|---|---|\n"
    rows = "| K6 | Plan one | Met | Tamsin Orrell | 2026-03-21 |\n| K7 | Plan two | Met | J. Halloway | 2026-03-21 |\n"
    tracker = tabled(f"Learner: Tamsin Orrell\n\n{head}{rows}", "record.md")
    assert [str(claim.rung) for claim in tracker.claims] == ["claimed", "assessed"]


def test_name_above_a_table_may_be_a_title() -> None:
    tracker = tabled("Name: Phonics group\n\n| KSB | Evidence |\n|---|---|\n| K6 | Plan one |\n", "record.md")
    assert [claim.evidence for claim in tracker.claims] == ["Plan one"]
