import pytest

from ksbcheck.trackers.words import Standing, names_nothing, standing, status

STANDINGS = {
    Standing.DONE: "Complete; \u2713; x; Y; TRUE; Green; awaiting assessor; Submitted to assessor; Not yet assessed; \u2713\u2713",
    Standing.PLANNED: "In progress; TBC; Draft; Amber; booked for June; 50%; to be written",
    Standing.PARTIAL: "Partial; partly",
    Standing.POSSIBLE: "possible; opportunity; suggested",
    Standing.TAUGHT: "T; taught in sessions",
    Standing.ABSENT: "No; n/a; -; 0; FALSE; Gap; EVIDENCE NEEDED; Not started; \u274c No evidence yet; Red",
    Standing.MET: "Met; Pass; Achieved",
    Standing.NOT_MET: "Not met; Partially met; Doesn't meet; Rejected; mapped, not accepted; Refer",
    None: "x?; Phonics plan; Not a clue: a board game",
}


@pytest.mark.parametrize(
    ("text", "said"), [(text, said) for said, texts in STANDINGS.items() for text in texts.split("; ")]
)
def test_standing(text: str, said: Standing | None) -> None:
    assert standing(text) is said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Assessed - not met", Standing.NOT_MET),
        ("Assessed - met", Standing.MET),
        ("Complete (draft)", Standing.DONE),
        ("a long story", None),
    ],
)
def test_status_of_several_parts_is_refused_by_any(text: str, said: Standing | None) -> None:
    assert status(text) is said


@pytest.mark.parametrize(
    "text", ["[EVIDENCE NEEDED: a plan]", "*insert observation here*", "???", "<Add KSBs>", "...", "Not needed"]
)
def test_placeholder_names_nothing(text: str) -> None:
    assert names_nothing(text)


@pytest.mark.parametrize("text", ["Phonics plan", "E01", "No notice board", "Parent notes (to be anonymised)"])
def test_title_names_something(text: str) -> None:
    assert not names_nothing(text)
