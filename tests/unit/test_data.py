"""The data files hold what their source pages print, character for character.

The pages' text stands under tests/data as it was read. It is taken apart here by patterns of this test's own, not by
the code under test, and every line of it must be accounted for.
"""

import re
from pathlib import Path

import pytest

from ksbcheck.domain.framework import Framework
from ksbcheck.domain.model import BasisKind, held_model
from ksbcheck.domain.standard import DutyMapping, Standard
from ksbcheck.inputs.library import find_framework

PAGES = Path(__file__).parents[1] / "data"
STANDARD_PAGE = (PAGES / "standard_page.txt").read_text(encoding="utf-8")
FRAMEWORK_PAGE = (PAGES / "framework_page.txt").read_text(encoding="utf-8")
TABLE_HEAD = "Duty | KSBs |\n---|---|\n"


@pytest.fixture(scope="module")
def fr04171() -> Framework:
    return find_framework("FR04171")[1]


def test_statements_stand_as_printed(st1414: Standard) -> None:
    printed = re.findall(r"^([KSB]\d+): (.+)$", STANDARD_PAGE, re.MULTILINE)
    assert [(ksb.code, ksb.text) for ksb in st1414.ksbs] == printed
    assert len(printed) == 47 + 35 + 6


def printed_duties() -> list[tuple[int, int, str, tuple[str, ...]]]:
    """Return the table, number, text and codes of each duty that the page prints."""
    tables = STANDARD_PAGE.split(TABLE_HEAD)[1:]
    tables[-1] = tables[-1].split("\nK1: ")[0]
    return [
        (table, int(number), text, tuple(re.findall(r"\b[KSB]\d+\b", codes)))
        for table, rows in enumerate(tables)
        for number, text, codes in re.findall(
            r"^Duty (\d+) (.+?) \|$(.*?)(?=^Duty |\Z)", rows, re.MULTILINE | re.DOTALL
        )
    ]


def test_duties_and_their_mapping_stand_as_printed(st1414: Standard) -> None:
    table_options = ((), ("send",), ("wellbeing",), ("curriculum",))
    expected = [(number, text, table_options[table], codes) for table, number, text, codes in printed_duties()]
    assert [(duty.number, duty.text, duty.options, duty.ksbs) for duty in st1414.duties] == expected
    assert [duty.number for duty in st1414.duties] == list(range(1, 21))


def test_mapping_says_what_the_page_lost(st1414: Standard) -> None:
    partial = {duty.number for duty in st1414.duties if duty.mapping is DutyMapping.PARTIAL}
    none = {duty.number for duty in st1414.duties if duty.mapping is DutyMapping.NONE}
    assert partial == {5, 6, 7, 8, 9, 10, 11, 13}
    assert none == {1, 2, 3, 4, 12, *range(14, 21)}
    assert {code[0] for code in st1414.by_number[9].ksbs} == {"S"}
    assert {code[0] for number in partial - {9} for code in st1414.by_number[number].ksbs} == {"K"}


def test_no_line_of_the_standards_page_is_left_out(st1414: Standard) -> None:
    kept = {
        *st1414.occupation,
        *(st1414.source.notices if st1414.source else ()),
        st1414.source.copyright if st1414.source else "",
        *(f"{ksb.code}: {ksb.text}" for ksb in st1414.ksbs),
        *(f"Duty {duty.number} {duty.text} |" for duty in st1414.duties),
        *(f"{' '.join(duty.ksbs)} |" for duty in st1414.duties),
        " ".join(st1414.by_number[9].ksbs),  # the page breaks the line before this one's bar
        " ".join(sentences(st1414)),
        "1.0 | Approved for delivery | 16/10/2024 | Not set |",
    }
    layout = {"", "|", "Duty | KSBs |", "---|---|", "Back to Duty"} | {
        "Version | Change detail | Earliest start date | Latest start date |",
        "---|---|---|---|",
    }
    assert [line for line in STANDARD_PAGE.splitlines() if line not in kept | layout] == []


def sentences(standard: Standard) -> list[str]:
    rule = standard.english_and_maths
    assert rule is not None
    parts = (rule.minimum, rule.with_plan_or_statement, rule.british_sign_language)
    return [part.sentence for part in parts if part]


def test_version_row_and_early_years(st1414: Standard) -> None:
    assert [row.model_dump(mode="json", exclude_defaults=True) for row in st1414.versions] == [
        {"version": "1.0", "change": "Approved for delivery", "earliest_start": "2024-10-16", "latest_start": None}
    ]
    assert st1414.early_years is not None
    assert st1414.early_years.sentence in st1414.occupation[0]


@pytest.mark.parametrize("option", ["send", "wellbeing", "curriculum"])
def test_each_option_requires_seventy(st1414: Standard, option: str) -> None:
    codes = [ksb.code for ksb in st1414.requirements[option].ksbs]
    assert [sum(code.startswith(letter) for code in codes) for letter in "KSB"] == [35, 29, 6]


def test_options_own_what_their_wording_says(st1414: Standard) -> None:
    own = {option: [k.code for k in st1414.ksbs if k.options == (option,)] for option in st1414.option_ids}
    assert own == {
        "send": [f"K{n}" for n in range(30, 36)] + [f"S{n}" for n in range(27, 30)],
        "wellbeing": [f"K{n}" for n in range(36, 42)] + [f"S{n}" for n in range(30, 33)],
        "curriculum": [f"K{n}" for n in range(42, 48)] + [f"S{n}" for n in range(33, 36)],
    }


def test_what_the_page_does_not_print_is_marked(st1414: Standard) -> None:
    basis = {field: entry.basis for entry in st1414.basis for field in entry.fields}
    for field in (
        "reference",
        "level",
        "title",
        "options.id",
        "options.title",
        "duties.mapping",
        "ksbs.options",
        "gateway",
    ):
        assert basis[field] is BasisKind.INFERRED
    assert "ST1414" not in STANDARD_PAGE
    assert not re.search("gateway|declar", STANDARD_PAGE, re.IGNORECASE)


@pytest.mark.parametrize("model", [Standard, Framework])
def test_every_field_has_exactly_one_basis(model: type, st1414: Standard, fr04171: Framework) -> None:
    subject = st1414 if model is Standard else fr04171
    stated = [field for entry in subject.basis for field in entry.fields]
    assert len(stated) == len(set(stated))
    said = subject.model_dump(exclude_defaults=True)
    for name in set(said) - {"format", "source", "basis"}:
        held = held_model(model, name)
        whole = name in stated
        items = said[name] if isinstance(said[name], tuple) else (said[name],)
        parts = {f"{name}.{part}" for item in items for part in item} if held else set()
        assert whole != (bool(parts) and parts <= set(stated)), name


def plain(text: str) -> str:
    return text.strip("\u00a0 ")


def test_no_line_of_the_frameworks_page_is_left_out(fr04171: Framework) -> None:
    kept = {
        fr04171.title,
        f"Framework status: {fr04171.status}",
        f"Framework ID: {fr04171.id}",
        f"Issue number: {fr04171.issue_number}",
        f"Issued: {fr04171.issued:%d %B %Y}",
        fr04171.issued_by,
        *fr04171.purpose,
        *(f"• {contribution}" for contribution in fr04171.contributions),
        *fr04171.source.notices,
    }
    layout = {"", "Framework details", "Issued by", "Purpose"}
    assert [line for line in map(plain, FRAMEWORK_PAGE.splitlines()) if line not in kept | layout] == []


def test_framework_levels_stand_as_printed(fr04171: Framework) -> None:
    for level in fr04171.levels:
        paragraph = next(text for text in fr04171.purpose if text.startswith(f"The {level.name}"))
        rest = paragraph
        for sentence in filter(None, (level.designed_for, level.supervision, level.role)):
            assert rest.startswith(sentence)
            rest = plain(rest.removeprefix(sentence))
        titles = re.fullmatch(r"Job titles (?:may )?include: (.+)\.", rest)
        assert titles is not None
        assert level.job_titles == tuple(titles[1].split("; "))
        assert level.level is None  # the page doesn't say


def test_framework_figures_stand_as_printed(fr04171: Framework) -> None:
    text = fr04171.purpose[0]
    assert "from 133,500 in 1997 to 338,000 in 2009; from 25% of the total school workforce to 43.37%" in text
    assert f"(figures from {fr04171.workforce_source})" in text
    assert dict(fr04171.workforce) == {"1997": 133500, "2009": 338000}
    assert dict(fr04171.workforce_share) == {"1997": 25, "2009": 43.37}
    assert len(fr04171.contributions) == 5
