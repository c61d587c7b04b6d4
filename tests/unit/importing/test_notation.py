"""Codes, duties, statements and facts as people write them."""

import pytest

from ksbcheck.importing.notation import (
    codes_in,
    duty_in_cell,
    duty_in_line,
    fact_in_cells,
    fact_in_line,
    is_fact_label,
    reference_of_occupation,
    statement_in_cell,
    statement_in_line,
)

ONLY_CODES = [
    ("K1 K2", "K1 K2"),
    ("K1, S2; B3", "K1 S2 B3"),
    ("K1K2S1", "K1 K2 S1"),
    ("K1\n\nS1 |", "K1 S1"),
    ("(K1) & [S1]", "K1 S1"),
    ("K1 and K2", "K1 K2"),
    ("K1 K1", "K1"),
    ("TK1 TS2 ESB3", "TK1 TS2 ESB3"),
    ("K1-K3, S1", "K1 K2 K3 S1"),
    ("K1 – 3", "K1 K2 K3"),
    ("K9 to K11", "K9 K10 K11"),
    ("", ""),
    (" | ", ""),
]
MORE = [
    "K1: text",
    "K1 text",
    "K0",
    "K",
    "K1x",
    "KSB1",
    "K10000",
    "K3 to K1",
    "K1 to S3",
    "K1 to K900",
    "K1–",
    "sandwich",
]


@pytest.mark.parametrize(("text", "codes"), ONLY_CODES)
def test_codes_in(text, codes):
    assert codes_in(text) == tuple(codes.split())


@pytest.mark.parametrize("text", MORE)
def test_codes_in_rejects_other_text(text):
    assert codes_in(text) is None


LINES = [
    # line, its duty, its statement
    ("Duty 1 Water.", (1, "Water."), None),
    ("## **Duty 12**: Water.", (12, "Water."), None),
    ("Duty 1.2 Water.", None, None),
    ("D1 Water.", None, None),
    ("K1: Soil.", None, ("K1", ":", "Soil.")),
    ("• **TK2** Soil.", None, ("TK2", "", "Soil.")),
    ("K1a: Soil.", None, None),
    ("k1: Soil.", None, None),
]
CELLS = [
    # cell, its duty, its statement
    ("Duty 1: Water.", (1, "Water."), None),
    ("d01 - Water.", (1, "Water."), None),
    ("3. Water.", (3, "Water."), None),
    ("3", (3, ""), None),
    ("3 pots", None, None),
    ("K 01: Soil.", None, (("K1",), "Soil.")),
    ("esb2", None, (("ESB2",), "")),
    ("KSB1", None, None),
]


@pytest.mark.parametrize(("line", "duty", "statement"), LINES)
def test_duty_and_statement_in_line(line, duty, statement):
    assert (duty_in_line(line), statement_in_line(line)) == (duty, statement)


@pytest.mark.parametrize(("cell", "duty", "statement"), CELLS)
def test_duty_and_statement_in_cell(cell, duty, statement):
    assert (duty_in_cell(cell), statement_in_cell(cell)) == (duty, statement)


def test_facts():
    assert (
        fact_in_line("Reference number ST9999")
        == fact_in_cells("Reference Number", "ST9999")
        == ("reference", "ST9999")
    )
    assert fact_in_line("Level: Level 3") == fact_in_cells("level", "Level 3") == ("level", "3")
    assert fact_in_line("Title Plant carer") is None
    assert fact_in_cells("Level", "9") is None
    assert is_fact_label("Version number:")
    assert not is_fact_label("Version 1")


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("OCC9001", ("ST9001", "")),
        (" occ1414a ", ("ST1414", "A")),
        ("OCC12", None),
        ("OCC1414AB", None),
        ("ST1414", None),
    ],
)
def test_reference_of_occupation(code: str, known: tuple[str, str] | None) -> None:
    assert reference_of_occupation(code) == known
