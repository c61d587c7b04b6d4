"""The documents that tests and benchmarks are made with are what they say."""

from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pypdfium2
import pytest

from tests import documents
from tests.documents import word_files

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def pdf_texts(data: bytes, password: str | None = None) -> list[str]:
    """Return what pypdfium2 reads on each page."""
    with pypdfium2.PdfDocument(data, password=password) as document:
        return [page.get_textpage().get_text_range() for page in document]


def part(data: bytes, name: str) -> ET.Element:
    """Return the root of a member of an archive that is sound."""
    with ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return ET.fromstring(archive.read(name))  # noqa: S314 - we made it ourselves


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
    with pypdfium2.PdfDocument(documents.long_pdf()) as document:
        assert len(document) == 5000
        assert document[4999].get_textpage().get_text_range() == "Page 5000 of 5000"


def test_pdf_without_text() -> None:
    data = documents.pdf_without_text(2)
    assert pdf_texts(data) == ["", ""]
    with pypdfium2.PdfDocument(data) as document:
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
    with ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
    assert "word/footnotes.xml" not in names
    assert "docProps/app.xml" not in names
    levels = [item.get(W + "val") for item in part(data, "word/styles.xml").iter(W + "outlineLvl")]
    assert levels == ["0"]
    assert data == documents.docx(["Only this"], styles={"berschrift1": "heading 1"})


def test_every_part_is_named_by_type_and_relationship() -> None:
    data = documents.docx(["Only this"], footnotes=["Note"], pages=1)
    with ZipFile(BytesIO(data)) as archive:
        members = set(archive.namelist()) - {"[Content_Types].xml"}
    typed = {item.get("PartName", "")[1:] for item in part(data, "[Content_Types].xml")} - {""}
    related = {item.get("Target", "") for item in part(data, "_rels/.rels")}
    related |= {"word/" + item.get("Target", "") for item in part(data, "word/_rels/document.xml.rels")}
    assert typed == related == {name for name in members if not name.endswith(".rels")}
