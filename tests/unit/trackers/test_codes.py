import pytest

from ksbcheck.trackers.codes import are_numbers_of_codes, codes_in, is_code_cell, kind_of_heading

CELLS = {
    "S8 / S9": "S8 S9",
    "K1, 2 and 5": "K1 K2 K5",
    "K32-K33": "K32 K33",
    "K1\nCore.": "K1",
    "**K6**: Theories of learning": "K6",
    "KSB K06": "K6",
    "K22 Know how and when not to escalate to the appropriate professional": "K22",
    "K12 - partially, S9": "S9",
    "K6 not met": "",
    "K7?": "",
    "all": "",
    "Theme A": "",
}


@pytest.mark.parametrize(("text", "codes"), CELLS.items())
def test_codes_in_cell(text: str, codes: str) -> None:
    assert " ".join(codes_in(text).codes) == codes


def test_codes_in_keeps_the_place_behind_each() -> None:
    assert codes_in("K12 (p. 3), S2 (p. 4)").places == {"K12": "p. 3", "S2": "p. 4"}


def test_code_cell_begins_with_a_code() -> None:
    assert is_code_cell("K6: Theories")
    assert not is_code_cell("see also K6")


def test_numbers_below_knowledge_are_codes_and_scores_are_not() -> None:
    assert [kind_of_heading(each) for each in ("Knowledge", "Skills", "Behaviour", "Notes")] == ["K", "S", "B", ""]
    assert are_numbers_of_codes(["1, 2", "6"])
    assert are_numbers_of_codes(["12", "6"])
    assert not are_numbers_of_codes(["4", "5"])
