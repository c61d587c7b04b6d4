"""Tables of duties in plain text, as programs lay them out; the codes go to their duty, or the mapping is partial."""

import random
from pathlib import Path
from textwrap import wrap

import pytest

from ksbcheck.domain.standard import DutyMapping
from ksbcheck.importing.page import read_page
from ksbcheck.importing.printed import Stated
from tests.growth import assert_grows_evenly

KSBS = [*(f"K{number}" for number in range(1, 6)), "S1", "S2", "B1", "B2"]
MAY_BE = "may be of the duty above or of the one below"


def read(table, codes=KSBS):
    statements = "".join(f"{code}: About {code}.\n" for code in codes)
    text = f"# Tea maker\nReference: ST9001\nLevel: 2\nVersion: 1.0\nOccupation duties\n{table}\nKSBs\n{statements}"
    return read_page(Path("page.txt"), f"{text}Crown copyright © 2026\n", Stated())


def mapped(imported):
    return [(duty.text, " ".join(duty.ksbs), duty.mapping.value) for duty in imported.standard.duties]


CENTRED = """\
Duty                KSBs
                    K1
Duty 1 Brew tea.    S1
                    B1
                    K1 K2
Duty 2 Serve tea.   S2
                    B1
"""
WRAPPED = """\
                    Duty                                    KSBs
Duty 1 Brew tea for visitors and colleagues  K1 K2
in line with the recipe.                     S1
                                             B1
                                             K2 K4
Duty 2 Serve tea. Smile.                     S2
                                             B1 B2
                                             K1 K2
Duty 3 Wash cups, saucers, spoons and pots   K3 K4
safely after use. Follow the rules for       K5
hygiene.                                     S1 S2
                                             B1 B2
Duty 4 Count.                                K5
"""
IN_THE_MIDDLE = """\
Duty  KSBs
Duty 1 Brew tea
for visitors and  K1 K2
colleagues.       S1
Duty 2 Serve.     K3
                  B1
"""
TABLES = [
    ("centred", CENTRED, ["K1 S1 B1", "K1 K2 S2 B1"]),
    (
        "bars",
        "| Duty | KSBs |\n|  | K1 |\nDuty 1 Brew tea. | S1 |\n | B1 |\n | K1 |\nDuty 2 Serve tea. | S2 |\n",
        ["K1 S1 B1", "K1 S2"],
    ),
    ("wrapped", WRAPPED, ["K1 K2 S1 B1", "K2 K4 S2 B1 B2", "K1 K2 K3 K4 K5 S1 S2 B1 B2", "K5"]),
    ("longer-text", IN_THE_MIDDLE, ["K1 K2 S1", "K3 B1"]),
    ("at-the-top", "Duty 1 Brew tea.  K1 K2\n  S1\n  B1\nDuty 2 Serve tea.  K1\n  S2\n", ["K1 K2 S1 B1", "K1 S2"]),
    (
        "at-the-bottom",
        "Duty KSBs\n K1 K2\n  S1\nDuty 1 Brew tea.  B1\n  K1\nDuty 2 Serve tea.  S2\n",
        ["K1 K2 S1 B1", "K1 S2"],
    ),
    ("below", "Duty 1 Brew tea.\nK1\nK2\nS1\nDuty 2 Serve tea.\nK1\n", ["K1 K2 S1", "K1"]),
    (
        "lines-apart",
        "Duty KSBs\n\n    K1\n\nDuty 1 Brew tea.\n\n    S1\n\n    K2\n\nDuty 2 Serve tea.\n\n    S2\n",
        ["K1 S1", "K2 S2"],
    ),
]


@pytest.mark.parametrize(("table", "codes"), [pytest.param(*case[1:], id=case[0]) for case in TABLES])
def test_codes_go_to_their_duty(table, codes):
    named = {code for duty in codes for code in duty.split()}
    imported = read(table, [code for code in KSBS if code in named])
    assert [(ksbs, mapping) for _, ksbs, mapping in mapped(imported)] == [(duty, "complete") for duty in codes]
    assert [found.message for found in imported.findings if MAY_BE in found.message] == []


def test_wrapped_texts_are_joined():
    texts = [text for text, _, _ in mapped(read(WRAPPED))]
    assert texts == [
        "Brew tea for visitors and colleagues in line with the recipe.",
        "Serve tea. Smile.",
        "Wash cups, saucers, spoons and pots safely after use. Follow the rules for hygiene.",
        "Count.",
    ]


UNCERTAIN = [
    # what, table, lines, codes that stay
    ("no-new-beginning", "Duty 1 Brew tea.  K1\n  S1\nDuty 2 Serve tea.  B1\n", "7", ["K1", "B1"]),
    ("in-no-order", "Duty KSBs\n  S1\nDuty 1 Brew tea.  K1\n  B1\nDuty 2 Serve tea.  K2\n", "7 and 9", ["K1", "K2"]),
    (
        "no-layout",
        "Duty KSBs\n  K1\nDuty 1 Brew.  K2\n  S1\n  S2\n  B1\nDuty 2 Serve.  K2\n",
        "7, 9, 10 and 11",
        ["K2", "K2"],
    ),
    (
        "begun-before",
        "  S2\n  B1\n  K1\nDuty 1 Brew tea.  S1\n".replace("  S2", "Some words.\n  S2"),
        "7, 8 and 9",
        ["S1"],
    ),
    ("duty-without", "Duty KSBs\n  K1\nDuty 1 Brew tea.\n  S1\nDuty 2 Serve tea.\n", "7 and 9", ["", ""]),
    ("order-anew", "Duty 1 Brew.\nK1\nS1\nK2\nDuty 2 Serve.\nS2\n", "7, 8, 9 and 11", ["", ""]),
]


@pytest.mark.parametrize(("table", "lines", "codes"), [pytest.param(*case[1:], id=case[0]) for case in UNCERTAIN])
def test_uncertain_codes_are_left_out(table, lines, codes):
    imported = read(table)
    assert [ksbs for _, ksbs, _ in mapped(imported)] == codes
    assert {mapping for _, _, mapping in mapped(imported)} <= {"partial", "none"}
    (found,) = [found for found in imported.findings if MAY_BE in found.message]
    assert (found.rule, f"the codes of lines {lines} may be" in found.message) == ("KSB524", True)
    assert found.place.line == int(lines.split(",")[0].split()[0])


def test_options_have_their_own_tables():
    table = f"{CENTRED}\nOption 1: Cups\n\nDuty  KSBs\n  K3\nDuty 3 Fill.  S1\n  B1\n\nOption 2: Pots\n\nDuty  KSBs\n  K4\nDuty 4 Warm.  S1\n  B2\n"
    standard = read(table, ["K1", "K2", "K3", "K4", "S1", "S2", "B1", "B2"]).standard
    assert [(duty.options, duty.ksbs, duty.mapping) for duty in standard.duties[2:]] == [
        (("cups",), ("K3", "S1", "B1"), DutyMapping.COMPLETE),
        (("pots",), ("K4", "S1", "B2"), DutyMapping.COMPLETE),
    ]


def layout(chance, duties):
    """Lay duties out as a program does, with the cells of each row at the top, bottom or middle."""
    width, codes_width = chance.choice([20, 44, 200]), chance.choice([10, 20, 200])
    above = chance.choice([lambda _: 0, lambda room: room, lambda room: room // 2, lambda room: -(-room // 2)])
    gap = chance.choice([[], [""]])
    lines = ["Duty".ljust(width) + " KSBs"]
    for number, (text, codes) in enumerate(duties, 1):
        kinds = [[code for code in codes if code[0] == kind] for kind in dict.fromkeys(code[0] for code in codes)]
        cells = [
            wrap(f"Duty {number} {text}", width),
            [line for kind in kinds for line in wrap(" ".join(kind), codes_width)],
        ]
        height = max(map(len, cells))
        columns = [
            [""] * above(height - len(cell)) + cell + [""] * (height - len(cell) - above(height - len(cell)))
            for cell in cells
        ]
        lines += [f"{words.ljust(width)} {its_codes}" for words, its_codes in zip(*columns, strict=True)] + gap
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(60))
def test_any_layout_is_right_or_partial(seed):
    chance = random.Random(seed)  # noqa: S311 - a layout, no secret
    every = [f"{kind}{number}" for kind, most in zip("KSB", (20, 9, 3), strict=True) for number in range(1, most + 1)]
    duties = [
        (
            " ".join(["Brew tea for all"] * chance.randint(1, 9)),
            sorted(chance.sample(every, chance.randint(0, 25)), key=every.index),
        )
        for _ in range(chance.randint(1, 6))
    ]
    standard = read(layout(chance, duties), every).standard
    assert [duty.text for duty in standard.duties] == [text for text, _ in duties]
    for duty, (_, codes) in zip(standard.duties, duties, strict=True):
        assert set(duty.ksbs) <= set(codes)
        assert duty.mapping is not DutyMapping.COMPLETE or list(duty.ksbs) == codes


@pytest.mark.parametrize("unit", ["Duty 1 a K1\n", "K1 K2\n", "Duty 1 a\nK2\nK1\n", "K1\na\n"])
def test_duty_tables_are_read_in_linear_time(unit):
    assert_grows_evenly(read, lambda length: unit * (length // len(unit)))
