"""OpenDocument texts (.odt), spreadsheets (.ods) and presentations (.odp)."""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from ksbcheck.documents.outliner import Outliner
from ksbcheck.documents.package import (
    Package,
    add_picture,
    parse_page_count,
    protected,
    read_saved,
    read_xml,
    remove_elements,
)
from ksbcheck.domain.outline import Outline

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FORMAT = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_LINK = "{http://www.w3.org/1999/xlink}"
_FORM = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"
_DATE = "{http://purl.org/dc/elements/1.1/}date"
_SHOWN = (f"{_DRAW}object", f"{_DRAW}plugin", f"{_DRAW}path", f"{_DRAW}polyline")
_MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_LAYOUT = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_PAGE_BREAK = f"{_TEXT}soft-page-break"
_NO_TEXT = (f"{_TEXT}tracked-changes", f"{_TEXT}note-citation", f"{_OFFICE}annotation")
"""Deleted text, footnote marks and comments, which are inside the text and not part of it."""


def read_text(file: BinaryIO, outliner: Outliner) -> Outline:
    """Return the outline of a text. Its pages are approximate: those that were last laid out."""
    package, content = _open(file, outliner)
    breaks = sum(1 for _ in content.iter(_PAGE_BREAK))
    _add_paragraphs(outliner, content, laid_out=bool(breaks))
    pages = max(_stated_pages(package), breaks + 1, 0 if breaks else outliner.estimate_pages())
    return outliner.outline("text document", "page", pages, pages_exact=False)


def read_sheets(file: BinaryIO, outliner: Outliner) -> Outline:
    _, content = _open(file, outliner)
    for table in content.iter(f"{_TABLE}table"):
        outliner.start_sheet(table.get(f"{_TABLE}name") or "")
        outliner.add_texts(map(_text_of, table.iter(f"{_TEXT}p")))
    return outliner.outline("spreadsheet")


def read_slides(file: BinaryIO, outliner: Outliner) -> Outline:
    _, content = _open(file, outliner)
    slides = list(content.iter(f"{_DRAW}page"))
    for number, slide in enumerate(slides, start=1):
        outliner.start_page(number)
        titles = {
            paragraph
            for frame in slide.iter(f"{_DRAW}frame")
            if frame.get(f"{_PRESENTATION}class") == "title"
            for paragraph in frame.iter(f"{_TEXT}p")
        }
        for paragraph in slide.iter(f"{_TEXT}p"):
            if paragraph in titles:
                outliner.add_heading(_text_of(paragraph), 1, says=True)
            else:
                outliner.add_text(_text_of(paragraph))
    return outliner.outline("presentation", "slide", len(slides))


def _open(file: BinaryIO, outliner: Outliner) -> tuple[Package, Element]:
    package = Package(file)
    listing = "META-INF/manifest.xml"
    if listing in package and next(read_xml(package, listing).iter(f"{_MANIFEST}encryption-data"), None) is not None:
        raise protected()
    content = read_xml(package, "content.xml")
    for tag in _NO_TEXT:
        remove_elements(content, tag)
    _add_objects(outliner, package, content)
    outliner.saved = read_saved(package, "meta.xml", _DATE)
    return package, content


def _add_objects(outliner: Outliner, package: Package, content: Element) -> None:
    """Add pictures, charts, sounds and form fields, and the texts of links."""
    for element in content.iter():
        target = (element.get(f"{_LINK}href") or "").removeprefix("./")
        if element.tag == f"{_DRAW}image" and target in package:
            add_picture(outliner, package, target)
        elif element.tag in _SHOWN:
            outliner.shows = True
        elif element.tag == f"{_TEXT}a" and ":" in target:
            outliner.content.links.append("".join(element.itertext()))
        outliner.content.add(element.get(f"{_FORM}current-value") or "")


def _add_paragraphs(outliner: Outliner, content: Element, *, laid_out: bool) -> None:
    page = 1
    if laid_out:
        outliner.start_page(page)
    breaking = _styles_that_break(content)
    begun = False
    for element in content.iter():
        # The program marks only the pages that it began; the author's page breaks are in the style.
        by_author = laid_out and begun and element.get(f"{_TEXT}style-name") in breaking
        if element.tag == _PAGE_BREAK or by_author:
            page += 1
            outliner.start_page(page)
        if element.tag in _PARAGRAPHS:
            begun = True
            text = _text_of(element)
            if element.tag == f"{_TEXT}h" and text.strip():
                level = element.get(f"{_TEXT}outline-level") or "1"
                outliner.add_heading(text, int(level) if level.isdecimal() else 1)
            elif text.strip():
                outliner.add_text(text, is_paragraph=True)


def _styles_that_break(content: Element) -> frozenset[str]:
    return frozenset(
        style.get(f"{_STYLE}name") or ""
        for style in content.iter(f"{_STYLE}style")
        if any(p.get(f"{_FORMAT}break-before") == "page" for p in style.iter(f"{_STYLE}paragraph-properties"))
    )


def _text_of(element: Element) -> str:
    """Return the text of an element, with blanks and breaks, without that of its inner paragraphs."""
    return "".join(_pieces(element))


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag in _LAYOUT:
            yield _LAYOUT[child.tag]
        elif child.tag.startswith(_DRAW):
            yield " "  # a picture or box, whose paragraphs are read on their own
        elif child.tag not in _PARAGRAPHS:
            yield from _pieces(child)
        yield child.tail or ""


def _stated_pages(package: Package) -> int:
    if "meta.xml" not in package:
        return 0
    statistic = next(read_xml(package, "meta.xml").iter(f"{_META}document-statistic"), None)
    return parse_page_count(statistic.get(f"{_META}page-count")) if statistic is not None else 0
