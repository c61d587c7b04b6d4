"""Word documents (.docx)."""

from collections.abc import Collection, Iterator, Mapping
from typing import BinaryIO
from xml.etree.ElementTree import Element

from ksbcheck.documents.outliner import Outliner
from ksbcheck.documents.package import (
    Package,
    add_pictures,
    external_ids,
    main_part,
    namespace,
    parse_page_count,
    read_saved,
    read_xml,
    related,
    relation_id,
    relations,
    remove_elements,
)
from ksbcheck.domain.outline import Outline

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_ASIDES = ("footnotes", "endnotes", "header", "footer", "comments")
_BODY_TEXT = 9
"""The outline level of text that is no heading."""


def read(file: BinaryIO, outliner: Outliner) -> Outline:
    """Return the outline of a Word document. Its pages are approximate: those that Word last laid out."""
    package = Package(file)
    part = main_part(package, "word/document.xml")
    root = read_xml(package, part)
    body = _Body(outliner, root, _heading_levels(package, part))
    body.add_paragraphs()
    outliner.content.links += _links(root, external_ids(package, part))
    add_pictures(outliner, package, part, root)
    outliner.saved = read_saved(package)
    pages = max(_stated_pages(package), body.page, 0 if body.laid_out else outliner.estimate_pages())
    for kind, name in relations(package, part).values():
        if kind in _ASIDES and name in package:
            for text in _texts(read_xml(package, name)):
                outliner.add_aside(text)
    return outliner.outline("Word document", "page", pages, pages_exact=False)


class _Body:
    """The paragraphs of a document's body; `laid_out` says that Word has marked where pages begin."""

    def __init__(self, outliner: Outliner, root: Element, levels: Mapping[str, int]) -> None:
        w = namespace(root)
        self._outliner, self._root, self._w, self._levels = outliner, root, w, levels
        self._text, self._break, self._box = f"{w}t", f"{w}br", f"{w}txbxContent"
        self._rendered_break = f"{w}lastRenderedPageBreak"
        self._layout = {f"{w}tab": "\t", f"{w}cr": "\n", f"{w}noBreakHyphen": "-", self._break: "\n", self._box: "\n"}
        self._just_broken = False
        self.page = 1
        self.laid_out = next(root.iter(self._rendered_break), None) is not None

    def add_paragraphs(self) -> None:
        # Both repeat text: for programs that don't know a newer form, and at the place it was moved from.
        remove_elements(self._root, _FALLBACK)
        remove_elements(self._root, f"{self._w}moveFrom")
        if self.laid_out:
            self._outliner.start_page(1)
        for paragraph in self._root.iter(f"{self._w}p"):
            self._add_paragraph(paragraph)

    def _add_paragraph(self, paragraph: Element) -> None:
        level = self._level(paragraph)
        for index, text in enumerate(self._by_page(paragraph)):
            if index:
                self.page += 1
                if self.laid_out:
                    self._outliner.start_page(self.page)
            if text.strip() and level is None:
                self._outliner.add_text(text, is_paragraph=True)
            elif text.strip():
                self._outliner.add_heading(text, level)

    def _by_page(self, paragraph: Element) -> list[str]:
        """Return the paragraph's text, one string for every page that it is on.

        Word splits words over runs, and marks an author's page break twice: at the break, and at the next page.
        """
        if not any(next(paragraph.iter(tag), None) is not None for tag in (*self._layout, self._rendered_break)):
            text = "".join([part.text or "" for part in paragraph.iter(self._text)])
            self._just_broken = self._just_broken and not text
            return [text]
        pieces = [""]
        for part in self._without_boxes(paragraph):
            if part.tag == self._text:
                pieces[-1] += part.text or ""
                self._just_broken = False
            elif part.tag == self._rendered_break:
                if not self._just_broken:
                    pieces.append("")
                self._just_broken = False
            elif part.tag == self._break and part.get(f"{self._w}type") == "page":
                pieces.append("")
                self._just_broken = True
            elif part.tag in self._layout:
                pieces[-1] += self._layout[part.tag]
        return pieces

    def _without_boxes(self, element: Element) -> Iterator[Element]:
        """Yield the descendants of a paragraph, except those of text boxes, which have paragraphs."""
        for child in element:
            yield child
            if child.tag != self._box:
                yield from self._without_boxes(child)

    def _level(self, paragraph: Element) -> int | None:
        w = self._w
        properties = paragraph.find(f"{w}pPr")
        if properties is None:
            return None
        outline_level = properties.find(f"{w}outlineLvl")
        if outline_level is not None:
            return _parse_level(outline_level.get(f"{w}val"))
        style = properties.find(f"{w}pStyle")
        return None if style is None else self._levels.get(style.get(f"{w}val") or "")


def _parse_level(outline_level: str | None) -> int | None:
    """Return the heading level of an outline level, which counts from 0."""
    if outline_level and outline_level.isdecimal() and int(outline_level) < _BODY_TEXT:
        return int(outline_level) + 1
    return None


def _links(root: Element, external: Collection[str]) -> Iterator[str]:
    """Yield the texts of links that lead out of the document; a link made by a field has none."""
    w = namespace(root)
    for link in root.iter(f"{w}hyperlink"):
        if relation_id(link) in external:
            yield "".join(part.text or "" for part in link.iter(f"{w}t"))
    for field in root.iter(f"{w}instrText"):
        if (field.text or "").lstrip().startswith("HYPERLINK"):
            yield ""


def _texts(root: Element) -> Iterator[str]:
    w = namespace(root)
    for paragraph in root.iter(f"{w}p"):
        yield "".join([part.text or "" for part in paragraph.iter(f"{w}t")])


def _heading_levels(package: Package, part: str) -> Mapping[str, int]:
    name = related(package, part, "styles")
    if name is None:
        return {}
    root = read_xml(package, name)
    w = namespace(root)
    levels: dict[str, int] = {}
    based_on: dict[str, str] = {}
    for style in root.iter(f"{w}style"):
        style_id = style.get(f"{w}styleId") or ""
        if (level := _level_of_style(style, w)) is not None:
            levels[style_id] = level
        if (parent := style.find(f"{w}basedOn")) is not None:
            based_on[style_id] = parent.get(f"{w}val") or ""
    for style_id in based_on:
        if (level := _inherited(style_id, based_on, levels)) is not None:
            levels[style_id] = level
    return levels


def _level_of_style(style: Element, w: str) -> int | None:
    """Return the level that a style has by its name (`heading 1`, `Title`) or its outline level."""
    name = style.find(f"{w}name")
    words = ((name.get(f"{w}val") if name is not None else None) or "").casefold().split()
    match words:
        case ["heading", number] if number.isdecimal():
            return int(number)
        case ["title"]:
            return 1
    stated = style.find(f"{w}pPr/{w}outlineLvl")
    return None if stated is None else _parse_level(stated.get(f"{w}val"))


def _inherited(style_id: str, based_on: Mapping[str, str], levels: Mapping[str, int]) -> int | None:
    """Return the level of a style, or of the nearest style that it is based on. Styles may be based on one another."""
    seen: set[str] = set()
    while style_id not in levels and style_id in based_on and style_id not in seen:
        seen.add(style_id)
        style_id = based_on[style_id]
    return levels.get(style_id)


def _stated_pages(package: Package) -> int:
    name = "docProps/app.xml"
    if name not in package:
        return 0
    root = read_xml(package, name)
    return parse_page_count(root.findtext(f"{namespace(root)}Pages"))
