"""A standard's web page, as text or as saved HTML, becomes the standard that it prints, and says what it doesn't."""

from pathlib import Path

import pytest

from ksbcheck.domain.model import BasisKind
from ksbcheck.domain.standard import DutyMapping
from ksbcheck.importing.html import read_html
from ksbcheck.importing.page import MAX_PAGE, read_page
from ksbcheck.importing.printed import Stated
from ksbcheck.rules import standard_findings
from tests.growth import assert_grows_evenly

DATA = Path(__file__).parents[2] / "data"
SEED = DATA / "standard_page.txt"
SAVED = DATA / "saved_standard.html"
ST1414_OPTIONS = (
    ("send", "SEND"),
    ("wellbeing", "Social and emotional well-being"),
    ("curriculum", "Curriculum provision"),
)
TABLE = "Duty | KSBs |\n---|---|\n"
PAGE = f"""# Plant carer
Reference: ST9999
Level: 2
Version: 1.0
This occupation is found in offices.
{TABLE}Duty 1 Water the plants. |
K1 S1 B1 |
Duty 2 Write it down. |
K2 S1 |
K1: What plants need.
Back to Duty
K2: What to note.
Back to Duty
S1: Water.
Back to Duty
B1: Patient.
Back to Duty
Version | Change detail | Earliest start date | Latest start date |
---|---|---|---|
1.0 | Approved for delivery | 01/09/2025 | Not set |
Crown copyright © 2025.
"""
OPTIONS = f"{TABLE}Duty 3 Choose a place. |\nK1 |\n{TABLE}Duty 4 Fasten boxes. |\nK2 |\n"


def text_of(html):
    return "\n".join(line.text for line in read_html(html).lines)


def read(text, **given):
    return read_page(Path("page.txt"), text, Stated(**given))


def changed(*changes):
    text = PAGE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def made(*changes, **given):
    """Return the standard of a changed page, which must not contradict itself."""
    standard = read(changed(*changes), **given).standard
    assert standard is not None
    assert list(standard_findings(standard)) == []
    return standard


def test_bundled_standard_from_its_page(st1414):
    given = Stated(reference="ST1414", title=st1414.title, level=5, options=ST1414_OPTIONS)
    imported = read_page(SEED, SEED.read_text(encoding="utf-8"), given)
    standard = imported.standard
    assert imported.name == "ST1414 1.0"
    for field in (
        "reference",
        "title",
        "level",
        "version",
        "options",
        "duties",
        "versions",
        "occupation",
        "english_and_maths",
    ):
        assert getattr(standard, field) == getattr(st1414, field), field
    assert [(ksb.code, ksb.text) for ksb in standard.ksbs] == [(ksb.code, ksb.text) for ksb in st1414.ksbs]
    assert (standard.source.copyright, standard.source.notices) == (st1414.source.copyright, st1414.source.notices)
    assert [found.rule for found in imported.findings] == ["KSB524"]
    assert "which option 88 KSBs belong to" in imported.findings[0].message
    assert standard.basis_of("ksbs.options").basis is BasisKind.UNKNOWN
    assert standard.basis_of("reference").basis is BasisKind.INFERRED


def test_bundled_page_lacks_names():
    imported = read_page(SEED, SEED.read_text(encoding="utf-8"), Stated())
    assert imported.standard is None
    said = [(found.rule, found.message) for found in imported.findings]
    assert [rule for rule, _ in said] == ["KSB519", "KSB519", "KSB524", "KSB524", "KSB524"]
    remedies = [found.help or "" for found in imported.findings]
    assert ["--reference ST1414" in remedies[0], "--title" in remedies[1]] == [True, True]
    assert said[3][1].endswith("the page has duties of 3 options without titles")


def test_untitled_options_are_numbered():
    imported = read_page(SEED, SEED.read_text(encoding="utf-8"), Stated(reference="ST1414", title="Assistant"))
    standard = imported.standard
    assert [(option.id, option.title) for option in standard.options] == [
        (f"option-{number}", f"Option {number}") for number in (1, 2, 3)
    ]
    assert standard.level is None
    assert {standard.basis_of(field).basis for field in ("options.id", "level")} == {BasisKind.UNKNOWN}


@pytest.mark.parametrize("as_text", [False, True])
def test_saved_page(as_text):
    html = SAVED.read_text(encoding="utf-8")
    imported = read_page(SAVED, text_of(html) if as_text else html, Stated())
    hidden = [] if as_text else ["the text of B2"]
    assert [found.rule for found in imported.findings] == ["KSB533"] * len(hidden)
    standard = imported.standard
    assert list(standard.incomplete) == hidden
    assert (standard.reference, standard.title, standard.level, standard.version) == ("ST9999", "Plant carer", 2, "1.1")
    assert (standard.status, standard.lars_code, standard.typical_duration) == ("Approved for delivery", "9999", 14)
    assert standard.route == "Agriculture, environmental and animal care"
    assert [option.id for option in standard.options] == ["indoor-plants", "window-boxes"]
    assert [(duty.number, duty.text, duty.options, duty.ksbs) for duty in standard.duties] == [
        (1, "Water the plants, in line with the plan.", (), ("K1", "K2", "S1", "B1")),
        (2, "Keep records of what was done.", (), ("K2", "S2")),
        (3, "Choose a place by its light.", ("indoor-plants",), ("K3", "S3")),
        (4, "Secure boxes against falling.", ("window-boxes",), ("K4", "S3", "S4")),
    ]
    assert {duty.mapping for duty in standard.duties} == {DutyMapping.COMPLETE}
    assert {ksb.code: ksb.options for ksb in standard.ksbs} == {
        "K1": (),
        "K2": (),
        "K3": ("indoor-plants",),
        "K4": ("window-boxes",),
        "S1": (),
        "S2": (),
        "S3": ("indoor-plants", "window-boxes"),
        "S4": ("window-boxes",),
        "B1": (),
    }
    assert standard.by_code["K2"].text == "What a record must hold: • who • when"
    assert standard.by_code["K4"].text == "Weights < 20 kg, and the wind."
    assert [
        (row.version, str(row.earliest_start), row.latest_start and str(row.latest_start)) for row in standard.versions
    ] == [
        ("1.1", "2025-09-01", None),
        ("1.0", "2023-03-12", "2025-08-31"),
    ]
    assert standard.occupation[0] == "This occupation is found in offices, schools & gardens."
    assert standard.english_and_maths.minimum.level.value == "level_1"
    assert standard.source.copyright.startswith("Crown copyright © 2025")


def test_html_findings_have_lines():
    html = SAVED.read_text(encoding="utf-8").replace("<h3>Qualifications", "<p>Who said that.</p>\n<h3>Qualifications")
    _, found = read_page(SAVED, html, Stated()).findings
    number = next(n for n, line in enumerate(html.splitlines(), 1) if "Who said that" in line)
    assert (found.rule, found.place.line) == ("KSB524", number)
    assert "the text after B1 may or may not belong" in found.message


def test_footnote_marks_are_left_out():
    html = SAVED.read_text(encoding="utf-8").replace("and the wind.", "and the wind.<sup><a href='#f'>[1]</a></sup>")
    found, _ = sorted(read_page(SAVED, html, Stated()).findings, key=lambda each: "footnotes" not in each.message)
    assert (found.rule, "marks of footnotes are left out: 'wind. [1]'" in found.message) == ("KSB524", True)
    assert read_page(SAVED, html, Stated()).standard.by_code["K4"].text == "Weights < 20 kg, and the wind."


FORMS = [
    # what, changes, how the duties and statements must read all the same
    ("as-it-is", ()),
    ("commas", (("K1 S1 B1", "K1, S1; B1"),)),
    ("a-line-each", (("K1 S1 B1", "K1\nS1\n\nB1"),)),
    ("run-together", (("K1 S1 B1", "K1S1B1"),)),
    ("and", (("K1 S1 B1", "K1, S1 and B1"),)),
    ("one-row", (("plants. |\nK1", "plants. | K1"),)),
    ("one-cell", (("plants. |\nK1 S1 B1", "plants. K1 S1 B1"),)),
    ("one-cell-in-brackets", (("plants. |\nK1 S1 B1", "plants. (KSBs: K1, S1, B1)"),)),
    ("label", (("plants. |\nK1", "plants. |\nKSBs: K1"),)),
    ("no-bars", (("plants. |\nK1 S1 B1 |", "plants.\nK1 S1 B1"),)),
    ("tabs", (("plants. |\nK1 S1 B1 |", "plants.\tK1 S1\n\nB1"),)),
    ("cells-by-themselves", (("Duty 1 Water the plants. |", "Duty 1 | Water the plants. |"),)),
    ("text-below", (("Duty 1 Water", "Duty 1\nWater"),)),
    ("broken-text", (("Water the plants.", "Water\nthe plants."),)),
    ("colon", (("Duty 1 Water", "Duty 1: Water"),)),
    ("dash", (("Duty 1 Water", "DUTY 1 – Water"),)),
    ("full-stop", (("Duty 1 Water", "Duty 1. Water"),)),
    (
        "markdown",
        (("Duty 1 Water", "**Duty 1** Water"), ("K1: What", "**K1** What"), ("Back to Duty", "[Back to Duty](#d)")),
    ),
    ("no-colon", (("K1: What", "K1 What"),)),
    ("code-above", (("K1: What", "### K1\nWhat"),)),
    ("code-in-brackets", (("K1: What", "[K1] What"), ("K2: What", "- K2: What"), ("S1: Water", "`S1`: Water"))),
    ("numbered", (("K1: What", "1. K1: What"), ("K2: What", "> **K2**: What"), ("S1: Water", "- [ ] S1: Water"))),
    ("loose-code", (("S1: Water", "s 01: Water"),)),
    ("pop-up", (("K1: What", "\u00d7\n\nRequired knowledge\n\nKSBs\nK1: What"),)),
    ("occupations-code", (("ST9999", "OCC9999"),)),
    ("statement-dash", (("K1: What", "K1 - What"),)),
    ("statement-in-cells", (("K1: What plants need.", "| K1 | What plants need. |"),)),
    ("bullets", (("K1: What", "• K1: What"),)),
    ("back-on-the-line", (("need.\nBack to Duty", "need. Back to Duty"),)),
    ("no-links-back", (("Back to Duty\n", ""),)),
    ("broken-statement", (("What plants need.", "What\nplants need."),)),
    ("headings", (("K1: What", "KSBs\nKnowledge\nK1: What"), ("S1: Water", "## Skills\nS1: Water"))),
    ("printed-twice", (("S1: Water.\n", "S1: Water.\nBack to Duty\nS1: Water.\n"),)),
    ("duty-in-two-tables", (("Duty 2 Write", f"{TABLE}Duty 1 Water the plants. | K1 |\nDuty 2 Write"),)),
    (
        "versions-twice",
        (
            (
                "Crown",
                "Version | Change detail | Earliest start date | Latest start date |\n1.0 | Approved for delivery | 01/09/2025 | Not set |\nCrown",
            ),
        ),
    ),
    ("nothing-after-the-table", (("Not set |\n", "Not set |\nPrint this page\n"),)),
]


@pytest.mark.parametrize("changes", [pytest.param(changes, id=what) for what, changes in FORMS])
def test_page_forms(changes):
    standard = made(*changes)
    assert [(duty.number, duty.text, duty.options, duty.mapping, duty.ksbs) for duty in standard.duties] == [
        (1, "Water the plants.", (), DutyMapping.COMPLETE, ("K1", "S1", "B1")),
        (2, "Write it down.", (), DutyMapping.COMPLETE, ("K2", "S1")),
    ]
    assert [(ksb.code, ksb.text, ksb.options) for ksb in standard.ksbs] == [
        ("K1", "What plants need.", ()),
        ("K2", "What to note.", ()),
        ("S1", "Water.", ()),
        ("B1", "Patient.", ()),
    ]
    assert [option.id for option in standard.options] == ["core"]
    assert standard.occupation == ("This occupation is found in offices.",)
    assert len(standard.versions) == 1


FACTS = [
    ("title", "# Plant carer", "Title: Plant carer", "title", "Plant carer"),
    ("in-a-table", "Reference: ST9999", "Reference | ST9999 |", "reference", "ST9999"),
    ("reference-number", "Reference: ST9999", "Reference Number: ST9999", "reference", "ST9999"),
    ("reference-number-in-a-table", "Reference: ST9999", "Reference Number: | ST9999 |", "reference", "ST9999"),
    ("reference-number-in-two-lines", "Reference: ST9999", "Reference Number:\nST9999", "reference", "ST9999"),
    ("in-two-lines", "Reference: ST9999", "Reference\nST9999", "reference", "ST9999"),
    ("no-colon", "Level: 2", "Level 2", "level", 2),
    ("two-words", "Level: 2", "Level: Level 2", "level", 2),
    ("version-number", "Version: 1.0", "Version number: 1.0", "version", "1.0"),
    ("only-in-the-table", "Version: 1.0", "Print", "version", "1.0"),
    ("lars", "Level: 2", "Level: 2\nLARS Code: 123", "lars_code", "123"),
    ("months", "Level: 2", "Level: 2\nTypical duration: 14 months (not the EPA)", "typical_duration", 14),
    ("key-information-last", "Crown", "Key information\nRoute: Care\nCrown", "route", "Care"),
    ("bold", "Reference: ST9999", "**Reference:** ST9999", "reference", "ST9999"),
    ("bold-value", "Level: 2", "Level: **2**", "level", 2),
    ("numbered", "Reference: ST9999", "  1. **Reference:** ST9999", "reference", "ST9999"),
    ("numbered-plain", "Version: 1.0", "3) Version: 1.0", "version", "1.0"),
    ("listed", "Level: 2", "- Level: 2", "level", 2),
    ("listed-in-two-lines", "Level: 2", "* **Level**\n  2", "level", 2),
    ("heading", "Reference: ST9999", "## Reference: ST9999", "reference", "ST9999"),
    ("heading-above", "Reference: ST9999", "## Reference\nST9999", "reference", "ST9999"),
    ("outer-pipes", "Reference: ST9999", "| **Reference** | ST9999 |", "reference", "ST9999"),
    ("dash-and-letter", "Version: 1.0", "Version – v1.0", "version", "1.0"),
    ("quoted", "Version: 1.0", 'version: "1.0"', "version", "1.0"),
    ("status", "Level: 2", "Level: 2\nStatus: Approved for delivery", "status", "Approved for delivery"),
]


@pytest.mark.parametrize(("old", "new", "field", "value"), [pytest.param(*case[1:], id=case[0]) for case in FACTS])
def test_page_facts(old, new, field, value):
    standard = made((old, new))
    assert getattr(standard, field) == value
    assert standard.basis_of(field).basis is (BasisKind.INFERRED if new == "Print" else BasisKind.PRINTED)


def test_stated_drops_blanks():
    assert made(reference="ST9999 ", version=" 1.0\t", title="  Plant  carer").version == "1.0"
    assert Stated(reference="", version=" ", title="\n") == Stated()


FOUND = [
    # what, changes, given, rule, words
    ("withdrawn", (("Level: 2", "This apprenticeship has been withdrawn."),), {"level": 2}, "KSB525", "'withdrawn'"),
    ("retired", (("Level: 2", "Level: 2\nStatus: Retired"),), {}, "KSB525", "'Retired'"),
    (
        "revised",
        (("Level: 2", "Level: 2\nStatus: Approved for delivery (May)\nThis apprenticeship is in revision"),),
        {},
        "KSB525",
        "'in revision'",
    ),
    (
        "older",
        (("Level: 2", "Level: 2\nThis is not the latest approved version of this apprenticeship."),),
        {},
        "KSB525",
        "not the latest",
    ),
    ("no-level", (("Level: 2\n", ""),), {}, "KSB524", "prints no level"),
    ("two-levels", (("Level: 2", "Level: 2\nLevel: 3"),), {"level": 2}, "KSB524", "more than one level: 2 and 3"),
    ("two-routes", (("Level: 2", "Level: 2\nRoute: A\nRoute: B"),), {}, "KSB524", "more than one route: A and B"),
    ("gap", (("K2: What", "K4: What"), ("K2 S1", "K4 S1")), {}, "KSB524", "leaves out K2 and K3"),
    ("gap-of-duties", (("Duty 2 Write", "Duty 5 Write"),), {}, "KSB524", "leaves out duty 2, 3 and 4"),
    ("no-behaviours", (("B1: Patient.\nBack to Duty\n", ""), (" B1", "")), {}, "KSB524", "prints no behaviours"),
    (
        "foundation",
        (("K1", "TK1"), ("S1", "TS1"), ("B1", "K1"), ("K2", "TK2")),
        {},
        "KSB524",
        "prints no employability skills",
    ),
    ("cut-off", ((PAGE[PAGE.index("Version |") :], ""),), {}, "KSB524", "its end may be missing"),
    (
        "one-option",
        (("Reference: ST9999", "Reference: OCC9999A"),),
        {},
        "KSB524",
        "shows OCC9999A, the occupation of one option of several",
    ),
    (
        "breaks-off",
        (("K2 S1", "K2 S1 K9"), (PAGE[PAGE.index("Version |") :], "")),
        {},
        "KSB533",
        "the text of K9 is left out: the page seems to break off",
    ),
    (
        "parts-of-codes",
        (("S1: Water.", "S1: Water.\nBack to Duty\nS1.1: Pour.\nS2a: Stop."),),
        {},
        "KSB533",
        "what begins with 'S1.1' and 'S2a' is left out",
    ),
    ("unknown-code", (("K2 S1", "K2 S1 K9"),), {}, "KSB520", "names 'K9', which is unknown"),
    (
        "words-beside",
        (("K2 S1 |", "see the plan |"),),
        {},
        "KSB524",
        "beside duty 2 is not a list of codes: 'see the plan'",
    ),
    (
        "words-below",
        (("Write it down. |\nK2 S1 |", "Write it down.\nAll of this matters.\nK2 S1"),),
        {},
        "KSB524",
        "'All of this matters.'",
    ),
    (
        "words-behind-a-statement",
        (("B1: Patient.\nBack to Duty", "B1: Patient.\nWho said so?"),),
        {},
        "KSB524",
        "the text after B1 may or may not belong",
    ),
    (
        "words-behind-the-link",
        (("B1: Patient.\nBack to Duty", "B1: Patient.\nBack to Duty\nWho said so."),),
        {},
        "KSB524",
        "the text after B1 may or may not belong",
    ),
    (
        "more-columns",
        (
            (TABLE, "Duty | Criteria for measuring performance | KSBs |\n---|---|---|\n"),
            ("plants. |", "plants. | Done well |"),
        ),
        {},
        "KSB524",
        "more columns",
    ),
    ("two-tables", (("K1: What", f"{OPTIONS}K1: What"),), {}, "KSB524", "3 tables of duties without titles"),
    (
        "options-unsaid",
        (("Level: 2", "Level: 2\nThis apprenticeship has options."),),
        {},
        "KSB524",
        "mentions options",
    ),
    ("options-given", (), {"options": (("a", "A"), ("b", "B"))}, "KSB524", "which duties and KSBs belong to A and B"),
    ("bad-version-row", (("01/09/2025", "1st of May"),), {}, "KSB524", "a row of the version table is not understood"),
    ("no-such-day", (("01/09/2025", "31/02/2025"),), {}, "KSB524", "a row of the version table is not understood"),
    ("shifted-row", (("1.0 | Approved", "Approved"),), {}, "KSB524", "a row of the version table"),
    (
        "english-unknown",
        (("Version |", "English and maths\nMust be had. Somehow.\nVersion |"),),
        {},
        "KSB524",
        "English and maths is not understood: 'Must be had.'",
    ),
    (
        "english-half",
        (
            (
                "Version |",
                "A British Sign Language (BSL) qualification is an alternative to the English qualification for those whose primary language is BSL.\nVersion |",
            ),
        ),
        {},
        "KSB524",
        "English and maths is not understood",
    ),
    (
        "qualifications",
        (("Version |", "Other mandatory qualifications\nA driving licence\nVersion |"),),
        {},
        "KSB524",
        "required qualifications are not imported",
    ),
    (
        "belongs-nowhere",
        (("Crown", "## Something new\nThe minister was pleased.\nCrown"),),
        {},
        "KSB524",
        "lines of the page are not understood: 'The minister was pleased.'",
    ),
]


@pytest.mark.parametrize(("changes", "given", "rule", "words"), [pytest.param(*case[1:], id=case[0]) for case in FOUND])
def test_page_gaps_are_reported(changes, given, rule, words):
    imported = read(changed(*changes), **given)
    assert imported.standard is not None
    assert list(standard_findings(imported.standard)) == []
    assert [found.rule for found in imported.findings if words in found.message] == [rule]


REFUSED = [
    # what, changes, given, words
    ("no-reference", (("Reference: ST9999\n", ""),), {}, "prints no reference"),
    ("no-title", (("# Plant carer\n", ""),), {}, "prints no title"),
    ("no-version", (("Version: 1.0\n", ""), ("1.0 |", "x |")), {}, "prints no version"),
    (
        "versions",
        (("Version: 1.0\n", ""), ("Not set |", "Not set |\n1.1 | More | Not set | Not set |")),
        {},
        "prints the versions 1.0 and 1.1",
    ),
    ("other-reference", (), {"reference": "ST9998"}, "prints the reference ST9999, and --reference says ST9998"),
    ("other-version", (("Version: 1.0\n", ""),), {"version": "2.0"}, "prints the version 1.0, and --version says 2.0"),
    (
        "other-occupation",
        (("ST9999", "OCC9999"),),
        {"reference": "ST9998"},
        "reference OCC9999, and --reference says ST9998",
    ),
    (
        "other-address",
        (("Level: 2", "https://example.org/apprenticeships/st9998-v1-0\nLevel: 2"),),
        {},
        "prints the reference ST9999, and has the reference ST9998 in its address",
    ),
    (
        "address-of-another-version",
        (("Level: 2", "Source: <https://example.org/occupations/OCC9999-v1-2>\nLevel: 2"),),
        {},
        "prints the version 1.0, and has the version 1.2 in its address",
    ),
    (
        "stated-against-address",
        (
            ("Version: 1.0", "https://example.org/x/st9999-v1-2   1/9"),
            (PAGE[PAGE.index("Version |") :], "© Crown copyright"),
        ),
        {"version": "1.0"},
        "the page has the version 1.2 in its address, and --version says 1.0",
    ),
    ("other-level", (), {"level": 3}, "prints level 2, and --level says 3"),
    (
        "statement-twice",
        (("S1: Water.\n", "S1: Water.\nBack to Duty\nS1: Wait.\n"),),
        {},
        "S1 is printed twice, with different texts",
    ),
    (
        "duty-twice",
        (("Duty 2 Write", "Duty 1 Wait. |\nDuty 2 Write"),),
        {},
        "duty 1 is printed twice, with different texts",
    ),
    ("duty-without-text", (("Duty 2 Write it down.", "Duty 2"),), {}, "duty 2 has no text"),
    ("statement-without-text", (("K2: What to note.", "K2:"),), {}, "K2 has no text"),
    (
        "options-too-few",
        (("K1: What", f"{OPTIONS}K1: What"),),
        {"options": (("a", "A"),)},
        "duties of 2 options, but 1 are given",
    ),
    (
        "options-otherwise",
        (("K1: What", f"Option A: Boxes\n{OPTIONS}K1: What"),),
        {"options": (("a", "A"), ("b", "B"))},
        "has the option 'Boxes', but 'A' is given",
    ),
    ("option-id", (), {"options": (("Not An Id", "A"),)}, "should match pattern"),
    ("odd-reference", (("Reference: ST9999\n", ""),), {"reference": "../x"}, "can't name a file"),
]


@pytest.mark.parametrize(("changes", "given", "words"), [pytest.param(*case[1:], id=case[0]) for case in REFUSED])
def test_unusable_pages_are_rejected(changes, given, words):
    imported = read(changed(*changes), **given)
    assert imported.standard is None
    assert {found.rule for found in imported.findings if words in found.message} == {"KSB519"}


TITLES = [
    ("plain", "Boxes", "Pots", ["Boxes", "Pots"]),
    ("numbered", "Option 1: Boxes", "Option 2: Pots", ["Boxes", "Pots"]),
    ("lettered", "Option A - Boxes", "## Option B – Pots", ["Boxes", "Pots"]),
    ("duties-of", "Additional duties for the Boxes option", "Pots duties", ["Boxes", "Pots"]),
]


@pytest.mark.parametrize(("first", "second", "titles"), [pytest.param(*case[1:], id=case[0]) for case in TITLES])
def test_option_titles_above_tables(first, second, titles):
    tables = OPTIONS.replace(TABLE, f"{first}\n{TABLE}", 1).replace(f"K1 |\n{TABLE}", f"K1 |\n{second}\n{TABLE}")
    standard = made(("K1: What", f"{tables}K1: What"))
    assert [option.title for option in standard.options] == titles
    assert [duty.options for duty in standard.duties] == [(), (), ("boxes",), ("pots",)]
    assert {ksb.options for ksb in standard.ksbs} == {()}  # a core duty needs each of them


def test_core_table_may_come_later():
    standard = made((TABLE, f"Option 1: Boxes\n{TABLE}"), ("Duty 2", f"Core duties\n{TABLE}Duty 2"))
    assert [duty.options for duty in standard.duties] == [("boxes",), ()]
    assert {ksb.code: ksb.options for ksb in standard.ksbs} == {"K1": ("boxes",), "K2": (), "S1": (), "B1": ("boxes",)}


def test_duty_in_several_tables():
    tables = f"Boxes\n{TABLE}Duty 3 Choose. | K1 |\nPots\n{TABLE}Duty 3 Choose. | K2 |\nDuty 2 Write it down. | K1 |\n"
    standard = made(("K1: What", f"{tables}Boxes\n{TABLE}Duty 4 Fill. | K1 |\nK1: What"))
    assert {duty.number: duty.options for duty in standard.duties} == {
        1: (),
        2: (),
        3: ("boxes", "pots"),
        4: ("boxes",),
    }
    assert standard.by_number[3].ksbs == ("K1", "K2")


def test_option_named_by_banner():
    banner = (
        "Level: 2",
        "Level: 2\nThis apprenticeship has options. This document is currently showing the following option: Boxes",
    )
    standard = made(banner, ("K1: What", f"{TABLE}Duty 3 Choose. | K1 |\nK1: What"))
    assert [option.title for option in standard.options] == ["Boxes"]
    assert standard.by_number[3].options == ("boxes",)


def test_lost_code_makes_the_mapping_partial():
    standard = made(("K2 S1 |", "|"))
    assert [duty.mapping for duty in standard.duties] == [DutyMapping.PARTIAL, DutyMapping.NONE]


LOGIN = "<html><head><title>{}</title></head><body><h1>Hello</h1>{}</body></html>"
OTHER = [
    ("password", LOGIN.format("Hello", '<form><input name="p" type="password"></form>'), "a login page"),
    ("title", LOGIN.format("Sign in to your account", ""), "a login page"),
    ("login-as-text", "Welcome\nEmail\nPassword\nForgotten your password?\n", "a login page"),
    ("error", LOGIN.format("Page not found", ""), "an error page"),
    ("error-in-text", "Sorry, there is a problem with the service\nTry later.\n", "an error page"),
    ("archive", "From: <Saved by Blink>\nContent-Type: multipart/related\n", "a web archive (MHTML)"),
    ("shopping-list", "Bread\nMilk\n", "neither duties (Duty 1 ...) nor statements"),
    ("no-statements", "Duty 1 Water the plants.\n", "duties, but no statements"),
]


@pytest.mark.parametrize(("text", "words"), [pytest.param(*case[1:], id=case[0]) for case in OTHER])
def test_other_pages_are_rejected(text, words):
    imported = read(text)
    assert imported.standard is None
    assert [(found.rule, words in found.message) for found in imported.findings] == [("KSB917", True)]


LIST = "Reference: ST9999\nLevel: 2\nVersion: 1.0\n\n"
LISTS = [
    ("lines", "K1: Kinds.\n\nS1: Pour.\n\nB1: Be kind.\n"),
    ("items", "- K1: Kinds.\n- S1: Pour.\n- B1: Be kind.\n"),
    ("headings", "## Knowledge\n### K1\nKinds.\n## Skills (S1-S1)\n### S1\nPour.\n## Behaviours\n### B1\n\nBe kind.\n"),
    ("bold", "**K1** Kinds.\n\n**S1** Pour.\n\n**B1** Be kind.\n"),
    ("dashes", "K1 - Kinds.\nS1 – Pour.\nB1 — Be kind.\n"),
    ("blanks", "K1 Kinds.\nS1 Pour.\nB1 Be kind.\n"),
    ("codes-above", "K1\nKinds.\nS1\nPour.\nB1\nBe kind.\n"),
    ("definitions", "K1\n: Kinds.\n\nS1\n: Pour.\n\nB1\n: Be kind.\n"),
    ("loose-headings", "### Knowledge 1\nKinds.\n### 's01\nPour.\n### \uff22\uff11\nBe kind.\n"),
    ("nested", "- Knowledge\n  - K1: Kinds.\n- Skills\n  - S1: Pour.\n- Behaviours\n  - B1\u200b: Be kind.\n"),
    ("links", "- [K1: Kinds.](k01.md)\n- [S1](#s1): Pour.\n- **[B1: Be kind.](b/01.md)**\n"),
    ("headings-with-notes", "### K1: Kinds.\n- [ ] Method 2\n### S1: Pour.\n- with care\n### B1: Be kind.\n"),
    ("other-bullets", "◦ K1: Kinds.\n▪ S1 – Pour.\n· B1 Be kind.\n"),
    ("loose-codes", "k1: Kinds.\nS 01: Pour.\nBehaviour 1: Be kind.\n"),
]


@pytest.mark.parametrize("text", [pytest.param(text, id=what) for what, text in LISTS])
def test_list_without_duties(text):
    imported = read(f"# Tea maker\n{LIST}{text}")
    assert [found.message for found in imported.findings] == [
        "ST9999 1.0: the page has no duties, so portfolios can't name any"
    ]
    standard = imported.standard
    assert [(ksb.code, ksb.text) for ksb in standard.ksbs] == [("K1", "Kinds."), ("S1", "Pour."), ("B1", "Be kind.")]
    assert (standard.title, standard.duties) == ("Tea maker", ())
    assert list(standard_findings(standard)) == []


@pytest.mark.parametrize("line", ['="K2": Cups.', "- K6, K7: Cups.", "“K2”: Cups.", "K2 (a): Cups.", "### K2a\nCups."])
def test_list_with_odd_codes_is_incomplete(line):
    imported = read(f"# Tea maker\n{LIST}K1: Kinds.\n{line}\nS1: Pour.\nB1: Be kind.\n")
    assert [ksb.text for ksb in imported.standard.ksbs] == ["Kinds.", "Pour.", "Be kind."]
    (what,) = imported.standard.incomplete
    assert what.startswith(f"what begins with '{line.strip('#- ')[:2]}")


def test_foundation_apprenticeship():
    standard = read(f"# Tea maker\n{LIST}TK1: Kinds.\nTS1: Pour.\nESB1: Be kind.\n").standard
    assert (standard.kind.value, standard.basis_of("kind").basis) == ("foundation_apprenticeship", BasisKind.INFERRED)


ADDRESSES = [
    ("canonical", '<link rel="canonical" href="https://example.org/occupations/OCC9999-v1-2" />', ""),
    ("social", '<meta property="og:url" content="https://example.org/apprenticeships/st9999-v1-2?x=1#y">', ""),
    ("saved-from", "", "<!-- saved from url=(0047)https://example.org/apprenticeships/st9999-v1-2 -->"),
    ("single-file", "", "<!--\n Page saved with a tool\n url: https://example.org/apprenticeships/st9999-v1.2/\n-->"),
]


@pytest.mark.parametrize(("link", "comment"), [pytest.param(*case[1:], id=case[0]) for case in ADDRESSES])
def test_version_in_address(link, comment):
    html = f"<!DOCTYPE html>{comment}<html><head>{link}</head><body><h1>Tea maker</h1><p>K1: Kinds.</p></body></html>"
    standard = read(html).standard
    assert (standard.reference, standard.version) == ("ST9999", "1.2")
    assert {standard.basis_of(name).why for name in ("reference", "version")} == {"From the page's address."}


def test_addresses_in_text_are_not_the_pages():
    text = f"# Tea maker\n{LIST}See https://example.org/x/st9998-v1-2 for more.\n 1. https://example.org/x/st9998-v1-2\nK1: Kinds.\n"
    assert read(text).standard.version == "1.0"


def test_occupation_is_its_standard():
    standard = made(("ST9999", "OCC9999"), reference="ST9999")
    assert (standard.reference, standard.basis_of("reference").basis) == ("ST9999", BasisKind.INFERRED)
    assert standard.basis_of("reference").why == "From the code of the occupation, OCC9999."


def test_too_long_page_is_rejected():
    (found,) = read("a" * (MAX_PAGE + 1)).findings
    assert (found.rule, "longer than 5 million characters" in found.message) == ("KSB903", True)


HOSTILE = [
    "-{}x",
    "Duty 1 {}x K1",
    "K1: {}x",
    "{}",
    "Version | {}",
    "{}\nK1: x",
    "Duty | KSBs |\n{}",
    "| Code | Statement |\n|---|---|\n| K1{}x | y |",
]
REPEATED = [
    "-",
    "(",
    "Back to Duty(",
    "* ",
    "| ",
    "K1 to K99 ",
    "K1, K0",
    "K0::",
    "[a](b",
    "1.0 | a | 01/01/2020 |\n",
    "Duty 1 a\n",
    "K1: a\n",
    "\t",
]


@pytest.mark.parametrize("form", HOSTILE)
@pytest.mark.parametrize("unit", REPEATED)
def test_page_text_is_read_in_linear_time(form, unit):
    assert_grows_evenly(read, lambda length: form.format(unit * (length // len(unit))))
