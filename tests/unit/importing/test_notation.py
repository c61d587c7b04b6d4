"""Codes, duties, statements and facts as people write them."""

import pytest

from ksbcheck.importing.notation import (
    FACT_LABEL,
    codes_in,
    duty_in_cell,
    duty_in_line,
    facts_in_line,
    reference_of_occupation,
    resembles_code,
    resembles_statement,
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
    ("k1, K 02 \uff33\uff11", "K1 K2 S1"),
    ("K1-K3, S1", "K1 K2 K3 S1"),
    ("K1 – 3", "K1 K2 K3"),
    ("K9 to K11", "K9 K10 K11"),
    ("", ""),
    (" | ", ""),
]
MORE = [
    "K1: text",
    "K1:",
    "K1.1",
    "K5a",
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
    ("k1: Soil.", None, ("K1", ":", "Soil.")),
    ("Knowledge 6: Soil.", None, ("K6", ":", "Soil.")),
    ("\uff2b\uff14: Soil.", None, ("K4", ":", "Soil.")),
    ("k1 Soil.", None, None),
]
PARTS = [
    "K1.1: Soil.", "K1.1 Soil.", "K1-1 Soil.", "K1(i) Soil.", "K5a: Soil.", "**K5a** Soil.", "K6/K7: Soil.", "### K5a",
    "K1 (a): Soil.", "K6 to K8: Soil.", '="K2": Soil.', "“K6”: Soil.", "K0: Soil.", "k6 and S2: Soil.",
]  # fmt: skip
NO_PARTS = [
    "K1: Soil.", "K1 - Soil.", "K1 | Soil.", "K1. I see.", "K1-3 S2", "B2B trade is hard.", "Soil K1.1", "K6 to dig.",
    "K1 (acid) soil.", "B2B trade: hard.", "K1, K2 | S1 |", "Skills 1 to 9", "In 2024: Soil.", "### Skills (S1-S9)",
    "S3 buckets: stores of data.",
]  # fmt: skip
CELLS = [
    # cell, its duty
    ("Duty 1: Water.", (1, "Water.")),
    ("d01 - Water.", (1, "Water.")),
    ("3. Water.", (3, "Water.")),
    ("3", (3, "")),
    ('="3"', (3, "")),
    ("3 pots", None),
]
CODE_CELLS = [
    # cell, its codes, the text after them
    ("K1", "K1", ""),
    ("k1", "K1", ""),
    ("K 01: Soil.", "K1", "Soil."),
    ("K\u00a06", "K6", ""),
    ("esb2", "ESB2", ""),
    ('="K2"', "K2", ""),
    ("=\u201dK2\u201d", "K2", ""),
    ("'K3", "K3", ""),
    ("\uff2b\uff14", "K4", ""),
    ("Knowledge 6", "K6", ""),
    ("Skills 3", "S3", ""),
    ("Technical knowledge 3: Soil.", "TK3", "Soil."),
    ("KSB K6", "K6", ""),
    ("(K1)", "K1", ""),
    ("**K1:** Soil.", "K1", "Soil."),
    ("K6 How ﬁsh swim \u2026", "K6", "How ﬁsh swim \u2026"),
    ("K1 \u2013 Soil.", "K1", "Soil."),
    ("K1.Soil.", "K1", "Soil."),
    ("K1 Core.", "K1", "Core."),
    ("K1: 2 kinds of soil", "K1", "2 kinds of soil"),
    ("K5 A range of soils", "K5", "A range of soils"),
    ("•\u200bK6", "K6", ""),
    ("“K6”", "K6", ""),
    ("K6/K7", "K6 K7", ""),
    ("K6, K7 and S1: Soil.", "K6 K7 S1", "Soil."),
]
NO_CODE_CELLS = [
    "K1.1", "K1.1 How", "K1.1: How", "K1-1", "K1-3", "K1-K3", "K1_2", "K1(i)", "K1 (i)", "K1 (a) How", "K5a", "K5 a",
    "K6 to K8", "K1:1", "K1/2", "K1\u00b2", "K0", "K10000", "K\u0664",
]  # fmt: skip


@pytest.mark.parametrize(("line", "duty", "statement"), LINES)
def test_duty_and_statement_in_line(line, duty, statement):
    found = statement_in_line(line)
    assert (duty_in_line(line), found and (*found.codes, found.sign, found.text)) == (duty, statement)


@pytest.mark.parametrize("line", PARTS)
def test_line_that_resembles_a_statement(line):
    assert resembles_statement(line)
    assert statement_in_line(line) is None


@pytest.mark.parametrize("line", NO_PARTS)
def test_line_that_does_not_resemble_a_statement(line):
    assert statement_in_line(line) is not None or not resembles_statement(line)


@pytest.mark.parametrize(("cell", "duty"), CELLS)
def test_duty_in_cell(cell, duty):
    assert duty_in_cell(cell) == duty


@pytest.mark.parametrize(("cell", "codes", "text"), CODE_CELLS)
def test_statement_in_cell(cell, codes, text):
    written = statement_in_cell(cell)
    assert written is not None
    assert (written.codes, written.text) == (tuple(codes.split()), text)


@pytest.mark.parametrize("cell", NO_CODE_CELLS)
def test_cell_that_resembles_a_code_is_none(cell):
    assert resembles_code(cell)
    assert statement_in_cell(cell) is None


@pytest.mark.parametrize("cell", ["Total", "KSB1", "KS1 phonics", "Knowledge: 35", "Skills (S1-S17)", "Knowledge", "3"])
def test_cell_that_does_not_resemble_a_code(cell):
    assert not resembles_code(cell)
    assert statement_in_cell(cell) is None


def test_facts():
    for line in ("Reference number ST9999", "Reference Number: ST9999"):
        assert facts_in_line(line) == {"reference": "ST9999"}
    assert facts_in_line("Level: Level 3") == {"level": "3"}
    assert facts_in_line("Standard: ST9999 Plant carer") == {"reference": "ST9999", "title": "Plant carer"}
    assert not facts_in_line("Title Plant carer")
    assert not facts_in_line("Level: 9")
    assert FACT_LABEL.fullmatch("Version number:")
    assert not FACT_LABEL.fullmatch("Version 1")


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
