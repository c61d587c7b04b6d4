"""The outlines of OpenDocument files: texts (.odt), spreadsheets (.ods) and presentations (.odp)."""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from ksbcheck.documents.limits import DocumentError, Trouble
from ksbcheck.documents.outliner import HeadingLine, Outliner, PageStart, Part, Passage, SheetStart
from ksbcheck.documents.package import Package, read_xml, stated_count, take_out
from ksbcheck.documents.word import CHARACTERS_A_PAGE
from ksbcheck.domain.outline import Outline

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FORMAT = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_LAYOUT = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_PAGE_BREAK = f"{_TEXT}soft-page-break"
_STYLE_NAME = f"{_TEXT}style-name"
_NO_TEXT = (f"{_TEXT}tracked-changes", f"{_TEXT}note-citation", f"{_OFFICE}annotation")
"""What was deleted, the mark of a footnote, and a comment: they stand in the text and are none of it."""


def read_text(file: BinaryIO) -> Outline:
    """Return the outline of a text. Its pages are those that were last laid out, so they are approximate.

    Raises:
        DocumentError: it is protected, damaged, or beyond the limits.
    """
    package, content = _open(file)
    outliner = Outliner()
    breaks = sum(1 for _ in content.iter(_PAGE_BREAK))
    outliner.take(_paged(content, laid_out=bool(breaks)))
    laid_out = max(_pages_stated(package), breaks + 1)
    pages = laid_out if breaks else max(laid_out, outliner.position // CHARACTERS_A_PAGE + 1)
    return outliner.outline("text document", "page", pages, pages_exact=False)


def read_sheets(file: BinaryIO) -> Outline:
    """Return the outline of a spreadsheet.

    Raises:
        DocumentError: it is protected, damaged, or beyond the limits.
    """
    _, content = _open(file)
    outliner = Outliner()
    for table in content.iter(f"{_TABLE}table"):
        outliner.take([SheetStart(table.get(f"{_TABLE}name") or "")])
        outliner.take(Passage(_text_of(paragraph)) for paragraph in table.iter(f"{_TEXT}p"))
    return outliner.outline("spreadsheet")


def read_slides(file: BinaryIO) -> Outline:
    """Return the outline of a presentation.

    Raises:
        DocumentError: it is protected, damaged, or beyond the limits.
    """
    _, content = _open(file)
    outliner = Outliner()
    slides = list(content.iter(f"{_DRAW}page"))
    for number, slide in enumerate(slides, start=1):
        outliner.take([PageStart(number)])
        titles = {
            paragraph
            for frame in slide.iter(f"{_DRAW}frame")
            if frame.get(f"{_PRESENTATION}class") == "title"
            for paragraph in frame.iter(f"{_TEXT}p")
        }
        outliner.take(
            HeadingLine(_text_of(paragraph), 1) if paragraph in titles else Passage(_text_of(paragraph))
            for paragraph in slide.iter(f"{_TEXT}p")
        )
    return outliner.outline("presentation", "slide", len(slides))


def _open(file: BinaryIO) -> tuple[Package, Element]:
    package = Package(file)
    listing = "META-INF/manifest.xml"
    if listing in package and next(read_xml(package, listing).iter(f"{_MANIFEST}encryption-data"), None) is not None:
        raise DocumentError(Trouble.PASSWORD, "it is protected by a password")
    content = read_xml(package, "content.xml")
    for tag in _NO_TEXT:
        take_out(content, tag)
    return package, content


def _paged(content: Element, *, laid_out: bool) -> Iterator[Part]:
    """Yield the headings and paragraphs of a text, and where pages begin if the text was laid out."""
    page = 1
    if laid_out:
        yield PageStart(page)
    breaking = _styles_that_break(content)
    begun = False
    for element in content.iter():
        # The program marks the pages that it began itself; those that the author began are a matter of style.
        by_author = laid_out and begun and element.get(_STYLE_NAME) in breaking
        if element.tag == _PAGE_BREAK or by_author:
            page += 1
            yield PageStart(page)
        if element.tag in _PARAGRAPHS:
            begun = True
            text = _text_of(element)
            if text and not text.isspace():
                yield _heading_or_passage(element, text)


def _styles_that_break(content: Element) -> frozenset[str]:
    """Return the names of the paragraph styles that begin a page."""
    return frozenset(
        style.get(f"{_STYLE}name") or ""
        for style in content.iter(f"{_STYLE}style")
        if any(each.get(f"{_FORMAT}break-before") == "page" for each in style.iter(f"{_STYLE}paragraph-properties"))
    )


def _heading_or_passage(element: Element, text: str) -> Part:
    if element.tag == f"{_TEXT}h":
        level = element.get(f"{_TEXT}outline-level") or "1"
        return HeadingLine(text, int(level) if level.isdecimal() else 1)
    return Passage(text, is_paragraph=True)


def _text_of(element: Element) -> str:
    """Return the text of an element, with blanks and breaks, and without that of paragraphs within it."""
    return "".join(_pieces(element))


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag in _LAYOUT:
            yield _LAYOUT[child.tag]
        elif child.tag.startswith(_DRAW):
            yield " "  # a picture or box, whose paragraphs are read by themselves
        elif child.tag not in _PARAGRAPHS:
            yield from _pieces(child)
        yield child.tail or ""


def _pages_stated(package: Package) -> int:
    """Return how many pages the program that wrote the document counted, or 0 if it doesn't say."""
    if "meta.xml" not in package:
        return 0
    statistic = next(read_xml(package, "meta.xml").iter(f"{_META}document-statistic"), None)
    return stated_count(statistic.get(f"{_META}page-count")) if statistic is not None else 0
