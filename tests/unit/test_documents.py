"""The documents that tests and benchmarks are made with are what they say."""

import re
from collections.abc import Callable, Iterable
from contextlib import closing
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZIP_STORED, BadZipFile, ZipFile

import pypdfium2
import pytest

from benchmarks.folders import benchmark_folder
from ksbcheck.inputs.manifest import read_manifest
from tests import documents
from tests.documents import word_files

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def pdf_texts(data: bytes, password: str | None = None) -> list[str]:
    """Return what pypdfium2 reads on each page."""
    with closing(pypdfium2.PdfDocument(data, password=password)) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def member(data: bytes, name: str) -> bytes:
    """Return a member of an archive that is sound."""
    with ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return archive.read(name)


def members(data: bytes) -> list[str]:
    """Return the names of an archive's members."""
    with ZipFile(BytesIO(data)) as archive:
        return archive.namelist()


def part(data: bytes, name: str) -> ET.Element:
    """Return the root of a member that is XML."""
    return ET.fromstring(member(data, name))  # noqa: S314 - we made it ourselves


def targets(data: bytes, name: str) -> dict[str, str]:
    """Return what the relationships of a part lead to, by their ids."""
    return {item.attrib["Id"]: item.attrib["Target"] for item in part(data, name)}


@pytest.mark.parametrize("compressed", [False, True])
def test_pdf(compressed: bool) -> None:
    data = documents.pdf([r"One (K1) of £5, a café \ bar", ["First line", "Second line"]], compressed=compressed)
    assert pdf_texts(data) == [r"One (K1) of £5, a café \ bar", "First line\r\nSecond line"]
    assert (b"First line" in data) is not compressed


def test_pdf_cross_references() -> None:
    data = documents.pdf(["One", "Two"])
    start = int(data.split(b"startxref\n")[1].split()[0])
    table = data[start:].split(b"trailer")[0].splitlines()[3:]
    assert [int(line[:10]) for line in table] == [data.index(b"\n%d 0 obj" % number) + 1 for number in range(1, 8)]


def test_long_pdf() -> None:
    with closing(pypdfium2.PdfDocument(documents.long_pdf())) as document:
        assert len(document) == 5000
        assert document[4999].get_textpage().get_text_bounded() == "Page 5000 of 5000"


def test_pdf_without_text() -> None:
    data = documents.pdf_without_text(2)
    assert pdf_texts(data) == ["", ""]
    with closing(pypdfium2.PdfDocument(data)) as document:
        assert [item.type for item in document[1].get_objects()] == [3, 2]  # an image and a path


@pytest.mark.parametrize("bits", [40, 128])
def test_encrypted_pdf(bits: int) -> None:
    data = documents.encrypted_pdf(["Inside"], "open me", bits=bits)
    assert b"Inside" not in data
    with pytest.raises(pypdfium2.PdfiumError, match="password"):
        pypdfium2.PdfDocument(data)
    assert pdf_texts(data, "open me") == pdf_texts(data, "owner") == ["Inside"]
    assert pdf_texts(documents.encrypted_pdf(["Inside"], "", bits=bits)) == ["Inside"]


def test_docx() -> None:
    data = documents.docx(
        [
            ("Heading1", "Aims & <means>"),
            "One\tand\ntwo",
            documents.para("S", "5 was met", documents.RENDERED_BREAK, documents.note_mark(1), style="Title"),
            documents.para(documents.deleted("K1"), documents.inserted("K2"), documents.BREAK),
            documents.PAGE_BREAK,
            documents.table([["a", documents.para("b", style="Heading2")], ["c", "d"]]),
            documents.para(documents.text_box("K9 in a box")),
        ],
        footnotes=["K7 in a note"],
        pages=12,
    )
    root = part(data, "word/document.xml")
    paragraphs = [[text.text for text in item.iter(W + "t")] for item in root.iterfind(f"{W}body/{W}p")]
    boxed = ["K9 in a box", "K9 in a box"]
    assert paragraphs == [["Aims & <means>"], ["One", "and", "two"], ["S", "5 was met"], ["K2"], [], boxed]
    assert [item.get(W + "val") for item in root.iter(W + "pStyle")] == ["Heading1", "Title", "Heading2"]
    assert [item.text for item in root.iter(W + "delText")] == ["K1"]
    assert [["".join(cell.itertext()) for cell in row] for row in root.iter(W + "tr")] == [["a", "b"], ["c", "d"]]
    assert [item.get(W + "type") for item in root.iter(W + "br")] == [None, "page", "page"]
    assert len(list(root.iter(W + "tab"))) == len(list(root.iter(W + "lastRenderedPageBreak"))) == 1
    assert [item.get(W + "id") for item in root.iter(W + "footnoteReference")] == ["1"]
    assert "".join(part(data, "word/footnotes.xml").itertext()) == "K7 in a note"
    assert "12" in part(data, "docProps/app.xml").itertext()
    styles = part(data, "word/styles.xml")
    assert [item.get(W + "styleId") for item in styles] == ["Normal", *word_files.HEADINGS]
    assert [item.get(W + "val") for item in styles.iter(W + "name")] == ["Normal", *word_files.HEADINGS.values()]


def test_plain_docx_has_no_more_than_it_needs() -> None:
    data = documents.docx(["Only this"], styles={"berschrift1": "heading 1"})
    assert "word/footnotes.xml" not in members(data)
    assert "docProps/app.xml" not in members(data)
    levels = [item.get(W + "val") for item in part(data, "word/styles.xml").iter(W + "outlineLvl")]
    assert levels == ["0"]
    assert data == documents.docx(["Only this"], styles={"berschrift1": "heading 1"})


SLIDES = [
    documents.Slide("First", ["One & two", "Three"], notes="Say K1"),
    documents.Slide("Second"),
    documents.Slide("Third", ["Four"], notes="Say S5"),
]


@pytest.mark.parametrize(
    "data",
    [
        documents.docx(["Only this"], footnotes=["Note"], pages=1),
        documents.pptx(SLIDES),
        documents.xlsx({"One": [["a"]], "Two": []}),
    ],
    ids=["docx", "pptx", "xlsx"],
)
def test_every_part_is_named_by_type_and_relationship(data: bytes) -> None:
    typed = {item.get("PartName", "")[1:] for item in part(data, "[Content_Types].xml")} - {""}
    related = set()
    for name in members(data):
        if name.endswith(".rels"):
            base = Path("/", name).parents[1]
            related |= {str((base / target).resolve())[1:] for target in targets(data, name).values()}
    assert typed == related == {name for name in members(data) if name.endswith(".xml")} - {"[Content_Types].xml"}


def test_pptx() -> None:
    data = documents.pptx(SLIDES)
    files = targets(data, "ppt/_rels/presentation.xml.rels")
    order = [files[item.attrib[R + "id"]] for item in part(data, "ppt/presentation.xml").iter(P + "sldId")]
    assert order == ["slides/slide3.xml", "slides/slide2.xml", "slides/slide1.xml"]
    shapes = [shapes_of(data, f"ppt/{name}") for name in order]
    assert shapes == [
        [("title", ["First"]), ("body", ["One & two", "Three"])],
        [("title", ["Second"])],
        [("title", ["Third"]), ("body", ["Four"])],
    ]
    notes = targets(data, "ppt/slides/_rels/slide3.xml.rels")["rId1"]
    assert shapes_of(data, f"ppt/{notes.removeprefix('../')}") == [("body", ["Say K1"]), ("sldNum", ["1"])]
    assert "ppt/slides/_rels/slide2.xml.rels" not in members(data)


def shapes_of(data: bytes, name: str) -> list[tuple[str, list[str | None]]]:
    """Return the kind and the texts of each shape of a slide or its notes."""
    shapes = part(data, name).iter(P + "sp")
    return [
        (next(shape.iter(P + "ph")).attrib["type"], [text.text for text in shape.iter(A + "t")]) for shape in shapes
    ]


def test_xlsx() -> None:
    name = "Lo'g <&\"> é"
    data = documents.xlsx(
        {
            name: [
                ["same", None, "same", ("S", "5")],
                [documents.Inline("K1"), 2, 2.5, True, documents.Formula("A1&D1", "sameS5")],
            ],
            "Other": [["another"]],
        }
    )
    files = targets(data, "xl/_rels/workbook.xml.rels")
    sheets = [
        (item.get("name"), files[item.attrib[R + "id"]]) for item in part(data, "xl/workbook.xml").iter(S + "sheet")
    ]
    assert sheets == [(name, "worksheets/sheet2.xml"), ("Other", "worksheets/sheet1.xml")]
    shared = ["".join(item.itertext()) for item in part(data, "xl/sharedStrings.xml")]
    assert shared == ["same", "S5", "another"]
    cells = part(data, "xl/worksheets/sheet2.xml").iter(S + "c")
    assert [(cell.get("r"), cell.get("t"), list(cell.itertext())) for cell in cells] == [
        ("A1", "s", ["0"]),
        ("C1", "s", ["0"]),
        ("D1", "s", ["1"]),
        ("A2", "inlineStr", ["K1"]),
        ("B2", "n", ["2"]),
        ("C2", "n", ["2.5"]),
        ("D2", "b", ["1"]),
        ("E2", "str", ["A1&D1", "sameS5"]),
    ]


def test_sparse_xlsx() -> None:
    data = documents.sparse_xlsx()
    cells = part(data, "xl/worksheets/sheet1.xml").iter(S + "c")
    assert [(cell.get("r"), "".join(cell.itertext())) for cell in cells] == [("XFD1048576", "K1 sown at the end")]
    assert len(data) < 3000


def opened(data: bytes, kind: str) -> list[tuple[str, str]]:
    """Return the content of an OpenDocument file: each text or element without one, and what it is."""
    with ZipFile(BytesIO(data)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, archive.read(first)) == (
            "mimetype",
            ZIP_STORED,
            MEDIA + kind.encode(),
        )
    manifest = [list(item.attrib.values()) for item in part(data, "META-INF/manifest.xml")]
    assert manifest == [["/", (MEDIA + kind.encode()).decode()], ["content.xml", "text/xml"]]
    items = body_of(data).iter()
    return [(item.tag.split("}")[1], item.text or "") for item in items if item.text or not len(item)]


def body_of(data: bytes) -> ET.Element:
    """Return what the body of an OpenDocument file holds."""
    body = part(data, "content.xml").find(f"{{{OASIS}:office:1.0}}body/*")
    assert body is not None
    return body


MEDIA = b"application/vnd.oasis.opendocument."
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
T = f"{{{OASIS}:text:1.0}}"


def test_odt() -> None:
    data = documents.odt(
        [
            ("Heading2", "Aims & means"),
            " a  b\tc\n d",
            documents.SOFT_BREAK,
            documents.odt_para("S", "5", documents.SOFT_BREAK, style="Heading1"),
            (documents.BREAK_BEFORE, "On a new page"),
        ],
        deleted=["K1"],
        pages=3,
    )
    assert opened(data, "text") == [
        ("p", "K1"),
        ("h", "Aims & means"),
        ("s", ""),
        ("s", ""),
        ("tab", ""),
        ("line-break", ""),
        ("soft-page-break", ""),
        ("span", "S"),
        ("span", "5"),
        ("soft-page-break", ""),
        ("p", "On a new page"),
    ]
    content = part(data, "content.xml")
    assert "".join(content.itertext()) == "K1Aims & meansa bc dS5On a new page"
    assert [item.get(T + "outline-level") for item in content.iter(T + "h")] == ["2", "1"]
    assert b'page-count="3"' in member(data, "meta.xml")
    assert b"page-count" not in member(documents.odt(["x"]), "meta.xml")


def test_ods() -> None:
    data = documents.ods({"Log <1>": [["K1", 2, True, None, 2.5]], "Empty": []})
    texts = [("p", "K1"), ("p", "2"), ("p", "TRUE"), ("table-cell", ""), ("p", "2.5"), ("table", "")]
    assert opened(data, "spreadsheet") == texts
    assert b'"Log &lt;1&gt;"' in member(data, "content.xml")


def test_sparse_ods() -> None:
    data = documents.sparse_ods()
    assert [text for _, text in opened(data, "spreadsheet") if text] == ["K1 sown at the end"]
    assert b'rows-repeated="1048575"' in member(data, "content.xml")


def test_odp() -> None:
    texts = ["First", "One & two", "Three", "Say K1", "Second", "Third", "Four", "Say S5"]
    assert opened(documents.odp(SLIDES), "presentation") == [("p", text) for text in texts]


def test_encrypted_odt() -> None:
    data = documents.encrypted_odt()
    assert b"encryption-data" in member(data, "META-INF/manifest.xml")
    with pytest.raises(ET.ParseError):
        part(data, "content.xml")


def ole_streams(data: bytes) -> dict[str, bytes]:
    """Read the streams of an OLE compound file by their names, following its tables."""

    def numbers(block: bytes) -> list[int]:
        return [int.from_bytes(block[place : place + 4], "little") for place in range(0, len(block), 4)]

    def chain(start: int, table: list[int], source: bytes, size: int) -> bytes:
        found = b""
        while start < 0xFFFFFFFE:
            found += source[start * size : (start + 1) * size]
            start = table[start]
        return found

    assert data[:8].hex() == "d0cf11e0a1b11ae1"
    assert len(data) % 512 == 0
    sectors = data[512:]
    header = numbers(data[44:80])
    table = numbers(b"".join(sectors[place * 512 :][:512] for place in numbers(data[76:512])[: header[0]]))
    directory = chain(header[1], table, sectors, 512)
    mini_table = numbers(chain(header[4], table, sectors, 512))
    entries = [directory[place : place + 128] for place in range(0, len(directory), 128)]
    starts = [numbers(entry[116:124]) for entry in entries]
    mini = chain(starts[0][0], table, sectors, 512)
    streams = {}
    number = numbers(entries[0][76:80])[0]
    while number != 0xFFFFFFFF:
        entry, (start, size) = entries[number], starts[number]
        name = entry[: int.from_bytes(entry[64:66], "little") - 2].decode("utf-16-le")
        found = chain(start, mini_table, mini, 64) if size < 4096 else chain(start, table, sectors, 512)
        streams[name] = found[:size]
        number = numbers(entry[72:76])[0]
    return streams


def test_ole() -> None:
    streams = {"b": b"x" * 4096, "AA": b"y" * 100, "c": b"z" * 65, "dd": b"w" * 5000, "none": b""}
    found = ole_streams(documents.ole(streams))
    assert found == streams
    assert list(found) == ["b", "c", "AA", "dd", "none"]
    with pytest.raises(ValueError, match="more streams"):
        documents.ole({"a": bytes(70_000)})


def test_encrypted_office_and_old_word() -> None:
    streams = ole_streams(documents.encrypted_office())
    assert streams.keys() == {"EncryptionInfo", "EncryptedPackage"}
    assert streams["EncryptionInfo"].startswith(b"\4\0\4\0@\0\0\0<?xml")
    assert "EncryptedPackage".encode("utf-16-le") in documents.encrypted_office()
    assert ole_streams(documents.old_word()).keys() == {"WordDocument", "1Table"}


def test_zip_bomb() -> None:
    data = documents.zip_bomb_docx(3)
    assert len(data) < 10_000
    assert len(member(data, "word/document.xml")) > 3 * 2**20
    assert part(data, "word/document.xml").find(f"{W}body/{W}p") is not None


def test_many_members() -> None:
    assert len(members(documents.many_members_docx(1000))) == len(members(documents.docx(["x"]))) + 1000


def test_entities() -> None:
    bomb = member(documents.entity_bomb_docx(), "word/document.xml").decode()
    assert bomb.count("<!ENTITY") == 11
    assert "&laugh10;</w:t>" in bomb
    other = member(documents.external_entity_docx(), "word/document.xml").decode()
    assert '<!ENTITY other SYSTEM "file:///etc/passwd">' in other
    small = bomb.replace("&laugh10;", "&laugh2;")
    assert "".join(ET.fromstring(small.encode()).itertext()) == "ha" * 100  # noqa: S314 - we made it ourselves


def test_deep_xml() -> None:
    item = part(documents.deep_xml_docx(500), "word/document.xml")[0]
    for _ in range(501):
        item = item[0]
    assert item.tag == W + "p"


@pytest.mark.parametrize("name", ["../up.xml", "/etc/passwd", "word\\windows.xml"])
def test_member_of_any_name(name: str) -> None:
    assert members(documents.docx_with_member(name))[-1] == name
    assert member(documents.docx_with_member(name), name) == b"K1"


def test_two_texts() -> None:
    data = documents.docx_with_two_texts("First", "Second")
    with ZipFile(BytesIO(data)) as archive:
        mains = [item for item in archive.infolist() if item.filename == "word/document.xml"]
        texts = [archive.read(item) for item in mains]
    assert [b"First" in text for text in texts] == [True, False]
    assert [b"Second" in text for text in texts] == [False, True]


def test_truncated() -> None:
    data = documents.docx(["Whole"])
    assert documents.truncated(data, 0.5) == data[: len(data) // 2]
    with pytest.raises(BadZipFile):
        members(documents.truncated(data, 0.9))


def test_lying_zip() -> None:
    data = documents.lying_zip(documents.docx(["Long" * 1000]), 20)
    with ZipFile(BytesIO(data)) as archive:
        assert {item.file_size for item in archive.infolist()} == {20}
        with pytest.raises(BadZipFile, match="CRC"):
            archive.read("word/document.xml")


@pytest.mark.parametrize(
    ("make", "start"),
    [
        (documents.exe, b"MZ"),
        (documents.png, b"\x89PNG\r\n\x1a\n"),
        (documents.jpeg, b"\xff\xd8\xff\xe0\0\x10JFIF"),
        (documents.gif, b"GIF89a"),
        (documents.mp4, b"\0\0\0\x18ftypisom"),
    ],
)
def test_first_bytes(make: Callable[[], bytes], start: bytes) -> None:
    assert make().startswith(start)
    assert make() == make()


def test_jpeg_is_a_picture() -> None:
    document = pypdfium2.PdfDocument.new()
    image = pypdfium2.PdfImage.new(document)
    image.load_jpeg(BytesIO(documents.jpeg()))
    bitmap = image.get_bitmap()
    assert (bitmap.width, bitmap.height, bytes(bitmap.buffer)[:1]) == (1, 1, b"\x80")


def test_tree(tmp_path: Path) -> None:
    assert documents.tree(tmp_path, {"a/b/c.txt": "é", "d.bin": b"\0"}) == tmp_path
    assert (tmp_path / "a/b/c.txt").read_bytes() == "é".encode()
    assert (tmp_path / "d.bin").read_bytes() == b"\0"


def test_benchmark_folder(tmp_path: Path) -> None:
    folder = benchmark_folder(tmp_path / "one")
    portfolio = read_manifest(folder / "portfolio.yaml").portfolio
    assert [piece.id for piece in portfolio.evidence] == [f"E{number:02}" for number in range(1, 21)]
    pages = 0
    for piece in portfolio.evidence:
        (name,) = piece.files
        places = places_of(folder / name)
        pages += len(places)
        for claim in piece.claims:
            assert claim.where is not None
            assert re.search(rf"[( ]{claim.ksb}[) ]", places[claim.where]), (name, claim)
    assert pages == 200
    assert (folder / "evidence/E01.pdf").read_bytes() != (folder / "evidence/E02.pdf").read_bytes()
    again = benchmark_folder(tmp_path / "two")
    other = benchmark_folder(tmp_path / "three", seed=2)
    for path in folder.rglob("*.*"):
        assert path.read_bytes() == (again / path.relative_to(folder)).read_bytes()
        assert path.read_bytes() != (other / path.relative_to(folder)).read_bytes()


def places_of(path: Path) -> dict[str, str]:
    """Return the texts of a document of the benchmark, by the places as claims name them."""
    data = path.read_bytes()
    match path.suffix:
        case ".pdf":
            return {f"p. {number}": text for number, text in enumerate(pdf_texts(data), 1)}
        case ".docx":
            return sections_of(part(data, "word/document.xml").iter(W + "p"), "Session")
        case ".odt":
            return sections_of(body_of(data), "Session")
        case ".pptx":
            slides = [name for name in members(data) if name.startswith("ppt/slides/slide")]
            texts = ["".join(part(data, name).itertext()) for name in reversed(slides)]
            return {f"slide {number}": text for number, text in enumerate(texts, 1)}
        case _:
            names = [item.get("name") for item in part(data, "xl/workbook.xml").iter(S + "sheet")]
            shared = ["".join(item.itertext()) for item in part(data, "xl/sharedStrings.xml")]
            sheets = [part(data, f"xl/worksheets/sheet{number}.xml") for number in range(len(names), 0, -1)]
            return {
                f"sheet {name}": "".join(shared[int(cell[0].text or 0)] for cell in sheet.iterfind(f".//{S}c[@t='s']"))
                for name, sheet in zip(names, sheets, strict=True)
            }


def sections_of(paragraphs: Iterable[ET.Element], start: str) -> dict[str, str]:
    """Return the texts of the sections by their headings, which start with a word."""
    sections: dict[str, str] = {}
    heading = ""
    for paragraph in paragraphs:
        text = "".join(paragraph.itertext())
        if text.startswith(start):
            heading = f"§ {text}"
        sections[heading] = sections.get(heading, "") + text
    return sections
