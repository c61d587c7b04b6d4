from io import BytesIO

import pytest

from ksbcheck.documents.content import Known
from ksbcheck.documents.outliner import _CHARACTERS_A_PAGE, Outliner
from ksbcheck.documents.word import read
from ksbcheck.domain.outline import Outline, Spot
from tests.documents import (
    BREAK,
    PAGE_BREAK,
    RENDERED_BREAK,
    Xml,
    deleted,
    docx,
    docx_parts,
    docx_with_link,
    docx_with_picture,
    inserted,
    note_mark,
    para,
    png,
    table,
    text_box,
    zipped,
)
from tests.documents.word_files import Paragraph, body

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def outline(*paragraphs: Paragraph, **more: object) -> Outline:
    return read(BytesIO(docx(paragraphs, **more)), Outliner())


def cited(found: Outline) -> list[str]:
    return [each.code for each in found.citations]


def shown(found: Outline) -> list[str]:
    return [each.code for each in found.citations if each.is_shown]


def headings(found: Outline) -> list[tuple[str, int | None]]:
    return [(heading.text, heading.level) for heading in found.headings]


def pages(found: Outline) -> dict[str, int | None]:
    return {each.code: each.spot.page for each in found.citations}


def with_styles(styles: str, *paragraphs: Paragraph) -> Outline:
    parts = docx_parts(body(paragraphs))
    head, _, _ = parts["word/styles.xml"].partition("<w:style ")
    parts["word/styles.xml"] = f"{head}{styles}</w:styles>"
    return read(BytesIO(zipped(parts.items())), Outliner())


def test_word_reads_paragraphs_and_spots() -> None:
    found = outline("K1", ("Heading1", "Planning (K2)"), "", "K3", ("Heading2", "Aims"), "K4")
    assert (found.noun, found.page_noun, found.pages, found.pages_exact) == ("Word document", "page", 1, False)
    assert (found.paragraphs, found.without_text) == (3, "")
    assert [(each.code, each.spot) for each in found.citations] == [
        ("K1", Spot(paragraph=1)),
        ("K2", Spot(heading=0, paragraph=1)),
        ("K3", Spot(heading=0, paragraph=2)),
        ("K4", Spot(heading=1, paragraph=3)),
    ]


def test_word_joins_codes_split_over_runs() -> None:
    assert cited(outline(para("As in K", "1", "2, ", "S", "3."))) == ["K12", "S3"]


@pytest.mark.parametrize(
    ("style", "level"),
    [
        ('<w:name w:val="heading 2"/>', 2),
        ('<w:name w:val="Heading 3"/>', 3),
        ('<w:name w:val="Title"/>', 1),
        ('<w:name w:val="Mine"/><w:pPr><w:outlineLvl w:val="3"/></w:pPr>', 4),
        ('<w:name w:val="Mine"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr>', None),
        ('<w:name w:val="Mine"/><w:pPr><w:outlineLvl w:val="x"/></w:pPr>', None),
        ('<w:name w:val="Mine"/><w:basedOn w:val="Base"/>', 1),
        ('<w:name w:val="Mine"/><w:basedOn w:val="Between"/>', 1),
        ('<w:name w:val="Mine"/><w:basedOn w:val="None"/>', None),
        ('<w:name w:val="Mine"/><w:basedOn w:val="Mine"/>', None),
        ('<w:name w:val="heading two"/>', None),
        ("", None),
    ],
)
def test_word_reads_levels_of_styles(style: str, level: int | None) -> None:
    styles = (
        '<w:style w:styleId="Base"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="Between"><w:name w:val="Other"/><w:basedOn w:val="Base"/></w:style>'
        f'<w:style w:styleId="Mine">{style}</w:style>'
    )
    found = with_styles(styles, ("Mine", "Planning"))
    assert headings(found) == ([("Planning", level)] if level else [])


@pytest.mark.parametrize(("level", "expected"), [("0", [("Aims", 1)]), ("8", [("Aims", 9)]), ("9", [])])
def test_word_reads_levels_of_paragraphs(level: str, expected: list[tuple[str, int]]) -> None:
    own = Xml(
        f'<w:p><w:pPr><w:pStyle w:val="Heading1"/><w:outlineLvl w:val="{level}"/></w:pPr>'
        "<w:r><w:t>Aims</w:t></w:r></w:p>"
    )
    assert headings(outline(own)) == expected


def test_word_reads_without_styles() -> None:
    parts = docx_parts(body([("Heading1", "Planning (K1)")]))
    del parts["word/_rels/document.xml.rels"]
    assert headings(read(BytesIO(zipped(parts.items())), Outliner())) == []


def test_word_reads_properties_without_style() -> None:
    assert headings(outline(Xml("<w:p><w:pPr/><w:r><w:t>K1</w:t></w:r></w:p>"))) == []


def test_word_reads_tables() -> None:
    assert cited(outline(table([["K1", "2 pupils"], ["S3", "K4"]]), "B5")) == ["K1", "S3", "K4", "B5"]


def test_word_reads_text_boxes_once() -> None:
    found = outline(para("K1", text_box("2 pupils, K3"), "4 adults"), "K5")
    assert cited(found) == ["K1", "K3", "K5"]
    box = Xml(
        "<w:r><w:txbxContent><w:p><w:r><w:t>K1</w:t></w:r></w:p><w:p><w:r><w:t>2</w:t></w:r></w:p></w:txbxContent></w:r>"
    )
    assert cited(outline(para(box))) == ["K1"]


def test_word_reads_footnotes() -> None:
    found = outline(para("As shown, K1", note_mark(1)), footnotes=["See K2 as well."])
    assert [(each.code, each.spot) for each in found.citations] == [
        ("K1", Spot(paragraph=1)),
        ("K2", Spot(aside=True)),
    ]


@pytest.mark.parametrize("kind", ["footnotes", "endnotes", "header", "footer", "comments"])
def test_word_reads_asides(kind: str) -> None:
    parts = docx_parts(body([("Heading1", "Planning"), "K1"]))
    target = f'<Relationship Id="x" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"'
    relations = parts["word/_rels/document.xml.rels"]
    there = relations.replace("</Relationships>", f'{target} Target="aside.xml"/></Relationships>')
    aside = f"<w:x xmlns:w='{WORD}'><w:p><w:r><w:t>K</w:t></w:r><w:r><w:t>2 TBC</w:t></w:r></w:p></w:x>"
    found = read(
        BytesIO(zipped({**parts, "word/_rels/document.xml.rels": there, "word/aside.xml": aside}.items())), Outliner()
    )
    assert [(each.code, each.spot) for each in found.citations] == [
        ("K1", Spot(heading=0, paragraph=1)),
        ("K2", Spot(aside=True)),
    ]
    assert [each.words for each in found.placeholders] == ["TBC"]
    assert (found.paragraphs, found.pages) == (1, 1)
    missing = {**parts, "word/_rels/document.xml.rels": there}
    assert cited(read(BytesIO(zipped(missing.items())), Outliner())) == ["K1"]


def test_word_reads_time_stamps() -> None:
    found = outline("00:00:10 Ann: K1", "K2", "[00:01:00] Ben: K3")
    assert found.times == (10, 60)
    assert [each.spot.seconds for each in found.citations] == [10, 10, 60]


def test_word_skips_deleted_and_moved_text() -> None:
    assert shown(outline(para("K1 ", deleted("K2 "), inserted("K3")))) == ["K1", "K3"]
    moved = Xml("<w:moveFrom><w:r><w:t>K4</w:t></w:r></w:moveFrom>")
    assert cited(outline(para(moved, "K5"))) == ["K5"]


def test_word_separates_words_at_tabs_and_breaks() -> None:
    hyphen = Xml("<w:r><w:t>K6</w:t><w:noBreakHyphen/><w:t>K8</w:t></w:r>")
    assert cited(outline("K1\t2", "K3\n4", para(hyphen))) == ["K1", "K3", "K6", "K7", "K8"]


def test_word_counts_rendered_pages() -> None:
    found = outline("K1", para(RENDERED_BREAK, "K2"), para("K3 ", RENDERED_BREAK, "K4"))
    assert (pages(found), found.pages) == ({"K1": 1, "K2": 2, "K3": 2, "K4": 3}, 3)


@pytest.mark.parametrize(
    "paragraphs",
    [
        ["K1", PAGE_BREAK, para(RENDERED_BREAK, "K2")],
        ["K1", para(BREAK, RENDERED_BREAK, "K2")],
        [para("K1", BREAK), para(RENDERED_BREAK, "K2")],
        ["K1", PAGE_BREAK, "", para(RENDERED_BREAK, "K2")],
        ["K1", para(BREAK, "K2"), para("no more", Xml("<w:r><w:t/></w:r>"))],
    ],
)
def test_word_counts_page_breaks_once(paragraphs: list[Paragraph]) -> None:
    found = outline(*paragraphs, para(RENDERED_BREAK, "K3"))
    assert (pages(found), found.pages) == ({"K1": 1, "K2": 2, "K3": 3}, 3)


def test_word_counts_empty_pages() -> None:
    found = outline("K1", PAGE_BREAK, para(RENDERED_BREAK, BREAK), para(RENDERED_BREAK, "K2"))
    assert pages(found) == {"K1": 1, "K2": 3}
    assert pages(outline("K1", para(RENDERED_BREAK), para(RENDERED_BREAK, "K2"))) == {"K1": 1, "K2": 3}


def test_word_has_no_pages_without_layout() -> None:
    found = outline("K1", PAGE_BREAK, "K2")
    assert (pages(found), found.pages) == ({"K1": None, "K2": None}, 2)


def test_word_does_not_estimate_laid_out_pages() -> None:
    found = outline("a" * _CHARACTERS_A_PAGE * 5, para(RENDERED_BREAK, "K2"))
    assert found.pages == 2
    assert outline("a" * _CHARACTERS_A_PAGE * 5, para(RENDERED_BREAK, "K2"), pages=4).pages == 4


@pytest.mark.parametrize(("stated", "pages"), [(7, 7), (0, 2)])
def test_word_reads_stated_pages(stated: int, pages: int) -> None:
    assert outline("a" * _CHARACTERS_A_PAGE, pages=stated).pages == pages


@pytest.mark.parametrize("stated", ["many", "", "-3", "99999999"])
def test_word_ignores_impossible_page_counts(stated: str) -> None:
    parts = docx_parts(body(["a"]), pages=4)
    parts["docProps/app.xml"] = parts["docProps/app.xml"].replace(">4<", f">{stated}<")
    assert read(BytesIO(zipped(parts.items())), Outliner()).pages == 1


def test_word_reports_empty_documents() -> None:
    found = outline()
    assert (found.without_text, found.paragraphs, found.citations) == ("all", None, ())


def test_word_reads_strict_ooxml() -> None:
    parts = docx_parts(body([("Heading1", "Planning"), "K1"]))
    strict = {
        name: text.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        for name, text in parts.items()
    }
    found = read(BytesIO(zipped(strict.items())), Outliner())
    assert (headings(found), cited(found)) == ([("Planning", 1)], ["K1"])


def test_word_ignores_pasted_lists_of_ksbs(st1414: object) -> None:
    rows = [[ksb.code, ksb.text] for ksb in st1414.ksbs]
    for paragraphs in ([table(rows)], [f"{code} {text}" for code, text in rows]):
        known = Known(ksb.text for ksb in st1414.ksbs)
        found = read(BytesIO(docx(["This shows K9.", *paragraphs])), Outliner(known=known))
        assert shown(found) == ["K9"]
        assert sum(not each.is_shown for each in found.citations) == 88


def test_word_finds_placeholders() -> None:
    found = outline(("Heading1", "[Your name]"), "I did [insert image] it.", table([["TBC"]]))
    assert [(each.words, each.spot.paragraph) for each in found.placeholders] == [
        ("[Your name]", None),
        ("[insert image]", 1),
        ("TBC", 2),
    ]


def test_word_records_pictures_links_and_the_day_of_saving() -> None:
    found = read(BytesIO(docx_with_picture(["a"], png())), Outliner())
    again = read(BytesIO(docx_with_picture(["b"], png())), Outliner())
    other = read(BytesIO(docx_with_picture(["a"], png(b"\0\xff"))), Outliner())
    assert found.pictures == again.pictures != other.pictures
    outliner = Outliner()
    read(BytesIO(docx_with_link("my film", "https://a.example.org/1")), outliner)
    assert outliner.content.links == ["my film"]
    core = (
        '<p xmlns:t="http://purl.org/dc/terms/"><t:created>2024-01-01T00:00:00Z</t:created>'
        "<t:modified>2025-03-04T09:00:00Z</t:modified></p>"
    )
    parts = {**docx_parts(body(["a"])), "docProps/core.xml": core}
    assert read(BytesIO(zipped(parts.items())), Outliner()).saved == "2025-03-04"


def run(text: str, format_: str = "") -> Xml:
    return Xml(f"<w:r><w:rPr>{format_}</w:rPr><w:t>{text}</w:t></w:r>")


@pytest.mark.parametrize(
    "format_",
    [
        "<w:vanish/>",
        "<w:strike w:val='true'/>",
        "<w:dstrike/>",
        "<w:sz w:val='2'/>",
        "<w:color w:val='ffffff'/>",
        "<w:rStyle w:val='Gone'/>",
    ],
)
def test_word_knows_what_nobody_sees(format_: str) -> None:
    gone = "<w:style w:styleId='Gone'><w:rPr><w:vanish/></w:rPr></w:style></w:styles>"
    parts = docx_parts(body([para("K1 ", run("K2", format_), " K3")]))
    parts["word/styles.xml"] = parts["word/styles.xml"].replace("</w:styles>", gone)
    found = read(BytesIO(zipped(parts.items())), Outliner())
    assert (shown(found), len(found.citations)) == (["K1", "K3"], 3)


def test_word_sees_white_text_on_a_colour() -> None:
    shaded = Xml("<w:pPr><w:shd w:fill='000000'/></w:pPr>")
    assert shown(outline(para(shaded, run("K1", "<w:color w:val='FFFFFF'/>")))) == ["K1"]
    assert shown(outline(para(run("K1", "<w:vanish w:val='0'/>")))) == ["K1"]


def test_word_reads_controls() -> None:
    prompt = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>K1</w:t></w:r></w:sdtContent></w:sdt>"
    box = (
        "<w:sdt><w:sdtPr><x:checkbox xmlns:x='http://schemas.microsoft.com/office/word/2010/wordml'>"
        "<x:checked x:val='{}'/></x:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>?</w:t></w:r></w:sdtContent></w:sdt>"
    )
    old = "<w:r><w:fldChar><w:ffData><w:checkBox><w:default w:val='{}'/></w:checkBox></w:ffData></w:fldChar></w:r>"
    symbol = "<w:r><w:sym w:font='Wingdings' w:char='{}'/></w:r>"
    found = outline(
        para(Xml(prompt), "K2"),
        *(para(Xml(box.format(state)), f" K{3 + state}") for state in (0, 1)),
        *(para(Xml(old.format(state)), f" K{5 + state}") for state in (0, 1)),
        *(para(Xml(symbol.format(sign)), f" K{7 + state}") for state, sign in enumerate(("F0A8", "F0FE"))),
    )
    assert shown(found) == ["K2", "K4", "K6", "K8"]
    assert len(found.citations) == 8


def test_word_reads_rows_below_their_headings() -> None:
    rows = [["KSB", "What I did"], ["K1", "I led the group along the cold path."], ["K2", ""], ["K3", "Not met"]]
    assert shown(outline(table(rows))) == ["K1"]


def test_word_reads_tables_that_lay_out_the_page() -> None:
    inner = table([["K2", ""]])
    cells = "".join(
        f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p>{more}</w:tc>" for text, more in (("K1", inner), ("a", ""))
    )
    found = outline(Xml(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"))
    assert cited(found) == ["K1", "K2"]


def test_word_bears_boxes_within_boxes() -> None:
    nested = "<w:r><w:t>K1</w:t></w:r>"
    for _ in range(100):
        nested = f"<w:r><w:txbxContent><w:p>{nested}</w:p></w:txbxContent></w:r>"
    assert cited(outline(para(Xml(nested)))) == ["K1"]


def test_word_reports_sections_of_pictures_alone() -> None:
    blip = Xml("<w:r><a:blip xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'/></w:r>")
    found = outline(("Heading1", "Bed"), para("K1", blip), ("Heading1", "Notes"), para(blip), ("Heading1", "End"))
    assert found.without_text == "1 of 2 sections"


def test_word_reads_lines_in_bold_as_headings() -> None:
    found = outline(
        para(run("Planning", "<w:b/>")), "K1", para(run("K2", "<w:b/>"), " too"), para(run("So.", "<w:b/>"))
    )
    assert headings(found) == [("Planning", 9)]
