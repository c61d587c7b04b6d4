import sys
from io import BytesIO
from zipfile import ZipFile

import pytest

from ksbcheck.documents import sheets, slides
from ksbcheck.documents.content import Known
from ksbcheck.documents.outliner import DocumentError, Outliner
from ksbcheck.documents.package import _MAX_INFLATED
from ksbcheck.domain.outline import Heading, Outline
from tests.documents import Formula, Inline, Slide, png, pptx, sparse_xlsx, xlsx, zipped

DECK = [
    Slide("Aims (K1)", ["K2", "and S3"], notes="Say more on B4."),
    Slide("Means", ["K1 again"]),
    Slide("", []),
    Slide("What I learnt", ["S5"]),
]


def cited(found: Outline) -> list[tuple[str, int | None]]:
    return [(each.code, each.spot.page) for each in found.citations]


def changed(data: bytes, name: str, old: str, new: str) -> BytesIO:
    with ZipFile(BytesIO(data)) as archive:
        members = {each: archive.read(each).decode() for each in archive.namelist()}
    assert old in members[name]
    members[name] = members[name].replace(old, new)
    return BytesIO(zipped(members.items()))


def test_slides_read_in_the_order_shown() -> None:
    found = slides.read(BytesIO(pptx(DECK)), Outliner())
    assert (found.noun, found.page_noun, found.pages, found.pages_exact) == ("presentation", "slide", 4, True)
    assert found.headings == (Heading("Aims (K1)", 1, 1), Heading("Means", 1, 2), Heading("What I learnt", 1, 4))
    assert cited(found) == [("K1", 1), ("K2", 1), ("S3", 1), ("B4", 1), ("K1", 2), ("S5", 4)]


def test_slides_read_tables_and_breaks() -> None:
    frame = (
        "<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>K</a:t></a:r>"
        "<a:r><a:t>7</a:t></a:r><a:br/><a:r><a:t>8 pupils</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl>"
        "</a:graphicData></a:graphic></p:graphicFrame></p:spTree>"
    )
    document = changed(pptx(DECK[:1]), "ppt/slides/slide1.xml", "</p:spTree>", frame)
    assert ("K7", 1) in cited(slides.read(document, Outliner()))


def test_slides_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slides, "MAX_PAGES", 3)
    with pytest.raises(DocumentError, match="it has 4 slides, and no more than 3 are read"):
        slides.read(BytesIO(pptx(DECK)), Outliner())


BOOK = {
    "Log": [["Date", "KSB"], ["12/03/2025", "K1, 2"], [7, True, None, "S3"]],
    "Plan & more": [[Inline("K4"), Formula('"K"&5', "K5")], [["K", "1", "2"]]],
    "Empty": [],
}


def test_sheets_read_cells() -> None:
    found = sheets.read(BytesIO(xlsx(BOOK)), Outliner())
    assert (found.noun, found.sheets, found.pages) == ("spreadsheet", ("Log", "Plan & more", "Empty"), None)
    assert [(each.code, each.spot.sheet) for each in found.citations] == [
        ("K1", "Log"), ("K2", "Log"), ("S3", "Log"), ("K4", "Plan & more"), ("K5", "Plan & more"), ("K12", "Plan & more"),
    ]  # fmt: skip


def test_sheets_skip_pronunciations() -> None:
    spoken = changed(xlsx({"A": [["K1"]]}), "xl/sharedStrings.xml", "</t></si>", "</t><rPh><t>K2</t></rPh></si>")
    assert [each.code for each in sheets.read(spoken, Outliner()).citations] == ["K1"]


@pytest.mark.parametrize("index", ["99", "-1", "x", ""])
def test_sheets_ignore_missing_shared_texts(index: str) -> None:
    broken = changed(xlsx({"A": [["K1"]]}), "xl/worksheets/sheet1.xml", "<v>0</v>", f"<v>{index}</v>")
    assert sheets.read(broken, Outliner()).citations == ()


def test_sheets_ignore_cells_without_text() -> None:
    broken = changed(xlsx({"A": [[Inline("K1")]]}), "xl/worksheets/sheet1.xml", "is>", "no>")
    assert sheets.read(broken, Outliner()).citations == ()


def test_sheets_read_without_shared_texts() -> None:
    lacking = changed(xlsx({"A": [["K1"]]}), "xl/_rels/workbook.xml.rels", "sharedStrings", "other")
    assert sheets.read(lacking, Outliner()).citations == ()


def test_sheets_ignore_chart_sheets() -> None:
    chart = changed(
        xlsx({"A": [["K1"]]}), "xl/_rels/workbook.xml.rels", "relationships/worksheet", "relationships/chartsheet"
    )
    found = sheets.read(chart, Outliner())
    assert (found.sheets, found.citations) == (("A",), ())


def test_sheets_read_sparse_cells() -> None:
    found = sheets.read(BytesIO(sparse_xlsx()), Outliner())
    assert [each.code for each in found.citations] == ["K1"]
    assert len(sparse_xlsx()) < _MAX_INFLATED


def test_sheets_ignore_pasted_lists_of_ksbs(st1414: object) -> None:
    rows = [[ksb.code, ksb.text] for ksb in st1414.ksbs]
    for cells in (rows, [[f"{code}: {text}"] for code, text in rows]):
        known = Known(ksb.text for ksb in st1414.ksbs)
        found = sheets.read(BytesIO(xlsx({"KSBs": cells})), Outliner(known=known))
        assert len(found.citations) == 88
        assert all(not each.is_shown for each in found.citations)


def with_parts(data: bytes, old: str, new: str, rels: str = "", **parts: bytes) -> Outliner:
    """Return what is collected of a document in which the part `old` has more in it, and relations."""
    name, anchor = old.split("|")
    with ZipFile(BytesIO(data)) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    assert anchor.encode() in members[name]
    members[name] = members[name].replace(anchor.encode(), new.encode() + anchor.encode())
    if rels:
        folder, _, last = name.rpartition("/")
        members[f"{folder}/_rels/{last}.rels"] = f"<Relationships>{rels}</Relationships>".encode()
    outliner = Outliner()
    reader = slides if name.startswith("ppt/") else sheets
    reader.read(BytesIO(zipped({**members, **parts}.items())), outliner)
    return outliner


SLIDE = "ppt/slides/slide1.xml|</p:spTree>"
SHEET = "xl/worksheets/sheet1.xml|</worksheet>"
IMAGE = '<Relationship Id="r9" Type="x/image" Target="../media/a.png"/>'
BLIP = '<p:pic><a:blip r:embed="r9"/></p:pic>'


@pytest.mark.parametrize(
    ("shown", "data", "blank"),
    [
        (BLIP, png(), False),
        (BLIP, png(b"\0\0"), True),
        (BLIP, b"no picture", False),
        (BLIP.replace("r9", "r8"), png(), True),
        ("<a:custGeom/>", b"", False),
        ('<a:videoFile r:link="r9"/>', b"", False),
    ],
)
def test_slides_may_show_something_without_text(shown: str, data: bytes, blank: bool) -> None:
    outliner = with_parts(pptx([Slide("")]), SLIDE, shown, IMAGE, **{"ppt/media/a.png": data})
    why_none = outliner.why_no_evidence(Known())
    assert (why_none is not None) is blank


def test_slides_without_the_library_for_pictures_count(monkeypatch: pytest.MonkeyPatch) -> None:
    outliner = with_parts(pptx([Slide("")]), SLIDE, BLIP, IMAGE, **{"ppt/media/a.png": png(b"\0\0")})
    monkeypatch.setitem(sys.modules, "ksbcheck.documents.media", None)
    assert outliner.why_no_evidence(Known()) is None


def test_slides_know_the_texts_of_links() -> None:
    run = '<p:sp><a:p><a:r><a:rPr><a:hlinkClick r:id="r9"/></a:rPr><a:t>my film</a:t></a:r></a:p></p:sp>'
    link = '<Relationship Id="r9" Type="x/hyperlink" Target="https://a.example.org" TargetMode="External"/>'
    assert with_parts(pptx([Slide("")]), SLIDE, run, link).content.links == ["my film"]
    assert with_parts(pptx([Slide("")]), SLIDE, run).content.links == []


def test_sheets_may_show_something_without_text() -> None:
    drawing = b'<d xmlns:c="c"><c:chart/></d>'
    assert with_parts(xlsx({"Log": []}), SHEET, "", **{"xl/drawings/drawing1.xml": drawing}).shows
    linked = with_parts(xlsx({"Log": []}), SHEET, "<hyperlinks><hyperlink/></hyperlinks>")
    assert linked.content.links == [""]
    chart = changed(xlsx({"Log": []}), "xl/_rels/workbook.xml.rels", '/worksheet"', '/chartsheet"')
    outliner = Outliner()
    sheets.read(chart, outliner)
    assert outliner.shows


def shown(found: Outline) -> list[str]:
    return [each.code for each in found.citations if each.is_shown]


def test_slides_know_what_nobody_sees() -> None:
    hidden = changed(pptx(DECK), "ppt/slides/slide4.xml", "<p:sld ", "<p:sld show='0' ")
    assert shown(slides.read(hidden, Outliner())) == ["K1", "S5"]
    struck = changed(pptx(DECK[:1]), "ppt/slides/slide1.xml", "<a:r><a:t>K2", "<a:r><a:rPr strike='sngStrike'/><a:t>K2")
    assert shown(slides.read(struck, Outliner())) == ["K1", "S3", "B4"]
    for x in ("-9000000", "13000000"):
        frame = f'<p:spPr><a:xfrm><a:off x="{x}" y="0"/><a:ext cx="9" cy="9"/></a:xfrm></p:spPr>'
        beside = changed(pptx(DECK[1:2]), "ppt/slides/slide1.xml", "<p:spPr/>", frame)
        assert shown(slides.read(beside, Outliner())) == []


def test_sheets_know_what_nobody_sees() -> None:
    rows = [["I led the group along the path (K1).", "I planted thyme (S1)."], ["K2 I asked."]]
    book = xlsx({"Log": rows, "More": [["K3"]]})
    sheet = "xl/worksheets/sheet2.xml"
    assert shown(sheets.read(changed(book, sheet, '<row r="2"', '<row r="2" hidden="1"'), Outliner())) == [
        "K1",
        "S1",
        "K3",
    ]
    columns = '<cols><col min="2" max="2" hidden="1"/></cols><sheetData>'
    assert "S1" not in shown(sheets.read(changed(book, sheet, "<sheetData>", columns), Outliner()))
    state = changed(book, "xl/workbook.xml", 'name="More"', 'name="More" state="veryHidden"')
    assert "K3" not in shown(sheets.read(state, Outliner()))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    for look in ("<strike/>", '<color rgb="FFFFFFFF"/>'):
        with ZipFile(changed(book, sheet, '<c r="A1"', '<c s="1" r="A1"')) as archive:
            members = {each: archive.read(each).decode() for each in archive.namelist()}
        fonts = f"<fonts><font/><font>{look}</font></fonts><cellXfs><xf fontId='0'/><xf fontId='1'/></cellXfs>"
        related = (
            "<Relationship Id='s' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles'"
        )
        rels = members["xl/_rels/workbook.xml.rels"]
        rels = rels.replace("</Relationships>", f"{related} Target='styles.xml'/></Relationships>")
        members |= {
            "xl/styles.xml": f"<styleSheet xmlns='{main}'>{fonts}</styleSheet>",
            "xl/_rels/workbook.xml.rels": rels,
        }
        assert "K1" not in shown(sheets.read(BytesIO(zipped(members.items())), Outliner()))


def test_sheets_read_rows_below_their_headings() -> None:
    log = [["Date", "KSB", "Evidence"], [45, "K1", "I led the group along the cold path."], [46, "K2"]]
    found = sheets.read(BytesIO(xlsx({"Log": log})), Outliner())
    assert shown(found) == ["K1"]
    assert [each.spot.row for each in found.citations] == [2, 3]


def test_slides_report_pictures_alone() -> None:
    picture = changed(
        pptx([Slide("Bed", []), Slide("Aims", ["K1"])]), "ppt/slides/slide2.xml", "</p:spTree>", "<p:pic/></p:spTree>"
    )
    assert slides.read(picture, Outliner()).without_text == "1 of 2 slides"
