"""The PDF shows every block, is what PDF/UA asks for, and lays rows and pages out whole."""

import re
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO

import page
import pypdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import typst
from pypdf.generic import DictionaryObject

from ksbcheck.domain.text import shown
from ksbcheck.output.document import (
    Block,
    Chip,
    Chips,
    Column,
    Depth,
    Document,
    Facts,
    HeatMap,
    HeatRow,
    Items,
    Line,
    Lines,
    Mark,
    Note,
    Part,
    Section,
    Stack,
    Table,
    Tile,
    Tiles,
    Words,
)
from ksbcheck.output.pdf import write

NO_FONT_HAS = "\u0378"  # nor will: it is assigned to nothing
HEADS = (Column("KSB", whole=True, look="strong"), Column("What it says", share=5), Column("What to do", share=4))
KEY = (("V", "verified"), ("A", "assessed"), ("C", "claimed"), ("P", "planned"), ("×", "missing"))
PICTURES: tuple[Block, ...] = (
    Stack((Part(1, "verified", "█", "v"), Part(0, "claimed", "▒", "c"), Part(1, "missing", "·", "missing"))),
    Chips((Chip(Mark.NO, "Maths", "not met", "bad", "gateway-maths"), Chip(Mark.YES, "English", "met", "good"))),
    Tiles((("Knowledge", (Tile("K1", "V", "v", "ksb-k1"), Tile("K2", "×", "missing", "ksb-k2"))),), KEY),
)
TABLE = Table(
    HEADS, (("K1", "Plants", "Nothing."), ("K2", "Bees", ("See ", Words("K1", "", "ksb-k1")))), ids=("ksb-k1", "")
)
WORDS: tuple[Block, ...] = (
    Facts((("Learner", "Ann"), ("Met", "3 of 7"))),
    Items((("Gather ", Words("K2", "bad", "ksb-k9")), "Then rest"), numbered=True),
    Items(("one", Lines(("two", Words("three", "quiet"))))),
    Note(tuple(Words(f"{look} ", look) for look in ("good", "bad", "quiet", "strong", "loud", "under", "removed"))),
    Table((Column(right=True, whole=True), Column()), (("35:15", "has no K90"),), caption="portfolio.yaml"),
)


def heat_map(rows: int, columns: int = 70, name: str = "Wanjiru Proxy") -> HeatMap:
    signs = tuple("VACP×"[n % 5] for n in range(columns))
    row = HeatRow(name, ("59", "✗"), signs)
    foot: tuple[str | Words, ...] = (Words("12", "loud"), *("3",) * (columns - 1))
    heads = tuple(f"K{n}" for n in range(1, columns + 1))
    return HeatMap("SEND: 13 learners", ("Missing", "Gateway"), heads, (row,) * rows, foot, KEY, "Missing, of 13")


def document(*sections: Section, title: str = "Ann Example", foot: str = "Ann Example, 3 May 2025") -> Document:
    return Document(title, sections, "Portfolio report: Beekeeper, 3 May 2025", foot)


def written(*blocks: Block, **names: str) -> bytes:
    return write([document(Section("Found", blocks, "found"), **names)])


def pages(data: bytes) -> list[str]:
    """Return the text of each page, with single spaces."""
    with closing(pypdfium2.PdfDocument(data)) as opened:
        return [" ".join(each.get_textpage().get_text_range().split()) for each in opened]


def squeezed(text: str) -> str:
    """Return a text without what pdfium makes of the end of a line: a space, or of a hyphen something of its own."""
    return re.sub(r"[\s\x02\ufffe-]", "", text)


def elements(data: bytes) -> Iterator[DictionaryObject]:
    """Yield the elements of the structure tree, in reading order."""
    reader = pypdf.PdfReader(BytesIO(data))
    below: list[object] = [reader.root_object["/StructTreeRoot"]]
    while below:
        node = below.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            below += reversed(node)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                yield node
            below.append(node.get("/K"))


def scopes(data: bytes) -> list[str]:
    """Return the direction of each heading cell."""
    headings = [each["/A"] for each in elements(data) if each["/S"] == "/TH"]
    found = [one.get_object().get("/Scope") for attributes in headings for one in attributes]
    return [scope for scope in found if scope]


def links(data: bytes) -> list[int]:
    """Return the number of the page that each link leads to."""
    reader = pypdf.PdfReader(BytesIO(data))
    found = [each.get_object() for one in reader.pages for each in one.get("/Annots", [])]
    targets = [each["/Dest"] if "/Dest" in each else each["/A"]["/D"] for each in found]
    places = [reader.named_destinations[one].dest_array if isinstance(one, str) else one for one in targets]
    numbers = [reader.get_page_number(place[0].get_object()) for place in places]
    return [number + 1 for number in numbers if number is not None]


def sizes(data: bytes) -> set[float]:
    """Return the sizes of all characters, in points."""
    with closing(pypdfium2.PdfDocument(data)) as opened:
        texts = [each.get_textpage() for each in opened]
        return {
            round(pdfium.FPDFText_GetFontSize(text.raw, at), 1) for text in texts for at in range(text.count_chars())
        } - {0.0, 1.0}  # what pdfium puts at the end of lines


def assert_conforms(data: bytes) -> None:
    """Assert that an independent validator finds nothing against PDF/UA-1."""
    verdict = page.validate_pdf_bytes(data, profile=page.ValidationProfile.PDF_UA_1)
    assert verdict.failures == []
    assert verdict.is_compliant


def assert_inside_the_margins(data: bytes) -> None:
    with closing(pypdfium2.PdfDocument(data)) as opened:
        for each in opened:
            width, _ = each.get_size()
            text = each.get_textpage()
            boxes = [text.get_rect(at) for at in range(text.count_rects())]
            assert min(left for left, *_ in boxes) > 38
            assert max(right for _, _, right, _ in boxes) < width - 38
            assert min(bottom for _, bottom, _, _ in boxes) > 15


@pytest.fixture(scope="module")
def whole() -> bytes:
    """Return a document with each kind of block, and a heat map."""
    first = Section("Where you are", PICTURES, "stand", Depth.FIRST)
    return write([document(first, Section("Found", (*WORDS, TABLE), "found"), Section("All", (heat_map(2),), "all"))])


def test_pdf_conforms_with_every_block(whole: bytes) -> None:
    assert_conforms(whole)
    assert_inside_the_margins(whole)


def test_pdf_is_searchable(whole: bytes) -> None:
    text = squeezed("".join(pages(whole)))
    words = ["1 verified", "0 claimed", "✗ Maths: not met", "Knowledge", "K2", "3 of 7", "1. Gather K2", "two", "three"]
    words += ["60", "removed", "35:15", "portfolio.yaml", "Wanjiru Proxy", "Missing, of 13"]
    assert [word for word in words if squeezed(word) not in text] == []


def test_pdf_has_no_small_text(whole: bytes) -> None:
    assert min(sizes(whole)) == 10.5
    assert max(sizes(whole)) == 22


def test_pdf_says_states_without_colour() -> None:
    tiles = Tiles((("Skills", tuple(Tile(f"S{n}", sign, "", "") for n, (sign, _) in enumerate(KEY))),), KEY)
    (text,) = pages(written(tiles))
    assert "S0 S1 S2 S3 S4 V A C P ×" in text or "S0 V S1 A S2 C S3 P S4 ×" in text
    assert "V verified A assessed C claimed P planned × missing" in text


def test_pdf_has_bookmarks_and_metadata(whole: bytes) -> None:
    reader = pypdf.PdfReader(BytesIO(whole))
    title, below = reader.outline
    assert title.title == "Ann Example"
    assert [each.title for each in below if not isinstance(each, list)] == ["Where you are", "Found", "All"]
    root, about = reader.root_object, reader.metadata
    assert about is not None
    assert about.title == "Ann Example. Portfolio report: Beekeeper, 3 May 2025"
    assert about.author is None
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_pdf_embeds_fonts(whole: bytes) -> None:
    reader = pypdf.PdfReader(BytesIO(whole))
    fonts = [font.get_object() for each in reader.pages for font in each["/Resources"]["/Font"].values()]
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)
        assert "/ToUnicode" in font


def test_pdf_rows_have_headings() -> None:
    data = written(TABLE)
    assert scopes(data) == ["/Column"] * 3 + ["/Row"] * 2
    assert [each["/S"] for each in elements(data)].count("/TD") == 4
    assert_conforms(data)


def test_pdf_figure_has_its_numbers_as_text() -> None:
    figures = [each for each in elements(written(PICTURES[0])) if each["/S"] == "/Figure"]
    assert [each["/Alt"] for each in figures] == ["1 verified, 0 claimed, 1 missing"]


def test_pdf_links_rows_that_are_there() -> None:
    first = Section("Next", (Items((Words("K1", "", "ksb-k1"), Words("K9", "", "ksb-k9"))), *PICTURES), "", Depth.FIRST)
    data = write([document(first, Section("Missing", (TABLE,), "missing"))])
    assert links(data) == [2, 2, 2]  # the step, the tile, and the row's own; K9 has no row


def test_pdf_keeps_equal_ids_apart() -> None:
    twice = TABLE._replace(ids=("ksb-k1", "ksb-k1"))
    of_two = document(Section("Missing", (twice,), "missing"), Section("Missing", (twice,), "missing"))
    assert links(write([of_two, of_two])) == [1, 1, 2, 2]


def test_pdf_links_documents() -> None:
    names = Note((Words("Ben", "", "/1"), Words("Cas", "", "/2")))
    assert links(write([document(Section("First", (names,))), document()])) == [2]


def test_pdf_of_many_documents_links_no_rows() -> None:
    many = [document(Section("Missing", (TABLE,))), *[document()] * 12]
    assert links(write(many[:-1])) == [1]
    assert links(write(many)) == []


def test_pdf_shows_sections_down_to_a_depth() -> None:
    sections = (Section("Answer", (), "", Depth.FIRST), Section("Missing"), Section("Duties", (), "", Depth.REST))
    (short,) = pages(write([document(*sections)], Depth.MAIN))
    (full,) = pages(write([document(*sections)]))
    assert "Answer Missing Only with --full: Duties." in short
    assert "Answer Missing Duties" in full
    assert "--full" not in full


def test_pdf_pictures_have_the_first_page_alone() -> None:
    answer, missing = Section("", (Note("No."),), "answer", Depth.FIRST), Section("Missing", (TABLE,))
    stand = Section("Where you are", PICTURES, "stand", Depth.FIRST)
    first, second = pages(write([document(answer, stand, missing)]))
    assert "Maths" in first
    assert second.startswith("Missing")
    assert len(pages(write([document(answer, missing)]))) == 1
    many = Tiles((("Knowledge", tuple(Tile(f"K{n}", "×") for n in range(200))),), KEY)
    *_, last = pages(write([document(Section("Map", (many,), "map", Depth.FIRST), missing)]))
    assert not last.startswith("Missing")  # the map has no last page almost empty


def test_pdf_numbers_pages_and_names_the_document_in_the_foot() -> None:
    texts = pages(written(*(Note("word " * 400) for _ in range(4))))
    assert len(texts) > 1
    for number, text in enumerate(texts, start=1):
        assert text.endswith(f"Ann Example, 3 May 2025 Page {number} of {len(texts)}")


def test_pdf_shortens_a_long_foot_in_the_middle() -> None:
    (text,) = pages(written(Note("x"), foot=f"{'N' * 400}, 3 May 2025"))
    assert re.search("N…N+, 3 May 2025 Page 1 of 1$", squeezed_line(text))
    assert text.count("N") < 100


def squeezed_line(text: str) -> str:
    return re.sub(r"(?<=N) (?=N)", "", text)


def test_pdf_splits_no_row_and_repeats_headings() -> None:
    rows = tuple((f"K{n}", f"begin{n} {'and so on ' * (9 + n % 7)} end{n}.", "Find it.") for n in range(60))
    texts = pages(written(Note("word " * 450), Table(HEADS, rows)))
    assert len(texts) > 2
    for n in range(60):
        assert sum(f"begin{n} " in text and f"end{n}." in text for text in texts) == 1
    assert all("KSB What it says What to do" in text for text in texts if "begin" in text)


@pytest.mark.parametrize("lines", range(38, 54))
def test_pdf_keeps_a_heading_with_the_first_row(lines: int) -> None:
    filler, rows = Section("", (Note(Lines(("line",) * lines)),)), (("K1", "first " * 30, "a"), ("K2", "second", "b"))
    found = Section("Missing", (Table(HEADS, rows, caption="portfolio.yaml"),))
    texts = pages(write([document(filler, found)]))
    (of_heading,) = [number for number, text in enumerate(texts) if "Missing" in text]
    assert "portfolio.yaml" in texts[of_heading]
    assert "first first" in texts[of_heading]


def test_pdf_breaks_a_row_that_no_page_holds() -> None:
    rows = (("K1", "sentence " * 3000, "Find it."),)
    data = written(Table(HEADS, rows))
    assert "".join(pages(data)).count("sentence") == 3000
    assert_inside_the_margins(data)


def test_pdf_heat_map_of_thirty_fits_on_one_sheet() -> None:
    maps = (heat_map(13), heat_map(9), heat_map(8))
    note = Note(Words("Waiting: to be assessed. Weeks: since the last evidence.", "quiet"))
    data = write([document(Section("Need help", (TABLE,), "", Depth.FIRST), Section("All", (note, *maps), "map"))])
    with closing(pypdfium2.PdfDocument(data)) as opened:
        assert [tuple(map(round, each.get_size())) for each in opened] == [(842, 595)] * 2
    assert min(sizes(data)) == 10.5
    assert scopes(data).count("/Row") == 2 + 30 + 3  # the feet too
    assert_inside_the_margins(data)
    assert_conforms(data)


def test_pdf_heat_map_of_many_columns_goes_on_below() -> None:
    data = written(heat_map(2, columns=200))
    assert pages(data)[0].count("Wanjiru Proxy") == 6
    assert_inside_the_margins(data)


def test_pdf_names_sections_left_out_before_a_heat_map() -> None:
    sections = (Section("Answer"), Section("All", (heat_map(2),)), Section("About", (), "", Depth.REST))
    first, _ = pages(write([document(*sections)], Depth.MAIN))
    assert "Only with --full: About." in first


def test_pdf_joins_documents() -> None:
    one, other = document(Section("Found", (TABLE,))), document(title="Ben Example", foot="Ben Example")
    data = write([one, other])
    first, second = pages(data)
    assert first.endswith("3 May 2025 Page 1 of 2")
    assert second.endswith("Ben Example Page 2 of 2")
    assert [each.title for each in pypdf.PdfReader(BytesIO(data)).outline if not isinstance(each, list)] == [
        "Ann Example",
        "Ben Example",
    ]
    assert_conforms(data)


HOSTILE = (
    '#eval("1") $x^2$ *bold* _it_ `raw @reference <label>',
    "= Heading\n== Another\n- item / term: words // comment /* and */",
    '\\u{202e} #read("/etc/hostname") #image("x") -- --- ... \'q\' "q" ~',
    "\u202egnp.exe \u200b \x07 end",
)


def test_pdf_escapes_hostile_text() -> None:
    blocks = [block for text in HOSTILE for block in (Note(text), Facts(((text, Words(text)),)), Items((text,)))]
    data = written(*blocks, title="#set page(fill: red) \u202e", foot=HOSTILE[0])
    text = squeezed("".join(pages(data)))
    for each in HOSTILE:
        assert text.count(squeezed(shown(each))) >= 4
    assert "\u202e" not in text
    assert [each["/S"] for each in elements(data)].count("/H1") == 1
    assert_conforms(data)


@pytest.mark.parametrize("word", ["x" * 400, "evidence/E01_an-observation.of,the_lesson.docx", "observed " * 20])
def test_pdf_breaks_long_words(word: str) -> None:
    data = written(Table(HEADS, ((word, word, word),)), Facts(((word, word),)), title=word)
    assert squeezed("".join(pages(data))).count(squeezed(word)) == 6
    assert_inside_the_margins(data)


def test_pdf_keeps_blanks_beside_links() -> None:
    line: Line = ("Żółta: ", Words("K1", "", "k1"), " and ", Words("K2"), ".")
    assert "Żółta: K1 and K2." in pages(written(Note(line)))[0]


def test_pdf_quotes_what_is_written_in_a_file() -> None:
    assert "Correct “option:” here." in pages(written(Note("Correct `option:` here.")))[0]


def test_pdf_shows_other_scripts() -> None:
    titles = ("ملاحظة درس العلوم", "תצפית בשיעור", "Żółta łódź: obserwacja")
    data = written(*(Note(f"{title} (0012345), 3 May") for title in titles))
    text = "".join(pages(data))
    assert "Żółta łódź: obserwacja" in text
    for title in titles[:2]:
        assert set(title) <= set(text)
    assert_conforms(data)


def test_pdf_numbers_stay_behind_right_to_left_names() -> None:
    with closing(pypdfium2.PdfDocument(written(Note("ليلى المثال (0012345), 22 May 2025")))) as opened:
        text = opened[0].get_textpage()
        string = text.get_text_range()
        left = {part: text.get_charbox(string.index(part))[0] for part in ("0012345", "22")}
        assert left["0012345"] < left["22"]


def test_pdf_names_missing_letters() -> None:
    one = document(Section("Found", (Note(f"before {NO_FONT_HAS} after"),)))
    data = write([one, document(Section("Found", (TABLE,)))])
    first, second = pages(data)
    assert "a character that no font at hand has: U+0378. To see it" in first
    assert "before \ufffd after" in first
    assert "no font" not in second
    assert_conforms(data)


def test_pdf_names_at_most_eight_missing_letters() -> None:
    unassigned = "".join(chr(code) for code in range(0x2FE0, 0x2FF0))
    named = "U+2FE0, U+2FE1, U+2FE2, U+2FE3, U+2FE4, U+2FE5, U+2FE6, U+2FE7, and 8 more"
    assert named in pages(written(Note(unassigned)))[0]


def test_pdf_is_reproducible() -> None:
    assert written(TABLE) == written(TABLE)


def test_pdf_keeps_other_faults() -> None:
    with pytest.raises(typst.TypstError):
        written(Table(HEADS, (("too", "few"),)))
