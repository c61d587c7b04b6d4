"""The outline of a Word document (.docx)."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO
from xml.etree.ElementTree import Element

from ksbcheck.documents.outliner import Aside, HeadingLine, Outliner, PageStart, Part, Passage
from ksbcheck.documents.package import (
    Package,
    main_part,
    namespace,
    read_xml,
    related,
    relations,
    stated_count,
    take_out,
)
from ksbcheck.domain.outline import Outline

CHARACTERS_A_PAGE = 1_800
"""About how many characters a page holds at least, for documents in which Word has not laid out any page."""

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_ASIDES = ("footnotes", "endnotes", "header", "footer", "comments")


def read(file: BinaryIO) -> Outline:
    """Return the outline of a Word document. Its pages are those that Word last laid out, so they are approximate.

    Raises:
        DocumentError: it is protected, damaged, or beyond the limits.
    """
    package = Package(file)
    part = main_part(package, "word/document.xml")
    document = read_xml(package, part)
    body = _Body(document, _heading_levels(package, part))
    outliner = Outliner()
    outliner.take(body.parts())
    laid_out = max(_pages_stated(package), body.page)
    pages = laid_out if body.laid_out else max(laid_out, outliner.position // CHARACTERS_A_PAGE + 1)
    for kind, name in relations(package, part).values():
        if kind in _ASIDES and name in package:
            outliner.take(map(Aside, _texts(read_xml(package, name))))
    return outliner.outline("Word document", "page", pages, pages_exact=False)


class _Body:
    """The paragraphs of a document's body in their order.

    `page` is the page that the last of them stands on; `laid_out` says that Word has marked where its pages begin.
    """

    def __init__(self, root: Element, levels: Mapping[str, int]) -> None:
        w = namespace(root)
        self._root, self._levels = root, levels
        self._paragraph, self._text, self._properties = f"{w}p", f"{w}t", f"{w}pPr"
        self._style, self._outline_level, self._value, self._type = (
            f"{w}pStyle",
            f"{w}outlineLvl",
            f"{w}val",
            f"{w}type",
        )
        self._break, self._rendered_break, self._box = f"{w}br", f"{w}lastRenderedPageBreak", f"{w}txbxContent"
        self._layout = {f"{w}tab": "\t", f"{w}cr": "\n", f"{w}noBreakHyphen": "-", self._break: "\n", self._box: "\n"}
        self._moved_away = f"{w}moveFrom"
        self.page = 1
        self._just_broken = False
        self.laid_out = next(root.iter(self._rendered_break), None) is not None

    def parts(self) -> Iterator[Part]:
        # What stands in a document a second time: for programs that don't know the first form, or where it was before.
        take_out(self._root, _FALLBACK)
        take_out(self._root, self._moved_away)
        if self.laid_out:
            yield PageStart(1)
        for paragraph in self._root.iter(self._paragraph):
            yield from self._parts_of(paragraph)

    def _parts_of(self, paragraph: Element) -> Iterator[Part]:
        level = self._level(paragraph)
        for index, text in enumerate(self._by_page(paragraph)):
            if index:
                self.page += 1
                if self.laid_out:
                    yield PageStart(self.page)
            if text and not text.isspace():
                yield Passage(text, is_paragraph=True) if level is None else HeadingLine(text, level)

    def _by_page(self, paragraph: Element) -> list[str]:
        """Return the paragraph's text, a piece for each page. Word splits words over runs: they are joined.

        Word marks a page break of the author's twice: where the author put it, and where the next page was laid out.
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
            elif part.tag == self._break and part.get(self._type) == "page":
                pieces.append("")
                self._just_broken = True
            elif part.tag in self._layout:
                pieces[-1] += self._layout[part.tag]
        return pieces

    def _without_boxes(self, element: Element) -> Iterator[Element]:
        """Yield what is in a paragraph, in its order. The paragraphs of a text box in it are read by themselves."""
        for child in element:
            yield child
            if child.tag != self._box:
                yield from self._without_boxes(child)

    def _level(self, paragraph: Element) -> int | None:
        """Return a heading's level, 1 for the highest; None for what is no heading."""
        properties = paragraph.find(self._properties)
        if properties is None:
            return None
        own = properties.find(self._outline_level)
        if own is not None:
            return _outline_level(own.get(self._value))
        style = properties.find(self._style)
        return None if style is None else self._levels.get(style.get(self._value) or "")


def _outline_level(value: str | None) -> int | None:
    """Return the heading level of an outline level, which counts from 0; 9 stands for text."""
    return int(value) + 1 if value and value.isdecimal() and int(value) < 9 else None  # noqa: PLR2004 - as said


def _texts(root: Element) -> Iterator[str]:
    w = namespace(root)
    for paragraph in root.iter(f"{w}p"):
        yield "".join([part.text or "" for part in paragraph.iter(f"{w}t")])


def _heading_levels(package: Package, part: str) -> Mapping[str, int]:
    """Return the level of each style of headings, by the style's id."""
    name = related(package, part, "styles")
    if name is None:
        return {}
    root = read_xml(package, name)
    w = namespace(root)
    levels: dict[str, int] = {}
    based_on: dict[str, str] = {}
    for style in root.iter(f"{w}style"):
        style_id = style.get(f"{w}styleId") or ""
        level = _level_of_style(style, w)
        if level is not None:
            levels[style_id] = level
        parent = style.find(f"{w}basedOn")
        if parent is not None:
            based_on[style_id] = parent.get(f"{w}val") or ""
    for style_id in based_on:
        level = _inherited(style_id, based_on, levels)
        if level is not None:
            levels[style_id] = level
    return levels


def _level_of_style(style: Element, w: str) -> int | None:
    """Return a style's own level: of the styles named `heading 1` and so on and `Title`, or that it states."""
    name = style.find(f"{w}name")
    words = ((name.get(f"{w}val") if name is not None else None) or "").casefold().split()
    match words:
        case ["heading", number] if number.isdecimal():
            return int(number)
        case ["title"]:
            return 1
    stated = style.find(f"{w}pPr/{w}outlineLvl")
    return None if stated is None else _outline_level(stated.get(f"{w}val"))


def _inherited(style_id: str, based_on: Mapping[str, str], levels: Mapping[str, int]) -> int | None:
    """Return the level of a style, or of the nearest one that it is based on. A circle of styles has none."""
    seen: set[str] = set()
    while style_id not in levels and style_id in based_on and style_id not in seen:
        seen.add(style_id)
        style_id = based_on[style_id]
    return levels.get(style_id)


def _pages_stated(package: Package) -> int:
    """Return how many pages the program that wrote the document counted, or 0 if it doesn't say."""
    name = "docProps/app.xml"
    if name not in package:
        return 0
    root = read_xml(package, name)
    return stated_count(root.findtext(f"{namespace(root)}Pages"))
