from collections.abc import Sequence
from itertools import zip_longest

import pytest

from ksbcheck.documents.content import Known
from ksbcheck.documents.listing import _CLOSE, _FEWEST_CODES, _GAP, find_listed
from ksbcheck.domain.citation import Mention, mentions
from ksbcheck.domain.standard import Ksb, Standard


def in_listings(found: Sequence[Mention]) -> frozenset[int]:
    return find_listed(found, range(len(found)), "", Known())


def listed(text: str) -> tuple[int, int]:
    """Return how many mentions a text has, and how many of them stand in listings."""
    found = list(mentions(text))
    return len(found), len(in_listings(found))


def statements(st1414: Standard, option: str | None = None) -> tuple[Ksb, ...]:
    return st1414.requirements[option].ksbs if option else st1414.ksbs


@pytest.mark.parametrize("option", [None, "send", "wellbeing", "curriculum"])
@pytest.mark.parametrize("between", ["\n", " ", "\t", ": "])
def test_listings_include_pasted_tables(st1414: Standard, option: str | None, between: str) -> None:
    ksbs = statements(st1414, option)
    count = len(ksbs)
    assert count == (70 if option else 88)
    assert listed("\n".join(f"{ksb.code}{between}{ksb.text}" for ksb in ksbs)) == (count, count)
    if between not in {": ", " "}:  # behind a statement, on its line, it is cited as in any sentence
        assert listed("\n".join(f"{ksb.text}{between}({ksb.code})" for ksb in ksbs)) == (count, count)
    assert listed("\n".join(f"{ksb.code}{between}{ksb.text}{between}see E{len(ksb.text)}" for ksb in ksbs)) == (
        count,
        count,
    )
    assert listed(" ".join(ksb.code for ksb in ksbs)) == (count, count)


def test_listings_include_tables_in_columns(st1414: Standard) -> None:
    columns = ([ksb for ksb in st1414.ksbs if ksb.code.startswith(letter)] for letter in "KSB")
    rows = zip_longest(*columns)
    assert listed("\n".join("\t".join(f"{ksb.code} {ksb.text}" for ksb in row if ksb) for row in rows)) == (88, 88)


@pytest.mark.parametrize("order", ["BSK", "SKB", "KBS"])
def test_listings_include_tables_in_other_orders(st1414: Standard, order: str) -> None:
    ksbs = sorted(st1414.ksbs, key=lambda ksb: order.index(ksb.code[0]))
    assert listed("\n".join(f"{ksb.code} {ksb.text}" for ksb in ksbs)) == (88, 88)


def test_listings_exclude_text_around_tables(st1414: Standard) -> None:
    table = "\n".join(f"{ksb.code} {ksb.text}" for ksb in st1414.ksbs)
    found = list(mentions(f"This shows K7, S4 and B2.\n{table}\nAfter that I used K12."))
    real = [found[index].code for index in range(len(found)) if index not in in_listings(found)]
    assert real == ["K7", "S4", "B2", "K12"]


WORDS = "On Tuesday the group read with me, and I noted what helped each of them and what got in the way. "


@pytest.mark.parametrize("paragraph", [WORDS * 4, WORDS * 12])
def test_listings_exclude_evidence_by_ksb(st1414: Standard, paragraph: str) -> None:
    text = "\n".join(f"{ksb.code} {ksb.text}\n{paragraph}" for ksb in st1414.ksbs)
    assert listed(text) == (88, 0)


def test_listings_exclude_repeated_codes(st1414: Standard) -> None:
    text = "\n".join(f"{ksb.code}\n{WORDS * 2}This is how I meet {ksb.code}. {WORDS * 2}" for ksb in st1414.ksbs)
    assert listed(text) == (176, 0)


@pytest.mark.parametrize(
    "line",
    [
        "KSBs: K1, K2, K3",
        "KSBs: K1-K3, S4, S5, B1, B2",
        "KSBs: K1, K2, K5, K7, K9, S1, S3, S4, B1, B2",
        "S4 K3 K9 S2 B2 S7 K1 B1 S1 K12 K5",
    ],
)
def test_listings_exclude_cover_lines(line: str) -> None:
    assert listed(line)[1] == 0


def test_listings_include_crowds_in_any_order() -> None:
    assert listed("S4 K3 K9 S2 B2 S7 K1 B1 S1 K12 K5 S30 B3 S2 K4") == (15, 15)


def row(count: int, gap: int, step: int = 1) -> list[Mention]:
    """Return mentions of codes, `gap` characters apart; a `step` of -1 makes the codes fall."""
    return [Mention(f"K{40 + step * number}", number * gap, labels=True) for number in range(count)]


@pytest.mark.parametrize(("step", "most"), [(1, _GAP), (-1, _CLOSE)])
def test_listings_have_many_codes_near_each_other(step: int, most: int) -> None:
    assert len(in_listings(row(_FEWEST_CODES, most, step))) == _FEWEST_CODES
    assert in_listings(row(_FEWEST_CODES - 1, most, step)) == frozenset()
    assert in_listings(row(_FEWEST_CODES, most + 1, step)) == frozenset()
    assert in_listings([mention for mention in row(_FEWEST_CODES - 1, most, step) for _ in range(2)]) == frozenset()


def test_listings_begin_after_mentions_far_away() -> None:
    far = [mention._replace(position=mention.position + 2_000) for mention in row(_FEWEST_CODES, _CLOSE, -1)]
    assert in_listings([Mention("K50", 0, labels=True), *far]) == frozenset(range(1, _FEWEST_CODES + 1))
    assert in_listings([]) == frozenset()


def test_listings_exclude_prose(st1414: Standard) -> None:
    filler = "On Tuesday I read with the group, and noted what helped them"
    prose = "\n\n".join(f"{filler} ({ksb.code})." for ksb in st1414.ksbs)
    assert listed(prose) == (88, 0)
    table = "\n".join(f"{ksb.code} {ksb.text}" for ksb in st1414.ksbs)
    assert listed(f"{filler} (K12).\n\n{filler} (S8).\n\n{table}") == (90, 88)
