"""Word documents (.docx)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import BinaryIO, NamedTuple
from xml.etree.ElementTree import Element, SubElement

from ksbcheck.documents.block import (
    BOLD_LEVEL,
    BOX,
    TICKED_BOX,
    Block,
    BlockKind,
    box_state,
    is_head,
    looks_like_heading,
    row_of,
)
from ksbcheck.documents.numbering import Numbering, value
from ksbcheck.documents.outliner import Outliner
from ksbcheck.documents.package import (
    Package,
    add_pictures,
    external_ids,
    find_property,
    main_part,
    namespace,
    read_related,
    read_saved,
    read_xml,
    relation_id,
    relations,
    remove_elements,
)
from ksbcheck.domain.outline import Outline
from ksbcheck.domain.text import whole_number

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_ASIDES = {
    "footnotes": BlockKind.NOTE,
    "endnotes": BlockKind.NOTE,
    "header": BlockKind.RUNNING,
    "footer": BlockKind.RUNNING,
    "comments": BlockKind.COMMENT,
}
_PICTURES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{urn:schemas-microsoft-com:vml}imagedata",
)
_FEWEST_CELLS = 2
_DIGITS = 2
"""Of the number of columns that a cell reaches over."""
_BODY_TEXT = 9
"""The outline level of text that is no heading."""
_DEEPEST = 40
"""How deep blocks lie in one another; deeper ones are read as paragraphs."""
_TINY = ("1", "2", "3", "4")
"""Sizes too small to read, in half points."""
_OFF = ("0", "false", "off")
_SYMBOLS = {"F0FE": TICKED_BOX, "F0FD": TICKED_BOX, "F052": TICKED_BOX, "F0FC": "\u2713", "F0A8": BOX, "F06F": BOX}
"""Boxes and ticks of the fonts Wingdings."""
_WHITE = "white"
_UNSEEN_FORMATS = {"vanish": "hidden", "strike": "struck out", "dstrike": "struck out"}
_UNSEEN_PARTS = (
    ("del", ".", "deleted"),
    ("sdt", "{w}sdtPr/{w}showingPlcHdr", "a prompt"),
    ("tr", "{w}trPr/{w}hidden", "hidden"),
    ("tr", "{w}trPr/{w}del", "deleted"),
)
"""Elements that no reader sees, the child that says so, and why."""


class _Style(NamedTuple):
    """What a style says of its text; `number` is the list that numbers it, and the level in it."""

    level: int | None = None
    number: tuple[str, str] | None = None
    unseen: str = ""
    is_caption: bool = False
    name: str = ""


_PLAIN = _Style()


def read(file: BinaryIO, outliner: Outliner) -> Outline:
    """Return the outline of a Word document. Its pages are approximate: those that Word last laid out."""
    package = Package(file)
    part = main_part(package, "word/document.xml")
    root = read_xml(package, part)
    numbers = Numbering(read_related(package, part, "numbering"))
    body = _Body(outliner, root, _styles(package, part), numbers)
    body.add()
    outliner.content.links += _links(root, external_ids(package, part))
    add_pictures(outliner, package, part, root)
    outliner.saved = read_saved(package)
    pages = max(_stated_pages(package), body.page, 0 if body.laid_out else outliner.estimate_pages())
    for kind, name in relations(package, part).values():
        if kind in _ASIDES and name in package:
            _add_aside(outliner, _ASIDES[kind], read_xml(package, name))
    unread = f"{body.pictured} of {body.sections} sections" if body.pictured and outliner.has_text else ""
    return outliner.outline("Word document", "page", pages, pages_exact=False, without_text=unread)


def _add_aside(outliner: Outliner, kind: BlockKind, root: Element) -> None:
    w = namespace(root)
    for part in root:
        for paragraph in part.iter(f"{w}p"):
            text = "".join([each.text or "" for each in paragraph.iter(f"{w}t")])
            outliner.add(Block(kind, text, author=part.get(f"{w}author") or ""))


class _Body:
    """The blocks of a document's body; `laid_out` says that Word has marked where pages begin."""

    def __init__(self, outliner: Outliner, root: Element, styles: Mapping[str, _Style], numbers: Numbering) -> None:
        w = namespace(root)
        self._outliner, self._root, self._w, self._styles, self._numbers = outliner, root, w, styles, numbers
        self._text, self._break, self._box, self._deleted = f"{w}t", f"{w}br", f"{w}txbxContent", f"{w}delText"
        self._paragraph, self._table = f"{w}p", f"{w}tbl"
        self._rendered_break = f"{w}lastRenderedPageBreak"
        self._layout = {f"{w}tab": "\t", f"{w}cr": "\n", f"{w}noBreakHyphen": "-", self._break: "\n", self._box: "\n"}
        self._just_broken = False
        self._has_text = self._has_picture = False
        self.page, self.sections, self.pictured = 1, 0, 0
        self.laid_out = next(root.iter(self._rendered_break), None) is not None
        signs = (*self._layout, self._rendered_break, self._deleted)
        self._signs = [tag for tag in signs if next(root.iter(tag), None) is not None]

    def add(self) -> None:
        # Both repeat text: for programs that don't know a newer form, and at the place it was moved from.
        remove_elements(self._root, _FALLBACK)
        remove_elements(self._root, f"{self._w}moveFrom")
        _write_boxes(self._root, self._w)
        self._unseen = _unseen_runs(self._root, self._w, self._styles)
        if self.laid_out:
            self._outliner.start_page(1)
        self._add_blocks(self._root, 0)
        self._begin_section(0)

    def _add_blocks(self, element: Element, depth: int) -> None:
        for child in element if depth < _DEEPEST else list(element.iter(self._paragraph)):
            if child.tag == self._paragraph:
                self._add_paragraph(child, depth)
            elif child.tag == self._table:
                self._add_table(child, depth)
            else:
                self._add_blocks(child, depth + 1)

    def _add_paragraph(self, paragraph: Element, depth: int) -> None:
        style = self._style(paragraph)
        number = self._numbers.next(style.number, style.name)
        for text in self._seen_by_page(paragraph):
            if style == _PLAIN and self._is_bold(paragraph) and looks_like_heading(text):
                style = style._replace(level=BOLD_LEVEL)
            if text.strip():
                self._begin_section(style.level)
                self._outliner.add(_block(style, number, text), says=style.level == BOLD_LEVEL)
            number = ""
        self._has_picture = self._has_picture or any(next(paragraph.iter(tag), None) is not None for tag in _PICTURES)
        if self._box in self._signs and depth < _DEEPEST:
            for child, _ in self._without_boxes(paragraph, ""):
                if child.tag == self._box:
                    self._add_blocks(child, depth + 1)

    def _is_bold(self, paragraph: Element) -> bool:
        runs = [run for run in paragraph.findall(f"{self._w}r") if (run.findtext(self._text) or "").strip()]
        return bool(runs) and all(run.find(f"{self._w}rPr/{self._w}b") is not None for run in runs)

    def _begin_section(self, level: int | None) -> None:
        """Count sections, and those with pictures alone, at each heading; and note text."""
        if level is None:
            self._has_text = True
            return
        self.sections += self._has_text or self._has_picture
        self.pictured += self._has_picture and not self._has_text
        self._has_text = self._has_picture = False

    def _add_table(self, table: Element, depth: int) -> None:
        """Add the rows of a table; one that lays out the page holds other blocks."""
        columns: tuple[str, ...] = ()
        above: dict[int, str] = {}
        for index, row in enumerate(self._parts(table, f"{self._w}tr")):
            cells = list(self._parts(row, f"{self._w}tc"))
            if len(cells) < _FEWEST_CELLS or any(map(self._lays_out, cells)):
                self._add_blocks(row, depth + 1)
                continue
            texts = tuple(map(self._cell, cells))
            self._has_text = True
            above = self._grid(cells, texts, above)
            self._outliner.add(row_of(texts, columns)._replace(grid=tuple(above.items())))
            if index == 0 and is_head(texts, marked=row.find(f"{self._w}trPr/{self._w}tblHeader") is not None):
                columns = texts

    def _grid(self, cells: Sequence[Element], texts: Sequence[str], above: Mapping[int, str]) -> dict[int, str]:
        """Return the texts of a row by their columns; a cell that is merged with that above has its text."""
        grid, column = dict[int, str](), 1
        for cell, text in zip(cells, texts, strict=True):
            merge = cell.find(f"{self._w}tcPr/{self._w}vMerge")
            goes_on = merge is not None and merge.get(f"{self._w}val") != "restart"
            grid[column] = text or (above.get(column, "") if goes_on else "")
            column += whole_number(value(cell, self._w, "tcPr", "gridSpan"), 1, _DIGITS)
        return grid

    def _parts(self, element: Element, tag: str) -> Iterator[Element]:
        """Yield the rows of a table or the cells of a row, also those in content controls."""
        for child in element:
            if child.tag == tag:
                yield child
            elif child.tag not in (self._paragraph, self._table):
                yield from self._parts(child, tag)

    def _lays_out(self, cell: Element) -> bool:
        paragraphs = cell.iter(self._paragraph)
        return next(cell.iter(self._table), None) is not None or any(self._style(p).level for p in paragraphs)

    def _cell(self, cell: Element) -> str:
        lines = []
        for paragraph in cell.iter(self._paragraph):
            style = self._style(paragraph)
            number = self._numbers.next(style.number, style.name)
            lines += [_numbered(text, number) for text in self._seen_by_page(paragraph) if text.strip()]
        return "\n".join(lines)

    def _seen_by_page(self, paragraph: Element) -> Iterator[str]:
        """Yield what is seen of a paragraph, page by page, and add the rest."""
        for index, pieces in enumerate(self._by_page(paragraph)):
            if index:
                self.page += 1
                if self.laid_out:
                    self._outliner.start_page(self.page)
            yield pieces.pop("", "")
            for reason, text in pieces.items():
                self._outliner.add(Block(BlockKind.PARAGRAPH, text, unseen=reason))

    def _by_page(self, paragraph: Element) -> list[dict[str, str]]:
        """Return the paragraph's text by why it is unseen, for every page that it is on.

        Word splits words over runs, and marks an author's page break twice: at the break, and at the next page.
        """
        if not self._unseen and not any(next(paragraph.iter(tag), None) is not None for tag in self._signs):
            text = "".join([part.text or "" for part in paragraph.iter(self._text)])
            self._just_broken = self._just_broken and not text
            return [{"": text}]
        pages: list[dict[str, str]] = [{}]
        for part, unseen in self._without_boxes(paragraph, ""):
            text = self._layout.get(part.tag, "")
            if part.tag in (self._text, self._deleted):
                text = part.text or ""
                self._just_broken = False
            elif part.tag == self._rendered_break:
                if not self._just_broken:
                    pages.append({})
                self._just_broken = False
            elif part.tag == self._break and part.get(f"{self._w}type") == "page":
                pages.append({})
                text, self._just_broken = "", True
            if text:
                reason = "deleted" if part.tag == self._deleted else unseen
                pages[-1][reason] = pages[-1].get(reason, "") + text
        return pages

    def _without_boxes(self, element: Element, unseen: str) -> Iterator[tuple[Element, str]]:
        """Yield the descendants of a paragraph, except those of text boxes, and why they are unseen."""
        for child in element:
            why = self._unseen.get(child, unseen)
            yield child, why
            if child.tag != self._box:
                yield from self._without_boxes(child, why)

    def _style(self, paragraph: Element) -> _Style:
        w = self._w
        properties = paragraph.find(f"{w}pPr")
        if properties is None:
            return _PLAIN
        style, own = _named(properties, f"{w}pStyle", self._styles), _style_of(properties, w)
        level = style.level if properties.find(f"{w}outlineLvl") is None else own.level
        return style._replace(level=level, number=own.number or style.number)


def _block(style: _Style, number: str, text: str) -> Block:
    if style.level is not None:
        return Block(BlockKind.HEADING, f"{number} {text}".lstrip(), style.level)
    kind = BlockKind.CAPTION if style.is_caption else BlockKind.ITEM if style.number else BlockKind.PARAGRAPH
    return Block(kind, _numbered(text, number), ticked=box_state(text))


def _numbered(text: str, number: str) -> str:
    """Return a text with its number if that has a letter, as a list may number its items K1, K2 and so on."""
    return f"{number} {text}" if any(map(str.isalpha, number)) else text


def _write_boxes(root: Element, w: str) -> None:
    for control in root.iter(f"{w}sdt"):
        state = control.find(f"{w}sdtPr/{_W14}checkbox")
        runs = [] if state is None else list(control.iter(f"{w}r"))
        for run in runs:
            run.clear()
        if state is not None and runs:
            checked = state.find(f"{_W14}checked")
            is_ticked = checked is not None and checked.get(f"{_W14}val", "1") not in _OFF
            SubElement(runs[0], f"{w}t").text = TICKED_BOX if is_ticked else BOX
    for symbol in root.iter(f"{w}sym"):
        symbol.tag, symbol.text = f"{w}t", _SYMBOLS.get((symbol.get(f"{w}char") or "").upper(), "")
    for field in root.iter(f"{w}checkBox"):
        state = field.find(f"{w}checked") if field.find(f"{w}checked") is not None else field.find(f"{w}default")
        is_ticked = state is not None and state.get(f"{w}val", "1") not in _OFF
        field.tag, field.text = f"{w}t", TICKED_BOX if is_ticked else BOX


def _unseen_runs(root: Element, w: str, styles: Mapping[str, _Style]) -> Mapping[Element, str]:
    """Return the runs that no reader sees, and why. White text is seen where it may lie on a colour."""
    formats = ((run, run.find(f"{w}rPr")) for run in root.iter(f"{w}r"))
    unseen = {run: why for run, said in formats if said is not None and (why := _why_unseen(said, w, styles))}
    if _WHITE in unseen.values():
        shaded = (each for each in root.iter(f"{w}p") if each.find(f"{w}pPr/{w}shd") is not None)
        for coloured in (*root.iter(f"{w}tbl"), *root.iter(f"{w}txbxContent"), *shaded):
            unseen.update({run: "" for run in coloured.iter(f"{w}r") if unseen.get(run) == _WHITE})
    for element, why in _unseen_parts(root, w, styles):
        unseen.update(dict.fromkeys(element.iter(f"{w}r"), why))
    return unseen


def _unseen_parts(root: Element, w: str, styles: Mapping[str, _Style]) -> Iterator[tuple[Element, str]]:
    for tag, where, why in _UNSEEN_PARTS:
        yield from ((each, why) for each in root.iter(f"{w}{tag}") if each.find(where.format(w=w)) is not None)
    for paragraph in root.iter(f"{w}p"):
        for properties in paragraph.findall(f"{w}pPr"):
            if why := _named(properties, f"{w}pStyle", styles).unseen:
                yield paragraph, why


def _why_unseen(properties: Element, w: str, styles: Mapping[str, _Style]) -> str:
    said = {child.tag.removeprefix(w): child.get(f"{w}val", "1") for child in properties}
    why = next((why for tag, why in _UNSEEN_FORMATS.items() if said.get(tag, "0") not in _OFF), "")
    is_white = said.get("color", "").upper() == "FFFFFF" and not said.keys() & {"shd", "highlight"}
    return (
        why
        or ("too small" if said.get("sz") in _TINY else _WHITE if is_white else "")
        or _named(properties, f"{w}rStyle", styles).unseen
    )


def _named(properties: Element, tag: str, styles: Mapping[str, _Style]) -> _Style:
    named = properties.find(tag)
    return _PLAIN if named is None else styles.get(next(iter(named.attrib.values()), ""), _PLAIN)


def _links(root: Element, external: Collection[str]) -> Iterator[str]:
    """Yield the texts of links that lead out of the document; a link made by a field has none."""
    w = namespace(root)
    for link in root.iter(f"{w}hyperlink"):
        if relation_id(link) in external:
            yield "".join(part.text or "" for part in link.iter(f"{w}t"))
    for field in root.iter(f"{w}instrText"):
        if (field.text or "").lstrip().startswith("HYPERLINK"):
            yield ""


def _styles(package: Package, part: str) -> Mapping[str, _Style]:
    root = read_related(package, part, "styles")
    if root is None:
        return {}
    w = namespace(root)
    own: dict[str, _Style] = {}
    based_on: dict[str, str] = {}
    for style in root.iter(f"{w}style"):
        style_id = style.get(f"{w}styleId") or ""
        own[style_id] = _named_style(style, w)
        based_on[style_id] = value(style, w, "basedOn")
    return {style_id: _inherited(style_id, based_on, own) for style_id in own}


def _named_style(style: Element, w: str) -> _Style:
    """Return what a style says, by its name (`heading 1`, `Title`) or its properties."""
    properties, format_ = style.find(f"{w}pPr"), style.find(f"{w}rPr")
    stated = _Style() if properties is None else _style_of(properties, w)
    unseen = "" if format_ is None else _why_unseen(format_, w, {})
    match value(style, w, "name").casefold().split():
        case ["heading", number] if number.isdecimal():
            return stated._replace(level=int(number), unseen=unseen)
        case ["title"]:
            return stated._replace(level=1, unseen=unseen)
        case ["caption"]:
            return stated._replace(is_caption=True, unseen=unseen)
    return stated._replace(unseen=unseen)


def _style_of(properties: Element, w: str) -> _Style:
    level = value(properties, w, "outlineLvl")  # counts from 0
    is_heading = level.isdecimal() and int(level) < _BODY_TEXT
    number, depth = value(properties, w, "numPr", "numId"), value(properties, w, "numPr", "ilvl")
    return _Style(int(level) + 1 if is_heading else None, (number, depth) if number else None)


def _inherited(style_id: str, based_on: Mapping[str, str], own: Mapping[str, _Style]) -> _Style:
    """Return a style with what it has from those that it is based on. Styles may be based on one another."""
    style, seen = _Style(name=style_id), set[str]()
    while style_id in own and style_id not in seen:
        seen.add(style_id)
        style = _Style._make(mine or theirs for mine, theirs in zip(style, own[style_id], strict=True))
        style_id = based_on.get(style_id, "")
    return style


def _stated_pages(package: Package) -> int:
    stated = find_property(package, "docProps/app.xml", "{*}Pages")
    return 0 if stated is None else whole_number(stated.text)
