"""Tables of Markdown and HTML become the standard that a CSV file of the same becomes."""

import csv
from html import escape
from io import StringIO
from pathlib import Path

import pytest

from ksbcheck.domain.matrix import part_of
from ksbcheck.domain.standard import DutyMapping
from ksbcheck.formats import markdown
from ksbcheck.importing.html import Line, read_html
from ksbcheck.importing.page import read_page
from ksbcheck.importing.printed import Stated
from ksbcheck.importing.sheet import read_sheet
from ksbcheck.importing.tables import split_tables

GIVEN = Stated("ST9001", "1.0", "Tea maker", 2)
STATEMENTS = [["KSB", "Description"], ["K1", "Kinds of tea."], ["S1", "Pour."], ["B1", "Be kind."]]
NUMBERED = [["No.", "Text", "KSBs"], ["1", "Brew tea.", "K1 S1"], ["2", "Serve tea.", "b1, S 1"]]
TABLES = [
    # what, tables
    ("statements", [STATEMENTS]),
    ("bold", [[*STATEMENTS[:1], *([f"**{code}:**", text] for code, text in STATEMENTS[1:])]]),
    ("other-order", [[row[::-1] for row in STATEMENTS]]),
    ("crosses", [[["Code", "Statement", "Duty 1: Brew", "Duty 2: Serve"], ["K1", "Tea", "x", ""], ["S1", "Pour", "", "✓"]]]),
    ("by-duty", [STATEMENTS, [["Duty", "K1", "S1", "B1"], ["Duty 1: Brew", "x", "", "x"], ["Duty 2: Serve", "", "x", "-"]]]),
    ("numbered", [NUMBERED, STATEMENTS]),
    ("options", [[["Code", "Statement", "Option"], ["K1", "Tea", "Core"], ["K2", "Green", "Green teas"], ["S1", "Pour", "all"]]]),
    ("mapping", [[[*NUMBERED[0], "Mapping"], *([*row, "partial"] for row in NUMBERED[1:])], STATEMENTS]),
    ("loose-codes", [[["KSB id", "Definition"], ["Knowledge 1", "Tea"], ["k 2", "Cup"], ["S1/S2", "Pour"], ["B1: Kind", ""]]]),
    ("left-out", [[*STATEMENTS, ["K1.1", "Green tea."], ["K5a", "White tea."], ["Total", "3"]]]),
    ("labels", [[["KSB", "Description"], ["K1 Core.", "Tea"], ["K2 Green teas", "Steep"], ["S1 Core.", "Pour"]]]),
    ("other-columns", [[[*STATEMENTS[0], "Evidence"], *([*row, "E1"] for row in STATEMENTS[1:])]]),
]  # fmt: skip


def csv_of(tables):
    text = StringIO(newline="")
    for table in tables:
        csv.writer(text).writerows([*([cell.strip("*") for cell in row] for row in table), []])
    return text.getvalue()


def markdown_of(tables):
    rows = [[f"| {' | '.join(row)} |" for row in table] for table in tables]
    return "## A list\n\n" + "\n\n".join(
        "\n".join([head, "|---" * head.count(" | ") + "|---|", *rest]) for head, *rest in rows
    )


def open_markdown_of(tables):
    """Return Markdown without outer bars."""
    lines = markdown_of(tables).splitlines()
    return "\n".join(
        line.removeprefix("|").removesuffix("|").strip() if line.count("|") > 2 else line for line in lines
    )


def html_of(tables, cell="<td><p>{}</p></td>"):
    rows = (
        "".join(f"<tr>{''.join(cell.format(escape(text.strip('*'))) for text in row)}</tr>" for row in t)
        for t in tables
    )
    return (
        f"<html><body><p>A list</p>{''.join(f'<table><tbody>{table}</tbody></table>' for table in rows)}</body></html>"
    )


def read(text):
    return read_page(Path("list.md"), text, GIVEN)


def facts_of(standard):
    return {field: getattr(standard, field) for field in ("options", "duties", "ksbs")}


def texts_of(findings):
    """Return the findings that tell what is left out, without the places."""
    return [
        (found.rule, found.message.partition("(")[0].rpartition(": ")[2])
        for found in findings
        if found.rule == "KSB533"
    ]


@pytest.mark.parametrize("write", [markdown_of, open_markdown_of, html_of, lambda t: html_of(t, "<td>{}</td>")])
@pytest.mark.parametrize("tables", [pytest.param(tables, id=what) for what, tables in TABLES])
def test_table_is_read_as_a_csv(tables, write):
    expected = read_sheet(Path("list.csv"), csv_of(tables).encode(), GIVEN)
    imported = read(write(tables))
    assert facts_of(imported.standard) == facts_of(expected.standard)
    assert len(imported.standard.incomplete) == len(expected.standard.incomplete)
    assert texts_of(imported.findings) == texts_of(expected.findings)


def test_place_of_a_row_is_its_line():
    imported = read(markdown_of([[*STATEMENTS, ["K1.1", "Green tea."]]]))
    assert imported.standard.incomplete == ("'K1.1' (line 8)",)


def test_export_to_markdown_round_trip(st1414):
    page = markdown.standard(part_of(st1414))
    imported = read_page(Path("st1414.md"), page, Stated(version="1.0", level=5))
    for field in ("reference", "title", "options", "duties", "ksbs"):
        assert getattr(imported.standard, field) == getattr(st1414, field), field


FACTS = "Reference: ST9001\nLevel: 2\nVersion: 1.0\n\n"
LIST = "\n## KSBs\n\nK1: Kinds of tea.\n\nS1: Pour.\n\nB1: Be kind.\n"
DUTIES = [
    # what, text of a table of duties
    ("pipes", "| Duty | KSBs |\n| --- | --- |\n| Duty 1 Brew tea. | K1 S1 |\n| Duty 2 Serve. | B1 |"),
    ("no-pipes", "Duty | KSBs\n--- | ---\nDuty 1 Brew tea. | K1 S1\nDuty 2 Serve. | B1"),
    ("codes-below", "|**Duty** | Description |\n|:-|:-|\n| **Duty 1** |Brew tea. |\n| | K1 S1 |\n|**Duty 2**|Serve.|\n||B1|"),
    ("numbers", "| No. | Description | KSBs |\n|--|--|--|\n| 1 | Brew tea. | K1 S1 |\n| 2 | Serve. | B1 |"),
    ("broken-by-a-blank", "| No. | Description | KSBs |\n|--|--|--|\n| 1 | Brew tea. | K1 S1 |\n\n| 2 | Serve. | B1 |"),
]  # fmt: skip


@pytest.mark.parametrize("table", [pytest.param(table, id=what) for what, table in DUTIES])
def test_table_of_duties_beside_a_list_of_statements(table):
    standard = read_page(Path("tea.md"), f"{FACTS}## Duties\n\n{table}\n{LIST}", Stated(title="Tea maker")).standard
    assert [(duty.number, duty.text, duty.ksbs, duty.mapping) for duty in standard.duties] == [
        (1, "Brew tea.", ("K1", "S1"), DutyMapping.COMPLETE),
        (2, "Serve.", ("B1",), DutyMapping.COMPLETE),
    ]
    assert [ksb.code for ksb in standard.ksbs] == ["K1", "S1", "B1"]


def test_duties_side_by_side():
    table = "| **Duty 1** | **Duty 2** |\n|:--|:--|\n| Brew tea. | Serve. |\n| **Duty 3** | **Duty 4** |\n| Wash. | Dry. |\n"
    standard = read_page(Path("tea.md"), f"{FACTS}## Duties\n\n{table}{LIST}", Stated(title="Tea maker")).standard
    assert [(duty.number, duty.text) for duty in standard.duties] == [
        (1, "Brew tea."),
        (2, "Serve."),
        (3, "Wash."),
        (4, "Dry."),
    ]


def test_options_of_duties_name_those_of_statements():
    tables = "### Core\n\nDuty | KSBs\n---|---\nDuty 1 Brew. | K1\n\n### Green teas\n\nDuty | KSBs\n---|---\nDuty 2 Steep. | K2\n\n"
    statements = "| KSB | Description | Option |\n|---|---|---|\n| K1 | Tea. | Core |\n| K2 | Green. | green teas |\n"
    standard = read(f"{tables}\n## KSBs\n\n{statements}").standard
    assert [(option.id, option.title) for option in standard.options] == [("green-teas", "Green teas")]
    assert [duty.options for duty in standard.duties] == [(), ("green-teas",)]
    assert [ksb.options for ksb in standard.ksbs] == [(), ("green-teas",)]


def test_different_texts_in_list_and_table_are_rejected():
    imported = read(f"Duty 1 Brew. K1\n\nK1: Coffee.\n\n{markdown_of([STATEMENTS])}")
    assert imported.standard is None
    problems = [found.message for found in imported.findings if found.rule == "KSB519"]
    assert problems == [
        "list.md: K1 has different texts: 'Kinds of tea.' (line 9) and 'Coffee.' (in the list of statements)"
    ]


def test_headings_without_codes_are_rejected_with_the_cells():
    imported = read(markdown_of([[["KSB", "Description"], ["one", "Tea"], ["two", "Cup"]]]))
    assert [found.message for found in imported.findings] == [
        "no code can be read below the headings at line 3: line 5 'one' and line 6 'two'"
    ]


def test_cells_of_markdown_are_shown_as_a_reader_sees_them():
    row = r"| K1 | A \| b &amp; **c**<br>d \*e\* [f](https://g.example) |"
    standard = read(f"| Code | Statement |\n|---|---|\n{row}\n").standard
    assert standard.ksbs[0].text == "A | b & c d *e* f"


def test_other_tables_stay_lines():
    lines = [Line(1, "| What | Value |"), Line(2, "|---|---|"), Line(3, "| Level | 2 |"), Line(5, "a | b")]
    sheets, rest = split_tables(lines)
    assert (sheets, [line.text for line in rest]) == ([], ["What | Value", "|---|---|", "Level | 2", "a | b"])


def test_rows_of_html_tables():
    lines = read_html("<p>a</p><table><tr><th>b</th></tr><tr><td><p>c</p><p>d</p></td></tr></table><p>e</p>").lines
    assert [(line.text, line.row) for line in lines] == [
        ("a", 0),
        ("b |", 1),
        ("---|", 1),
        ("c", 2),
        ("d", 2),
        ("|", 2),
        ("e", 0),
    ]
