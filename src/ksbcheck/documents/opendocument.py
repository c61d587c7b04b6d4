"""OpenDocument texts (.odt), spreadsheets (.ods) and presentations (.odp)."""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from ksbcheck.documents.block import Block, BlockKind, box_state, is_head, row_of
from ksbcheck.documents.outliner import Outliner
from ksbcheck.documents.package import (
    Package,
    add_picture,
    find_property,
    protected,
    read_saved,
    read_xml,
    remove_elements,
)
from ksbcheck.domain.outline import Outline
from ksbcheck.domain.text import whole_number

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
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_DATE = "{http://purl.org/dc/elements/1.1/}date"
_SHOWN = (f"{_DRAW}object", f"{_DRAW}plugin", f"{_DRAW}path", f"{_DRAW}polyline")
_MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_LAYOUT = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_PAGE_BREAK = f"{_TEXT}soft-page-break"
_NO_TEXT = (f"{_TEXT}tracked-changes", f"{_TEXT}note-citation", f"{_OFFICE}annotation")
"""Deleted text, footnote marks and comments, which are inside the text and not part of it."""
_HIDING = ((f"{_TEXT}display", ("none",), "hidden"), (f"{_TABLE}visibility", ("collapse", "filter"), "hidden"))
_HIDING_STYLES = (
    (f"{_TEXT}display", ("none",), "hidden"),
    (f"{_TABLE}display", ("false",), "hidden"),
    (f"{_PRESENTATION}visibility", ("hidden",), "hidden"),
    (f"{_STYLE}text-line-through-style", ("solid", "dotted", "dash", "long-dash", "dot-dash", "wave"), "struck out"),
)
_STYLE_NAMES = (f"{_TEXT}style-name", f"{_TABLE}style-name", f"{_DRAW}style-name")
_ROW, _CELLS = f"{_TABLE}table-row", (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_MANY = f"{_TABLE}number-columns-repeated"
_MANY_ROWS = f"{_TABLE}number-rows-repeated"
_MOST_COLUMNS = 100


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
        number = 1
        columns: tuple[str, ...] | None = None
        for row in table.iter(_ROW):
            cells = _cells(row)
            if any(cells):
                width = max(len(columns or ()), *(at for at, cell in enumerate(cells, start=1) if cell))
                cells = cells[:width] + ("",) * (width - len(cells))
                outliner.start_row(number)
                grid = tuple((at, cell) for at, cell in enumerate(cells, start=1) if cell)
                outliner.add(row_of(cells, columns or ())._replace(grid=grid), is_paragraph=False)
                columns = (cells if is_head(cells) else ()) if columns is None else columns
            number += whole_number(row.get(_MANY_ROWS), 1)
    return outliner.outline("spreadsheet")


def _cells(row: Element) -> tuple[str, ...]:
    cells: list[str] = []
    for cell in row:
        if cell.tag in _CELLS:
            text = "\n".join(filter(str.strip, (_text_of(paragraph) for paragraph in cell.iter(f"{_TEXT}p"))))
            cells += [text] * min(whole_number(cell.get(_MANY), 1), _MOST_COLUMNS if not text else 1)
    return tuple(cells)


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
            kind, level = (BlockKind.HEADING, 1) if paragraph in titles else (BlockKind.PARAGRAPH, None)
            outliner.add(Block(kind, _text_of(paragraph), level), is_paragraph=False, says=True)
    return outliner.outline("presentation", "slide", len(slides))


def _open(file: BinaryIO, outliner: Outliner) -> tuple[Package, Element]:
    package = Package(file)
    listing = "META-INF/manifest.xml"
    if listing in package and next(read_xml(package, listing).iter(f"{_MANIFEST}encryption-data"), None) is not None:
        raise protected()
    content = read_xml(package, "content.xml")
    _take_out(outliner, content)
    for tag in _NO_TEXT:
        remove_elements(content, tag)
    _add_objects(outliner, package, content)
    outliner.saved = read_saved(package, "meta.xml", _DATE)
    return package, content


def _take_out(outliner: Outliner, content: Element) -> None:
    """Add comments and what no reader sees, and empty it."""
    for comment in content.iter(f"{_OFFICE}annotation"):
        text = "\n".join(map(_text_of, comment.iter(f"{_TEXT}p")))
        outliner.add(Block(BlockKind.COMMENT, text, author=comment.findtext(_CREATOR) or ""))
    styles = {
        style.get(f"{_STYLE}name"): why
        for style in content.iter(f"{_STYLE}style")
        for properties in style
        for attribute, values, why in _HIDING_STYLES
        if properties.get(attribute) in values
    }
    for element in content.iter():
        why = next((why for attribute, values, why in _HIDING if element.get(attribute) in values), "")
        why = why or next((styles[name] for each in _STYLE_NAMES if (name := element.get(each)) in styles), "")
        why = "deleted" if element.tag == f"{_TEXT}deletion" else why
        if why and (text := " ".join(element.itertext()).strip()):
            outliner.add(Block(BlockKind.PARAGRAPH, text, unseen=why))
            kept, tail = {_MANY_ROWS: element.get(_MANY_ROWS, "1")}, element.tail
            element.clear()
            element.attrib, element.tail = kept, tail


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
        value, state, label = (
            element.get(f"{_FORM}{name}") or "" for name in ("current-value", "current-state", "label")
        )
        if value or state:
            outliner.add(Block(BlockKind.FIELD, value, ticked=state == "checked" if state else None, label=label))


def _add_paragraphs(outliner: Outliner, content: Element, *, laid_out: bool) -> None:
    page = 1
    if laid_out:
        outliner.start_page(page)
    breaking = _styles_that_break(content)
    begun = False
    rows = _rows(content)
    in_rows = {each for row in rows for each in row.iter(f"{_TEXT}p")}
    for element in content.iter():
        # The program marks only the pages that it began; the author's page breaks are in the style.
        by_author = laid_out and begun and element.get(f"{_TEXT}style-name") in breaking
        if element.tag == _PAGE_BREAK or by_author:
            page += 1
            outliner.start_page(page)
        if element in rows:
            outliner.add(row_of(*rows[element]))
        if element.tag in _PARAGRAPHS:
            begun = True
            text = _text_of(element)
            if element.tag == f"{_TEXT}h" and text.strip():
                outliner.add(Block(BlockKind.HEADING, text, whole_number(element.get(f"{_TEXT}outline-level"), 1)))
            elif text.strip() and element not in in_rows:
                outliner.add(Block(BlockKind.PARAGRAPH, text, ticked=box_state(text)))


def _rows(content: Element) -> dict[Element, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the rows of tables that don't lay out the page, with their cells and the headings of their columns."""
    rows: dict[Element, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for table in content.iter(f"{_TABLE}table"):
        inner = (f"{_TABLE}table", f"{_TEXT}h")
        if any(next((each for each in row.iter(tag)), None) is not None for row in table.iter(_ROW) for tag in inner):
            continue
        columns: tuple[str, ...] = ()
        for index, row in enumerate(table.iter(_ROW)):
            cells = _cells(row)
            if len(cells) > 1:
                rows[row] = cells, columns
            if index == 0 and len(cells) > 1 and is_head(cells):
                columns = cells
    return rows


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
    statistic = find_property(package, "meta.xml", f"{_META}document-statistic")
    return 0 if statistic is None else whole_number(statistic.get(f"{_META}page-count"))
