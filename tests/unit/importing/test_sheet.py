"""Spreadsheets and CSV files as providers keep them become the standard that they hold, and say what isn't understood."""

import csv
from io import StringIO
from pathlib import Path

import pytest

from ksbcheck.domain.matrix import part_of
from ksbcheck.domain.model import BasisKind
from ksbcheck.domain.standard import DutyMapping
from ksbcheck.domain.text import listed
from ksbcheck.formats.csv import standard as csv_of
from ksbcheck.formats.xlsx import standard as xlsx_of
from ksbcheck.importing.grid import MAX_BYTES, column_name
from ksbcheck.importing.printed import Stated
from ksbcheck.importing.sheet import read_sheet
from ksbcheck.rules import standard_findings
from tests.documents.archive import zipped
from tests.documents.hostile import docx_with_member
from tests.documents.ole_files import encrypted_office
from tests.documents.sheet_files import Inline, sparse_xlsx, xlsx

GIVEN = {"reference": "ST9999", "title": "Plant carer", "level": 2, "version": "1.0"}
CROSSED = [
    ["code", "statement", "Duty 1: Water the plants", "Duty 2: Write it down"],
    ["K1", "What plants need", "x", ""],
    ["K2", "What to note", "", "x"],
    ["S1", "Water", "x", "x"],
    ["B1", "Patient", "x", ""],
]


def text_of(rows, delimiter=","):
    text = StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def read(content, name="plants.csv", **given):
    """Return what is made of rows, text or bytes."""
    content = text_of(content) if isinstance(content, list) else content
    content = content if isinstance(content, bytes) else content.encode()
    return read_sheet(Path(name), content, Stated(**(GIVEN | given)))


def changed(*cells):
    """Return the rows of the crossed table with some cells replaced: row, column (both from 0) and text."""
    rows = [list(row) for row in CROSSED]
    for row, column, text in cells:
        rows[row][column] = text
    return rows


def sideways(rows):
    """Return a table with a row a duty and a column a code, and the statements in its headings."""
    head = ["Duty", *(f"{code}: {text}" for code, text, *_ in rows[1:])]
    return [head, *([rows[0][column], *(row[column] for row in rows[1:])] for column in range(2, len(rows[0])))]


LIST = [["Duty", "KSBs"], ["Duty 1: Water the plants", "K1, S1, B1"], ["Duty 2: Write it down", "K2 and S1"]]
STATEMENTS = [row[:2] for row in CROSSED]
NUMBERED = [
    ["No.", "Text", "Mapping", "Codes"],
    ["1", "Water the plants", "complete", "K1\nS1\nB1"],
    ["2", "Write it down", "complete", "K2 S1"],
]
SHAPES = [
    # what, content
    ("crosses", CROSSED),
    ("byte-order-mark", b"\xef\xbb\xbf" + text_of(CROSSED).encode()),
    ("semicolons", text_of(CROSSED, ";")),
    ("tabs", text_of(CROSSED, "\t")),
    ("excel", xlsx({"KSBs": CROSSED})),
    ("excel-inline", xlsx({"KSBs": [[Inline(cell) for cell in row] for row in CROSSED]})),
    ("excel-ticks", xlsx({"KSBs": [[True if cell == "x" else cell or None for cell in row] for row in CROSSED]})),
    ("excel-numbers", xlsx({"KSBs": [[1.0 if cell == "x" else cell or None for cell in row] for row in CROSSED]})),
    ("marks", changed((1, 2, "X"), (2, 3, "✓"), (3, 2, "yes"), (3, 3, "1"), (4, 2, "✔"))),
    ("short-heads", [*changed((0, 2, "D1: Water the plants"), (0, 3, "d2 - Write it down"))]),
    ("heads-by-number", [*changed((0, 2, "1. Water the plants"), (0, 3, "2: Write it down"))]),
    ("other-words", [["KSB ref", "Description", *CROSSED[0][2:]], *CROSSED[1:]]),
    ("kinds", [[row[0], "Kind" if n == 0 else "Knowledge", *row[1:]] for n, row in enumerate(CROSSED)]),
    ("sections", [CROSSED[0], ["Knowledge"], *CROSSED[1:3], ["Skills"], CROSSED[3], ["", ""], ["Behaviours"], CROSSED[4]]),
    ("small-codes", changed((1, 0, "k1"), (2, 0, "K 2"), (3, 0, "S01"))),
    ("code-and-statement", [[CROSSED[0][0], *CROSSED[0][2:]], *([f"{row[0]}: {row[1]}", *row[2:]] for row in CROSSED[1:])]),
    ("codes-kept-as-text", changed((1, 0, '="K1"'), (2, 0, "'K2"), (3, 0, "\uff33\uff11"), (4, 0, "B\u00a01"))),
    ("codes-with-words", changed((1, 0, "Knowledge 1"), (2, 0, "KSB K2"), (3, 0, "Skill 1"), (4, 0, "behaviours 1"))),
    ("statement-in-the-cell-of-its-code", changed((1, 0, "K1: What plants need"), (1, 1, ""), (3, 0, "S1: Water"))),
    ("second-headings", [*CROSSED[:3], [], ["Ref", "Description", *CROSSED[0][2:]], *CROSSED[3:]]),
    ("late-headings", [["", ""]] * 30 + CROSSED),
    ("key-of-json", [["ksb_id", "definition", *CROSSED[0][2:]], *CROSSED[1:]]),
    ("codes-below-their-duty", [*STATEMENTS, ["Duty", "Text"], ["Duty 1", "Water the plants"], ["", "K1, s1 B 01"], ["2", "Write it down"], ["Core", "K2 S1"]]),
    ("sideways", sideways(CROSSED)),
    ("lists", [*STATEMENTS, [], *LIST]),
    ("lists-first", [*LIST, [], *STATEMENTS]),
    ("numbered-lists", [*STATEMENTS, [], *NUMBERED]),
    ("two-sheets", xlsx({"Duties": NUMBERED, "KSBs": STATEMENTS})),
    ("texts-by-themselves", [*changed((0, 2, "Duty 1"), (0, 3, "2")), ["Duty no", "Description"], ["D1", "Water the plants"], ["2", "Write it down"]]),
    ("short-heads-and-texts", [*changed((0, 2, "D1 Water"), (0, 3, "Duty 2: Wr. down...")), *NUMBERED]),
    ("short-heads-below-texts", xlsx({"Duties": NUMBERED, "KSBs": changed((0, 2, "D1: water plants"), (0, 3, "2"))})),
    ("numbers-in-their-own-column", [*STATEMENTS, ["Number", "Duty", "KSBs"], ["1", "Water the plants", "K1, S1 B1"], ["2", "Write it down", "K2 S1"]]),
]  # fmt: skip


@pytest.mark.parametrize("content", [pytest.param(content, id=what) for what, content in SHAPES])
def test_sheet_forms(content):
    imported = read(content)
    assert imported.findings == ()
    standard = imported.standard
    assert [(duty.number, duty.text, duty.options, duty.mapping, set(duty.ksbs)) for duty in standard.duties] == [
        (1, "Water the plants", (), DutyMapping.COMPLETE, {"K1", "S1", "B1"}),
        (2, "Write it down", (), DutyMapping.COMPLETE, {"K2", "S1"}),
    ]
    assert [(ksb.code, ksb.text, ksb.options) for ksb in standard.ksbs] == [(*row[:2], ()) for row in CROSSED[1:]]
    assert [option.id for option in standard.options] == ["core"]
    assert standard.basis_of("ksbs.text").basis is BasisKind.PRINTED


@pytest.mark.parametrize("export", [csv_of, xlsx_of])
def test_export_round_trip(st1414, export):
    content = export(part_of(st1414))
    given = (
        Stated()
        if isinstance(content, bytes)
        else Stated("ST1414", "1.0", st1414.title, 5, [(option.id, option.title) for option in st1414.options])
    )
    imported = read_sheet(Path("st1414"), content if isinstance(content, bytes) else content.encode(), given)
    assert imported.findings == ()
    for field in ("reference", "title", "level", "version", "options", "duties", "ksbs"):
        assert getattr(imported.standard, field) == getattr(st1414, field), field


def test_facts_above_headings():
    rows = [["Reference number", "ST9999"], ["Title: Plant carer"], ["Level", "2"], ["Version:", "1.0"], [], *CROSSED]
    imported = read_sheet(Path("p.csv"), text_of(rows).encode(), Stated())
    assert imported.findings == ()
    assert (imported.standard.reference, imported.standard.title, imported.standard.level) == (
        "ST9999",
        "Plant carer",
        2,
    )


def with_options(duties, statements):
    head = [f"Duty 1: Water [{duties[0]}; mapping complete]", f"Duty 2: Write [{duties[1]}; mapping complete]"]
    rows = [["code", "statement", "options", *head]]
    return [
        *rows,
        *([code, "Text", own, "x", ""] if code != "B1" else [code, "Text", own, "", "x"] for code, own in statements),
    ]


def test_sheet_options():
    rows = with_options(("core", "Boxes, Pots"), [("K1", "core"), ("S1", "all"), ("B1", "Boxes, Pots")])
    standard = read(rows).standard
    assert [(option.id, option.title) for option in standard.options] == [("boxes", "Boxes"), ("pots", "Pots")]
    assert [duty.options for duty in standard.duties] == [(), ("boxes", "pots")]
    assert [ksb.options for ksb in standard.ksbs] == [(), (), ("boxes", "pots")]


def test_option_ids_replace_missing_titles():
    imported = read(with_options(("core", "boxes"), [("K1", "core"), ("S1", "core"), ("B1", "boxes")]))
    assert [(option.id, option.title) for option in imported.standard.options] == [("boxes", "boxes")]
    assert [found.message for found in imported.findings] == [
        "ST9999 1.0: the spreadsheet has no titles of the options boxes"
    ]
    given = read(
        with_options(("core", "boxes"), [("K1", "core"), ("S1", "core"), ("B1", "BOXES")]),
        options=(("boxes", "Boxes"),),
    )
    assert given.findings == ()
    assert given.standard.options[0].title == "Boxes"


def test_items_of_no_option():
    standard = read(
        with_options(("core", "not stated"), [("K1", "core"), ("S1", "core"), ("B1", "not stated")])
    ).standard
    assert standard.by_number[2].options is None
    assert standard.by_code["B1"].options is None


def test_duties_without_stated_options():
    rows = [
        ["code", "statement", "options", "Duty 1: Water"],
        ["K1", "Text", "Boxes", "x"],
        ["S1", "Text", "core", "x"],
        ["B1", "Text", "", "x"],
    ]
    imported = read(rows)
    assert [found.rule for found in imported.findings] == ["KSB524"]
    assert "says neither `core` nor an option for duty 1" in imported.findings[0].message
    assert [ksb.options for ksb in imported.standard.ksbs] == [("boxes",), (), ()]


def test_question_mark_in_partial_mapping():
    rows = [
        ["code", "statement", "Duty 1: Water [core; mapping partial]", "Duty 2: Write [core; mapping none]"],
        ["K1", "T", "x", "?"],
        ["S1", "T", "?", "?"],
        ["B1", "T", "", ""],
    ]
    imported = read(rows)
    assert imported.findings == ()
    assert [(duty.mapping, duty.ksbs) for duty in imported.standard.duties] == [
        (DutyMapping.PARTIAL, ("K1",)),
        (DutyMapping.NONE, ()),
    ]


@pytest.mark.parametrize(
    ("column", "owners"), [([], [()] * 4), (["core", "core", "boxes", "all"], [(), (), ("boxes",), ()])]
)
def test_statements_without_duties(column, owners):
    rows = (
        [row + cell for row, cell in zip(STATEMENTS, [["options"], *([each] for each in column)], strict=False)]
        if column
        else STATEMENTS
    )
    imported = read(rows, options=(("boxes", "Boxes"),) if column else ())
    assert "has no duties" in imported.findings[0].message
    assert {found.rule for found in imported.findings} == {"KSB524"}
    standard = imported.standard
    assert (standard.duties, [ksb.options for ksb in standard.ksbs]) == ((), owners)
    assert standard.basis_of("duties").basis is BasisKind.UNKNOWN
    assert {field for basis in standard.basis for field in basis.fields if field.startswith("duties.")} == set()
    assert list(standard_findings(standard)) == []


def test_duties_without_texts():
    heads = [*changed((0, 2, "Duty 1"), (0, 3, "D2"))]
    (found,) = read(heads).findings
    assert (found.rule, found.message) == ("KSB519", "plants.csv: the text is missing for duty 1 and 2")
    assert "a row with the headings `duty` and `text`, and below it a row for each duty, as in `1`" in found.help
    rows = [["1", "Water the plants"], ["2", "Write it down"]]
    for mended in (
        [*heads, ["duty", "text"], *rows],
        [*heads, ["Duties"], ["number", "text"], *rows],
        xlsx({"KSBs": heads, "Duties": [["number", "text"], *rows]}),
        xlsx({"KSBs": heads, "Duties": [["No", "Duty"], *rows]}),
        xlsx({"KSBs": heads, "Duties": [["Duty"], *([f"D{number} {text}"] for number, text in rows)]}),
    ):
        assert read(mended).findings == ()
        assert read(mended).standard == read(CROSSED).standard


def test_empty_column_makes_the_mapping_partial():
    imported = read(changed((2, 3, ""), (3, 3, "")))
    assert [duty.mapping for duty in imported.standard.duties] == [DutyMapping.PARTIAL, DutyMapping.NONE]


FOUND = [
    # what, rows, words
    ("no-cross", changed((1, 3, "no"), (4, 3, "no")), "'no' is not a cross: D2 and D5"),
    ("question", changed((1, 3, "?")), "'?' is not a cross: D2"),
    ("no-cross-in-excel", xlsx({"My KSBs": changed((1, 3, "maybe"))}), "'maybe' is not a cross: D2 of the sheet 'My KSBs'"),
    ("row", [*CROSSED, ["Total", "", "3", "2"]], "'Total' begins a row that is not understood: A6"),
    ("known-code", xlsx({"KSBs": CROSSED, "Mine": [["K1", "my diary"]]}), "'K1' begins a row that is not understood: A1 of the sheet 'Mine'"),
    ("note", [*CROSSED, ["", "see me"]], "'see me' begins a row that is not understood: B6"),
    ("note-sentence", [*CROSSED, ["", "Note: see page 2."]], "'Note: see page 2.' begins a row that is not understood: B6"),
    ("counts", [*CROSSED, ["Knowledge: 3", ""]], "'Knowledge: 3' begins a row that is not understood: A6"),
    ("count-first", [*CROSSED, ["5", "Total"]], "'5' begins a row that is not understood: A6"),
    ("code-with-text", changed((1, 0, "K1: again")), "'again' stands beside a code: A2"),
    ("heading", [[*CROSSED[0], "Evidence"], *CROSSED[1:]], "headings are not understood: E1 ('Evidence')"),
    ("no-heading", [*CROSSED[:2], [*CROSSED[2], "see below"], *CROSSED[3:]], "'see below' has no heading: E3"),
    ("above", [["Our tracker 2024"], *CROSSED], "rows above the headings are not understood: A1 ('Our tracker 2024')"),
    ("other-sheet", xlsx({"KSBs": CROSSED, "Staff": [["Sam", "Lee"]]}), "rows without known headings are not understood: A1 of the sheet 'Staff'"),
    ("codes", [*STATEMENTS, ["Duty", "KSBs"], ["Duty 1: Water", "K1 to S1 and so on"]], "'K1 to S1 and so on' is not a list of codes: B7"),
    ("mapping", [*STATEMENTS, ["No.", "Text", "Mapping", "Codes"], ["1", "Water", "mostly", "K1"]], "'mostly' is not complete, partial or none: C7"),
    ("duty-row", [*STATEMENTS, *LIST, ["Water", "K1"]], "'Water' begins a row that is not understood: A9"),
    ("unknown-code", [*STATEMENTS, *LIST, ["Duty 3: Wait", "K7"]], "names 'K7', which is unknown"),
    ("disagreement", [*CROSSED, ["Duty", "KSBs"], ["Duty 1", "K2"]], "the tables disagree on the KSBs of duty 1"),
    ("heading-of-another", [*changed((0, 2, "D1 Feed the plants"), (0, 3, "D2 Write")), *NUMBERED], "duty 1 is 'Feed the plants' in a heading, but 'Water the plants' in the table of duties"),
    ("option-row", xlsx({"KSBs": CROSSED, "Options": [["id", "title"], ["Not an id", "Boxes"]]}), "'Not an id' begins a row that is not understood"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "words"), [pytest.param(*case[1:], id=case[0]) for case in FOUND])
def test_odd_cells_are_reported(content, words):
    imported = read(content)
    assert imported.standard is not None
    assert list(standard_findings(imported.standard)) == []
    assert [words in found.message for found in imported.findings].count(True) == 1
    assert {found.rule for found in imported.findings} <= {"KSB520", "KSB524"}


def test_odd_cross_makes_the_duty_partial():
    assert [duty.mapping for duty in read(changed((1, 3, "no"))).standard.duties] == [DutyMapping.PARTIAL] * 2


def test_odd_cells_are_all_reported():
    head = ["code", "statement", *(f"Duty {number}: Text" for number in range(1, 101))]
    imported = read([head, ["K1", "Text", *(f"word {number}" for number in range(100))]])
    assert sum("is not a cross" in found.message for found in imported.findings) == 100


REFUSED = [
    # what, rows, given, words
    ("no-text-of-a-duty", changed((0, 2, "Duty 1")), {}, "the text is missing for duty 1"),
    ("no-text-of-a-statement", changed((1, 1, "")), {}, "the text is missing for K1"),
    ("statement-twice", [*CROSSED, ["K1", "Otherwise"]], {}, "K1 has different texts: 'What plants need' (A2) and 'Otherwise' (A6)"),
    ("option-twice", [["code", "statement", "option"], ["K1", "Soil", "core"], ["k1", "Soil", "boxes"]], {}, "K1 has different options: 'core' (A2) and 'boxes' (A3)"),
    ("duty-twice", [*CROSSED, *LIST, ["Duty 1: Wait", "K1"]], {}, "duty 1 has different texts: 'Water the plants' (A7) and 'Wait' (A9)"),
    ("two-codes", [["code", "ksb", "statement"], ["K1", "K2", "Soil"], ["S1", "S2", "Dig"]], {}, "a row has two codes, 'K1' (A2) and 'K2' (B2)"),
    ("side-by-side", [["code", "statement"] * 2, ["K1", "Soil", "S1", "Dig"]], {}, "a row has two codes, 'K1' (A2) and 'S1' (C2)"),
    ("headings-differ", [*CROSSED, ["code", "statement", "D1 Wait"], ["S2", "Wait", "x"]], {}, "duty 1 has different texts"),
    ("owner-twice", [*with_options(("core", "boxes"), [("K1", "core")]), ["No", "Text", "Options", "KSBs"], ["2", "Write", "pots", ""]], {}, "duty 2 belongs to 'boxes' in one place and to 'pots' in another"),
    ("no-reference", CROSSED, {"reference": None}, "the spreadsheet prints no reference"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "given", "words"), [pytest.param(*case[1:], id=case[0]) for case in REFUSED])
def test_unusable_sheets_are_rejected(rows, given, words):
    imported = read(rows, **given)
    assert imported.standard is None
    assert {found.rule for found in imported.findings if words in found.message} == {"KSB519"}


LEFT_OUT = [
    # what, rows, statements that are left out
    ("parts", [*STATEMENTS, ["K1.1", "Rain"], ["K1-2", "Hail"], ["K1(i)", "Snow"], ["K5a", "Frost"]], ["'K1.1' (A6)", "'K1-2' (A7)", "'K1(i)' (A8)", "'K5a' (A9)"]),
    ("part-with-its-text", [*STATEMENTS, ["K1.1: Rain", ""]], ["'K1.1: Rain' (A6)"]),
    ("part-in-headings", [*STATEMENTS, *LIST, ["Duty", "S1", "K1.1: Rain"], ["Duty 1: Water the plants", "", "x"]], ["'K1.1: Rain' (C9)"]),
    ("above-the-headings", [["K9", "Rain"], *STATEMENTS], ["'K9' (A1)"]),
    ("numbers-as-codes", [*STATEMENTS, ["6", "Rain"], ["LO 7", "Hail"]], ["'6' (A6)", "'LO 7' (A7)"]),
    ("below-a-cell-that-spans-rows", [["type", "code", "statement"], ["Knowledge", "K1", "Rain"], ["K2", "Hail"], ["Skill", "S1", "Dig"]], ["'K2' (A3)"]),
    ("blank-code", [*STATEMENTS, ["", "Rain and hail."]], ["'Rain and hail.' (B6)"]),
    ("in-another-column", [*STATEMENTS, ["", "K9", "Rain"]], ["'K9' (B6)"]),
    ("beside-the-table", [STATEMENTS[0], *([*row, f"K{n}", "Rain"] for n, row in enumerate(STATEMENTS[1:], 1)), ["S2", "Dig", "K9", "Rain"]], ["'K3' (C4)", "'K4' (C5)", "'K9' (C6)"]),
    ("sheet-without-headings", xlsx({"K": STATEMENTS, "More": [["K9", "Rain"]]}), ["'K9' (A1 of the sheet 'More')"]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "left_out"), [pytest.param(*case[1:], id=case[0]) for case in LEFT_OUT])
def test_statements_left_out_are_errors(content, left_out):
    imported = read(content)
    assert list(imported.standard.incomplete) == left_out
    (message,) = [found.message for found in imported.findings if found.rule == "KSB533"]
    assert f": {listed(left_out)} " in message


def test_code_cells_with_several_codes_or_labels():
    codes = read([*STATEMENTS, ["K6/K7", "Rain and hail"]]).standard.by_code
    assert codes["K6"].text == codes["K7"].text == "Rain and hail"
    labelled = [["KSB Code", "Description"], ["K1\nCore.", "Soil"], ["S1\nCore.", "Dig"], ["K2\nGreen tea", "Steep"]]
    standard = read(labelled).standard
    assert [(option.id, option.title) for option in standard.options] == [("green-tea", "Green tea")]
    assert [(ksb.code, ksb.options) for ksb in standard.ksbs] == [("K1", ()), ("S1", ()), ("K2", ("green-tea",))]
    imported = read([*labelled[:3], ["K2", "Steep"]])
    assert [option.id for option in imported.standard.options] == ["core"]
    assert "'Core.' stands beside a code: A2 and A3" in imported.findings[0].message


def test_headings_without_codes_name_the_cells():
    (found,) = read([["KSB Code", "Description"], ["K one", "Soil"], ["K1a", "Sand"]]).findings
    assert found.message == "no code can be read below the headings at A1: A3 'K1a' and A2 'K one'"
    assert "a letter and a number, as in K1" in found.help


BOMB = zipped(
    [
        ("xl/workbook.xml", '<workbook xmlns:r="r"><sheet name="a" r:id="1"/></workbook>'),
        ("xl/_rels/workbook.xml.rels", '<r><Relationship Id="1" Type="x/worksheet" Target="a.xml"/></r>'),
        ("xl/a.xml", "<s>" + " " * 50_000_000 + "</s>"),
    ]
)
UNREADABLE = [
    ("cp1252", "code,statement\nK1,the learner’s\n".encode("cp1252"), "KSB903", "a byte 0x92 here"),
    ("too-large", b"a" * (MAX_BYTES + 1), "KSB903", "larger than 5120 KiB"),
    ("open-quote", b'code,statement,D1\nK1,"text', "KSB904", "not valid CSV"),
    ("many-columns", xlsx({"a": [["x"] * 501]}), "KSB903", "more than 5,000 rows or 500 columns"),
    ("many-rows", "a\n" * 5_001, "KSB903", "more than 5,000 rows or 500 columns"),
    ("far-corner", sparse_xlsx(), "KSB903", "more than 5,000 rows or 500 columns"),
    ("bomb", BOMB, "KSB917", "unpacks to far more than its size"),
    ("damaged", b"PK\x03\x04 and no more", "KSB917", "cannot be read: it is damaged"),
    ("password", encrypted_office(), "KSB917", "protected by a password"),
    (
        "open-document",
        b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument",
        "KSB917",
        "read: it is an OpenDocument file",
    ),
    ("document", docx_with_member("a.xml"), "KSB917", "no known table of statements or duties"),
    ("nothing", "Name,Age\nSam,17\n", "KSB917", "no known table of statements or duties"),
    ("empty-workbook", xlsx({"a": []}), "KSB917", "no known table of statements or duties"),
    ("no-statements", "duty,ksbs\nDuty 1: Water,K1\n", "KSB917", "has duties but no statements"),
]


@pytest.mark.parametrize(("content", "rule", "words"), [pytest.param(*case[1:], id=case[0]) for case in UNREADABLE])
def test_other_files_are_rejected(content, rule, words):
    imported = read(content)
    assert imported.standard is None
    assert (imported.findings[0].rule, words in imported.findings[0].message) == (rule, True)


def test_wrong_byte_has_a_place():
    (found,) = read("code,statement\nK1,the learner’s\n".encode("cp1252")).findings
    assert tuple(found.place) == (2, 15)


def test_apostrophe_before_formula_is_dropped():
    standard = read(changed((1, 1, "'=1+1"), (2, 1, "'quoted'"))).standard
    assert [ksb.text for ksb in standard.ksbs[:2]] == ["=1+1", "'quoted'"]


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_column_name(column, name):
    assert column_name(column) == name
