from io import BytesIO
from zipfile import ZipFile

import pytest

from ksbcheck.documents.content import Known
from ksbcheck.documents.opendocument import read_sheets, read_slides, read_text
from ksbcheck.documents.outliner import _CHARACTERS_A_PAGE, DocumentError, Outliner
from ksbcheck.domain.locator import spot_name
from ksbcheck.domain.outline import Heading, Outline, Spot, Unread
from tests.documents import (
    BREAK_BEFORE,
    SOFT_BREAK,
    Slide,
    Xml,
    encrypted_odt,
    odp,
    ods,
    odt,
    odt_para,
    png,
    sparse_ods,
    zipped,
)


def text(*paragraphs: str | tuple[str, str], **more: object) -> Outline:
    return read_text(BytesIO(odt(paragraphs, **more)), Outliner())


def cited(found: Outline) -> list[str]:
    return [each.code for each in found.citations]


def pages(found: Outline) -> dict[str, int | None]:
    return {each.code: each.spot.page for each in found.citations}


def without(data: bytes, name: str) -> BytesIO:
    with ZipFile(BytesIO(data)) as archive:
        return BytesIO(zipped((each, archive.read(each)) for each in archive.namelist() if each != name))


def shown(found: Outline) -> list[str]:
    return [each.code for each in found.citations if each.is_shown]


FORM = "urn:oasis:names:tc:opendocument:xmlns:form:1.0"


def test_opendocument_knows_what_nobody_sees() -> None:
    styles = (
        "<style:style style:name='Gone'><style:text-properties style:text-line-through-style='solid'/></style:style>"
        "<style:style style:name='Dark'><style:text-properties text:display='none'/></style:style>"
    )
    spans = "<text:span text:style-name='Gone'>K2</text:span> K3 <text:span text:style-name='Dark'>K4</text:span>"
    form = "<form:checkbox xmlns:form='{0}' form:label='K6' form:current-state='{1}'/><form:text xmlns:form='{0}' form:current-value='I asked (K7)'/>"
    ticked, unticked = (text(Xml(form.format(FORM, state))) for state in ("checked", "unchecked"))
    assert (shown(ticked), shown(unticked)) == (["K6", "K7"], ["K7"])
    found = text(Xml(f"{styles}<text:p>K1 {spans}</text:p><text:p text:style-name='Dark'>K5</text:p>"))
    assert shown(found) == ["K1", "K3"]
    assert len(found.citations) == 5


def test_opendocument_reads_rows() -> None:
    cells = ("KSB", "What I did"), ("K1", "I planted thyme in the cold bed."), ("K2", "")
    row = "<table:table-row>{}</table:table-row>".format
    rows = (
        row("".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in each)) for each in cells
    )
    found = text(Xml(f"<table:table>{''.join(rows)}</table:table>"), "B1")
    assert shown(found) == ["K1", "B1"]
    assert found.paragraphs == 4


def test_opendocument_reads_paragraphs_and_headings() -> None:
    found = text("K1", ("Heading1", "Planning (K2)"), "  ", "K3", ("Heading2", "Aims"), "K4")
    assert (found.noun, found.page_noun, found.pages, found.pages_exact) == ("text document", "page", 1, False)
    assert found.headings == (Heading("Planning (K2)", 1, None), Heading("Aims", 2, None))
    assert [(each.code, each.spot) for each in found.citations] == [
        ("K1", Spot(paragraph=1)),
        ("K2", Spot(heading=0, paragraph=1)),
        ("K3", Spot(heading=0, paragraph=2)),
        ("K4", Spot(heading=1, paragraph=3)),
    ]


@pytest.mark.parametrize("level", ["", 'text:outline-level=""', 'text:outline-level="x"'])
def test_opendocument_gives_headings_without_level_level_1(level: str) -> None:
    assert text(Xml(f"<text:h {level}>Aims</text:h>")).headings == (Heading("Aims", 1, None),)


def test_opendocument_separates_words_at_blanks_tabs_and_breaks() -> None:
    spaced = Xml('<text:p>K5<text:s text:c="2"/>6 pupils</text:p>')
    assert cited(text("K1\t2", "K3\n4", spaced, odt_para("K", "7"))) == ["K1", "K3", "K5", "K7"]


def test_opendocument_skips_deleted_text() -> None:
    assert shown(text("K1", deleted=["K2", "K3"])) == ["K1"]


def test_opendocument_reads_footnotes_without_marks_and_comments() -> None:
    note = Xml(
        "<text:note><text:note-citation>2</text:note-citation><text:note-body><text:p>S4</text:p></text:note-body></text:note>"
    )
    comment = Xml(
        '<office:annotation><dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">B5</dc:creator><text:p>B6</text:p></office:annotation>'
    )
    paragraph = Xml(f"<text:p>K1{note} and{comment} K3</text:p>")
    outline = text(paragraph)
    assert sorted(shown(outline)) == ["K1", "K3", "S4"]
    assert [spot_name(each.spot, outline) for each in outline.by_code["B6"]] == ["in a comment by B5"]


def test_opendocument_reads_text_boxes_once() -> None:
    box = "<draw:frame><draw:text-box><text:p>2 pupils, S3</text:p></draw:text-box></draw:frame>"
    assert cited(text(Xml(f"<text:p>K1{box}4 adults</text:p>"))) == ["K1", "S3"]


def test_opendocument_counts_laid_out_pages() -> None:
    within = Xml("<text:p>K3<text:soft-page-break/> more</text:p>")
    found = text("K1", SOFT_BREAK, "K2", within, "K4")
    assert (pages(found), found.pages) == ({"K1": 1, "K2": 2, "K3": 2, "K4": 3}, 3)


def test_opendocument_counts_author_page_breaks() -> None:
    found = text((BREAK_BEFORE, "K1"), SOFT_BREAK, "K2", (BREAK_BEFORE, "K3"))
    assert pages(found) == {"K1": 1, "K2": 2, "K3": 3}


def test_opendocument_estimates_pages_without_layout() -> None:
    found = text("K1", (BREAK_BEFORE, "K2"), pages=5)
    assert (pages(found), found.pages) == ({"K1": None, "K2": None}, 5)
    assert text("a" * _CHARACTERS_A_PAGE).pages == 2
    assert read_text(without(odt(["K1"]), "meta.xml"), Outliner()).pages == 1


def test_opendocument_reads_sheets() -> None:
    found = read_sheets(
        BytesIO(ods({"Log": [["K1", 7, True, None]], "My plan": [["K2", "S3\n4"]], "Empty": []})), Outliner()
    )
    assert (found.noun, found.sheets) == ("spreadsheet", ("Log", "My plan", "Empty"))
    assert [(each.code, each.spot.sheet) for each in found.citations] == [
        ("K1", "Log"),
        ("K2", "My plan"),
        ("S3", "My plan"),
    ]


def test_opendocument_reads_sparse_sheets() -> None:
    assert cited(read_sheets(BytesIO(sparse_ods()), Outliner())) == ["K1"]


def test_opendocument_reads_slides() -> None:
    found = read_slides(BytesIO(odp([Slide("Aims (K1)", ["K2"], notes="S3"), Slide("Means", ["K4"])])), Outliner())
    assert (found.noun, found.page_noun, found.pages) == ("presentation", "slide", 2)
    assert found.headings == (Heading("Aims (K1)", 1, 1), Heading("Means", 1, 2))
    assert pages(found) == {"K1": 1, "K2": 1, "S3": 1, "K4": 2}


def test_opendocument_refuses_passwords() -> None:
    with pytest.raises(DocumentError, match="it is protected by a password") as caught:
        read_text(BytesIO(encrypted_odt()), Outliner())
    assert caught.value.unread is Unread.PASSWORD


def test_opendocument_reads_files_without_listing() -> None:
    assert cited(read_text(without(odt(["K1"]), "META-INF/manifest.xml"), Outliner())) == ["K1"]


def test_opendocument_refuses_files_without_content() -> None:
    with pytest.raises(DocumentError, match=r"it lacks content\.xml"):
        read_text(without(odt(["K1"]), "content.xml"), Outliner())


@pytest.mark.parametrize(
    ("shown", "data", "blank"),
    [
        ('<draw:frame><draw:image xlink:href="Pictures/a.png"/></draw:frame>', png(), False),
        ('<draw:frame><draw:image xlink:href="Pictures/a.png"/></draw:frame>', png(b"\0\0"), True),
        ('<draw:frame><draw:image xlink:href="Pictures/b.png"/></draw:frame>', png(), True),
        ("<draw:frame><draw:object/></draw:frame>", b"", False),
        ('<form:text form:current-value="Petra led the group"/>', b"", False),
    ],
)
def test_text_may_show_something_without_text(shown: str, data: bytes, blank: bool) -> None:
    names = 'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:form="urn:oasis:names:tc:opendocument:xmlns:form:1.0"'
    with ZipFile(BytesIO(odt([Xml(f"<text:p {names}>{shown}</text:p>")]))) as archive:
        members = [(each, archive.read(each)) for each in archive.namelist()]
    outliner = Outliner()
    read_text(BytesIO(zipped([*members, ("Pictures/a.png", data)])), outliner)
    assert (outliner.why_no_evidence(Known()) is not None) is blank


def test_text_knows_its_links_and_the_day_of_saving() -> None:
    link = '<text:p xmlns:x="http://www.w3.org/1999/xlink"><text:a x:href="https://a.example.org">my film</text:a></text:p>'
    with ZipFile(BytesIO(odt([Xml(link)]))) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    saved = b'<office:meta><d:date xmlns:d="http://purl.org/dc/elements/1.1/">2025-03-04T09:00:00</d:date>'
    members["meta.xml"] = members["meta.xml"].replace(b"<office:meta>", saved)
    outliner = Outliner()
    assert read_text(BytesIO(zipped(members.items())), outliner).saved == "2025-03-04"
    assert outliner.content.links == ["my film"]
