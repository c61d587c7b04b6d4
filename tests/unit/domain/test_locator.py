import pytest

from ksbcheck.domain.locator import Locator, PlaceKind, Verdict, look_up, parse, region, spot_name
from ksbcheck.domain.outline import Heading, Outline, Spot
from ksbcheck.domain.text import clock, seconds


def places(where: str) -> list[str] | None:
    found = parse(where)
    return None if found is None else [str(place) for place in found]


def place(where: str) -> Locator:
    (only,) = parse(where) or ()
    return only


@pytest.mark.parametrize(
    ("where", "meant"),
    [
        ("p. 3", ["page 3"]),
        ("p.3", ["page 3"]),
        ("P3", ["page 3"]),
        ("p.\u00a03", ["page 3"]),
        ("Page 3", ["page 3"]),
        ("pg. 4", ["page 4"]),
        ("page: 3", ["page 3"]),
        ("page 3 of 10", ["page 3"]),
        ("p. 3 (bottom)", ["page 3"]),
        ("pp. 3-5", ["pages 3 to 5"]),
        ("pp 3\u20135", ["pages 3 to 5"]),
        ("pp. 3\u20115", ["pages 3 to 5"]),
        ("p.3-p.5", ["pages 3 to 5"]),
        ("pages 3 to 5", ["pages 3 to 5"]),
        ("pages 3-5, 7 and 9", ["pages 3 to 5", "page 7", "page 9"]),
        ("p.3, p.5 & p.7", ["page 3", "page 5", "page 7"]),
        ("slide 4", ["slide 4"]),
        ("Slide #4", ["slide 4"]),
        ("slides 4,6", ["slide 4", "slide 6"]),
        ("sheet Log", ["sheet 'Log'"]),
        ('Sheet "Log"', ["sheet 'Log'"]),
        ("worksheet: My log", ["sheet 'My log'"]),
        ("tab 'Plan, 2025'", ["sheet 'Plan, 2025'"]),
        ("12:30", ["time 00:12:30"]),
        ("1:04:10", ["time 01:04:10"]),
        ("75:30", ["time 01:15:30"]),
        ("00:04:10.500", ["time 00:04:10"]),
        ("at 4:10", ["time 00:04:10"]),
        ("timestamp 00:04:10 (video)", ["time 00:04:10"]),
        ("00:04:10\u201300:05:00", ["times 00:04:10 to 00:05:00"]),
        ("from 4:10 to 5:00", ["times 00:04:10 to 00:05:00"]),
        ("04:10, 06:20", ["time 00:04:10", "time 00:06:20"]),
        ("\u00a7 Reflection", ["heading 'Reflection'"]),
        ("\u00a7 2.1 Planning", ["heading '2.1 Planning'"]),
        ("\u00a72", ["heading '2'"]),
        ("section: Planning", ["heading 'Planning'"]),
        ("## Planning", ["heading 'Planning'"]),
        ("\u00a7 Planning, doing and reviewing", ["heading 'Planning, doing and reviewing'"]),
        ("\u00a7 Meeting at 12:30", ["heading 'Meeting at 12:30'"]),
        ("para 12", ["paragraph 12"]),
        ("\u00b612", ["paragraph 12"]),
        ("paras. 12-14", ["paragraphs 12 to 14"]),
        ("p. 3; \u00a7 Reflection", ["page 3", "heading 'Reflection'"]),
        ("\u00a7 Reflection and page 3", ["heading 'Reflection'", "page 3"]),
        ("p. 3, para 2", ["page 3", "paragraph 2"]),
        ("p. 3, 5 and slide 4;", ["page 3", "page 5", "slide 4"]),
        ("p. 3; 12:30", ["page 3", "time 00:12:30"]),
        ("pp. 3\n  -\t5", ["pages 3 to 5"]),
        ("p. iv; page A-3", ["page 'iv'", "page 'A-3'"]),
        ("Log!B14", ["sheet 'Log' row 14"]),
        ("Log!$B$14:$C$20", ["sheet 'Log' rows 14 to 20"]),
        ("Sheet2 row 14", ["sheet 'Sheet2' row 14"]),
        ("sheet Log, rows 10-12", ["sheet 'Log' rows 10 to 12"]),
        ("'Log of hours'!A2", ["sheet 'Log of hours' row 2"]),
        ("Log (row 14)", ["sheet 'Log' row 14"]),
        ("row 4", ["row 4"]),
        (f"\u00a7 {'a' * 398}", [f"heading '{'a' * 398}'"]),
    ],
)
def test_locator_parses_forms(where: str, meant: list[str]) -> None:
    assert places(where) == meant


@pytest.mark.parametrize(
    "where",
    [
        "", " ", ";", "p.", "\u00a7", "sheet", "page three", "bottom of p. 3", "p. 3 ff", "throughout", "whole document",
        "Appendix A", "see K12", "4:75", "99:99:00", "4m10s", "p. 3; somewhere", "\u00a7\u00a7 2, 3", "p. 1234567", "3",
        f"\u00a7 {'a' * 399}", "p. 3; " * 67,
    ],
)  # fmt: skip
def test_locator_rejects_other_forms(where: str) -> None:
    assert parse(where) is None


def test_locator_parses_times() -> None:
    assert [seconds(written) for written in ("0:00", "4:10", "00:04:10", "1:00:00")] == [0, 250, 250, 3600]
    assert clock(3725) == "01:02:05"


PDF = Outline("PDF", "page", 10, headings=(Heading("Planning", None, 2), Heading("What I did", None, 4)))
SLIDES = Outline("presentation", "slide", 5, headings=(Heading("Aims", 1, 1),))
WORD = Outline(
    "Word document",
    "page",
    4,
    pages_exact=False,
    headings=(
        Heading("1. Planning", 1, 1),
        Heading("1.1 Aims (K7, S2)", 2, 1),
        Heading("1.2 Means", 2, 2),
        Heading("What I\u2019d change \u2013 and why:", 1, 3),
        Heading("2.1 Reflection", 2, 3),
    ),
    paragraphs=20,
)
SHEETS = Outline("spreadsheet", sheets=("Log", "Plan, 2025", "Sheet3"))
CSV = Outline("text", sheets=("",))
LETTERED = Outline(
    "Word document", headings=tuple(Heading(text, 1, None) for text in ("A.1 Clay", "iv. Care", "Chapter 2 Water"))
)
NUMBERED = Outline("text", paragraphs=6, paragraphs_numbered=True)
TALK = Outline("text", paragraphs=30, times=(0, 60, 250, 400))
MARKDOWN = Outline("Markdown text", headings=(Heading("Reflection", 1, None),), paragraphs=9)


@pytest.mark.parametrize(
    ("line", "where", "named"),
    [
        ("2 children were away", "\u00a7 2", False),
        ("2 Children", "\u00a7 2 children", True),
        ("2. Children", "\u00a7 2", True),
        ("2.1 Children", "\u00a7 2.1", True),
        ("2.1 Children", "\u00a7 2", False),
        ("2", "\u00a7 2", True),
    ],
)
def test_lookup_reads_numbers_of_pdf_headings_as_text(line: str, where: str, named: bool) -> None:
    found = look_up(place(where), Outline("PDF", "page", 10, headings=(Heading(line, None, 2),)))
    assert found.verdict is (Verdict.THERE if named else Verdict.NOT_KNOWN)
    marked = Outline("Word document", "page", 10, headings=(Heading(line, 1, 2),))
    assert look_up(place("\u00a7 2"), marked).verdict is (Verdict.NOT_THERE if "2.1" in line else Verdict.THERE)


@pytest.mark.parametrize("where", ["p. 1", "sheet Log", "0:10", "\u00a7 Planning", "para 1"])
def test_region_of_asides_is_unknown(where: str) -> None:
    aside = Spot(aside=True)
    assert region(place(where), WORD)(aside) is None
    assert spot_name(aside, WORD) == "in a note, comment, header or footer"


@pytest.mark.parametrize(
    ("outline", "where"),
    [
        (PDF, "p. 10"),
        (PDF, "slide 3"),
        (PDF, "\u00a7 planning"),
        (SLIDES, "slide 5"),
        (SLIDES, "p. 5"),
        (SLIDES, "\u00a7 Aims"),
        (WORD, "p. 4"),
        (WORD, "para 20"),
        (WORD, "\u00a7 1"),
        (WORD, "\u00a7 1.1"),
        (WORD, "\u00a7 planning"),
        (WORD, "\u00a7 1.1 Aims"),
        (WORD, "\u00a7 Aims"),
        (WORD, "1.1"),
        (WORD, "\u00a7 \U0001f331 Aims"),
        (LETTERED, "\u00a7 A.1"),
        (LETTERED, "\u00a7 iv Care"),
        (LETTERED, "Chapter 2"),
        (LETTERED, "\u00a7 2"),
        (LETTERED, "\u00a7 Water"),
        (SHEETS, "Log B12"),
        (SHEETS, "Log, cell B12"),
        (CSV, "row 3"),
        (WORD, "\u00a7 Aims (K7, S2)"),
        (WORD, "\u00a7 What I'd change - and why"),
        (SHEETS, "sheet log"),
        (SHEETS, "sheet Plan, 2025"),
        (SHEETS, "sheet Log!B12"),
        (SHEETS, 'sheet "Log", row 4'),
        (SHEETS, "sheet 2"),
        (SHEETS, "sheet Sheet3"),
        (NUMBERED, "para 6"),
        (TALK, "00:04:10"),
        (TALK, "5:00 - 6:00"),
        (TALK, "8:40"),
        (MARKDOWN, "\u00a7 Reflection"),
    ],
)
def test_lookup_finds_places(outline: Outline, where: str) -> None:
    assert look_up(place(where), outline).verdict is Verdict.THERE


@pytest.mark.parametrize(
    ("outline", "where", "reason"),
    [
        (PDF, "p. 11", "it has 10 pages"),
        (PDF, "p. 0", "pages are counted from 1"),
        (PDF, "pp. 5-3", "the range runs backwards"),
        (PDF._replace(pages=1), "p. 2", "it has 1 page"),
        (PDF, "sheet Log", "a PDF has no sheets; name a page"),
        (SLIDES, "slide 6", "it has 5 slides"),
        (WORD, "slide 2", "a Word document has no slides; name a page"),
        (WORD, "\u00a7 Conclusion", "it has no such heading"),
        (WORD, "para 0", "paragraphs are counted from 1"),
        (SHEETS, "sheet Results", "it has no sheet of that name"),
        (SHEETS, "sheet 4", "it has no sheet of that name"),
        (SHEETS, "p. 1", "a spreadsheet has no pages; name a sheet"),
        (NUMBERED, "para 7", "it has 6 paragraphs"),
        (NUMBERED._replace(paragraphs=1), "para 2", "it has 1 paragraph"),
        (NUMBERED, "p. 2", "a text has no pages; name a heading or paragraph"),
        (TALK, "1:00:00", "it has time stamps from 00:00:00 to 00:06:40"),
        (TALK, "8:41", "it has time stamps from 00:00:00 to 00:06:40"),
        (TALK, "12:30-12:20", "the range runs backwards"),
        (TALK, "slide 2", "a text has no slides; name a time stamp"),
    ],
)
def test_lookup_rejects_places(outline: Outline, where: str, reason: str) -> None:
    found = look_up(place(where), outline)
    assert (found.verdict, found.reason) == (Verdict.NOT_THERE, reason)


@pytest.mark.parametrize(
    ("outline", "where", "reason"),
    [(WORD, "p. 5", "it has about 4 pages"), (WORD, "para 21", "it has 20 paragraphs")],
)
def test_lookup_doubts_approximate_places(outline: Outline, where: str, reason: str) -> None:
    found = look_up(place(where), outline)
    assert (found.verdict, found.reason) == (Verdict.PROBABLY_NOT, reason)


@pytest.mark.parametrize(
    ("outline", "where", "reason"),
    [
        (PDF, "\u00a7 Conclusion", "this PDF marks no headings, and no line looks like that one"),
        (PDF, "para 3", "the paragraphs of a PDF are not counted"),
        (WORD, "00:04:10", "no time stamps were found in this Word document"),
        (WORD._replace(pages=None), "p. 3", "a Word document doesn't say how many pages it has"),
    ],
)
def test_lookup_admits_unknown_places(outline: Outline, where: str, reason: str) -> None:
    found = look_up(place(where), outline)
    assert (found.verdict, found.reason) == (Verdict.NOT_KNOWN, reason)


def test_lookup_suggests_places() -> None:
    assert look_up(place("sheet Lgo"), SHEETS).meant == "Log"
    assert look_up(place("sheet Quite another"), SHEETS).meant == "Log"
    assert look_up(place("\u00a7 2.1 Reflexion"), WORD).meant == "2.1 Reflection"
    assert look_up(place("\u00a7 Bananas"), WORD).meant is None


def test_lookup_accepts_restarted_times() -> None:
    parts = TALK._replace(times=(0, 900, 1800, 0, 60))
    assert look_up(place("25:00"), parts).verdict is Verdict.THERE


@pytest.mark.parametrize(
    ("outline", "where", "spot", "there"),
    [
        (PDF, "p. 3", Spot(page=3), True),
        (PDF, "p. 3", Spot(page=4), False),
        (PDF, "pp. 3-5", Spot(page=5), True),
        (WORD, "p. 3", Spot(page=4), True),
        (WORD, "p. 3", Spot(page=5), False),
        (WORD, "p. 3", Spot(paragraph=2), None),
        (WORD, "para 12", Spot(paragraph=13), True),
        (WORD, "para 12", Spot(paragraph=14), False),
        (WORD, "para 12", Spot(), False),
        (NUMBERED, "para 3", Spot(paragraph=3), True),
        (NUMBERED, "para 3", Spot(paragraph=4), False),
        (SHEETS, "sheet log, B2", Spot(sheet="Log"), True),
        (SHEETS, "sheet Log", Spot(sheet="Sheet3"), False),
        (SHEETS, "sheet Log", Spot(), False),
        (WORD, "\u00a7 Planning", Spot(heading=0), True),
        (WORD, "\u00a7 Planning", Spot(heading=2), True),
        (WORD, "\u00a7 Planning", Spot(heading=3), False),
        (WORD, "\u00a7 Aims", Spot(heading=2), False),
        (WORD, "\u00a7 2.1", Spot(heading=4), True),
        (WORD, "\u00a7 Planning", Spot(), False),
        (PDF, "\u00a7 Planning", Spot(page=2), True),
        (PDF, "\u00a7 Planning", Spot(page=3), True),
        (PDF, "\u00a7 Planning", Spot(page=4), False),
        (TALK, "00:04:10", Spot(seconds=250), True),
        (TALK, "00:05:00", Spot(seconds=250), True),
        (TALK, "00:05:00", Spot(seconds=400), False),
        (TALK, "00:05:00-00:07:00", Spot(seconds=400), True),
        (TALK, "00:04:10", Spot(seconds=60), False),
        (TALK, "00:04:10", Spot(), False),
    ],
)
def test_region_contains_spots(outline: Outline, where: str, spot: Spot, there: bool | None) -> None:
    assert region(place(where), outline)(spot) is there


def test_region_of_apparent_heading_without_page() -> None:
    outline = Outline("text", headings=(Heading("Planning", None, None), Heading("Doing", None, None)))
    assert region(place("\u00a7 Planning"), outline)(Spot(heading=0)) is True
    assert region(place("\u00a7 Planning"), outline)(Spot(heading=1)) is False


@pytest.mark.parametrize(
    ("outline", "spot", "name"),
    [
        (PDF, Spot(page=3), "page 3"),
        (WORD, Spot(page=3, heading=1), "about page 3"),
        (SLIDES, Spot(page=2, heading=0), "slide 2"),
        (SHEETS, Spot(sheet="Log"), "sheet 'Log'"),
        (TALK, Spot(seconds=250, paragraph=3), "00:04:10"),
        (MARKDOWN, Spot(heading=0, paragraph=2), "under 'Reflection'"),
        (NUMBERED, Spot(paragraph=2), "paragraph 2"),
        (MARKDOWN, Spot(), "at the beginning"),
    ],
)
def test_spot_name_words(outline: Outline, spot: Spot, name: str) -> None:
    assert spot_name(spot, outline) == name


def test_locator_shows_itself_in_a_form_it_parses() -> None:
    for kind in (PlaceKind.PAGE, PlaceKind.SLIDE, PlaceKind.PARAGRAPH):
        for locator in (Locator(kind, 3, 3), Locator(kind, 3, 5)):
            assert parse(str(locator)) == (locator,)
