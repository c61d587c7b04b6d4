"""Presentations (.pptx)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import BinaryIO
from xml.etree.ElementTree import Element

from ksbcheck.documents.block import Block, BlockKind, box_state, is_head, row_of
from ksbcheck.documents.outliner import MAX_PAGES, DocumentError, Outliner
from ksbcheck.documents.package import (
    Package,
    add_pictures,
    external_ids,
    main_part,
    namespace,
    read_saved,
    read_xml,
    relation_id,
    relations,
)
from ksbcheck.domain.outline import Outline, Unread

_TITLES = ("title", "ctrTitle")
_RUNNING = ("ftr", "hdr", "sldNum", "dt")
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_A_STRICT = "{http://purl.oclc.org/ooxml/drawingml/main}"


def read(file: BinaryIO, outliner: Outliner) -> Outline:
    package = Package(file)
    part = main_part(package, "ppt/presentation.xml")
    root = read_xml(package, part)
    slides, size = _slides(package, part, root), _lengths(root.iter(f"{namespace(root)}sldSz"))
    if len(slides) > MAX_PAGES:
        raise DocumentError(f"it has {len(slides):,} slides, and no more than {MAX_PAGES:,} are read", Unread.BEYOND)
    outliner.saved = read_saved(package)
    pictured = 0
    for number, slide in enumerate(slides, start=1):
        outliner.start_page(number)
        pictured += _add_slide(outliner, package, slide, size)
    unread = f"{pictured} of {len(slides)} slides" if pictured and outliner.has_text else ""
    return outliner.outline("presentation", "slide", len(slides), without_text=unread)


def _slides(package: Package, part: str, root: Element) -> list[str]:
    targets = relations(package, part)
    ids = [relation_id(slide) for slide in root.iter(f"{namespace(root)}sldId")]
    return [targets[slide_id][1] for slide_id in ids if slide_id in targets]


def _add_slide(outliner: Outliner, package: Package, name: str, size: Mapping[str, int]) -> bool:
    """Add a slide, and return whether it has a picture and no text besides its title."""
    root = read_xml(package, name)
    p = namespace(root)
    has_text = False
    is_hidden = root.get("show") in ("0", "false")
    gone = {each for each in root.findall(f"{p}cSld/{p}spTree/{p}sp") if _lies_beside(each, p, size)}
    for shape in root.iter(f"{p}sp"):
        named_hidden = any(names.get("hidden") in ("1", "true") for names in shape.findall(f"{p}nvSpPr/{p}cNvPr"))
        unseen = "hidden" if is_hidden or named_hidden or shape in gone else ""
        placeholder = next(shape.iter(f"{p}ph"), None)
        role = "" if placeholder is None else placeholder.get("type") or ""
        texts = [text for text in _paragraphs(outliner, shape) if text.strip()]
        if role in _TITLES and texts:
            outliner.add(Block(BlockKind.HEADING, " ".join(texts), 1, unseen=unseen), says=True)
            continue
        kind = BlockKind.RUNNING if role in _RUNNING else BlockKind.PARAGRAPH
        has_text = has_text or (kind is BlockKind.PARAGRAPH and bool(texts))
        for text in texts:
            outliner.add(Block(kind, text, ticked=box_state(text), unseen=unseen), is_paragraph=False)
    unseen = "hidden" if is_hidden else ""
    for frame in root.iter(f"{p}graphicFrame"):
        _add_frame(outliner, frame, unseen)
    outliner.content.links += _links(root, external_ids(package, name))
    add_pictures(outliner, package, name, root)
    for role, part in relations(package, name).values():
        if role == "notesSlide":
            for text in _paragraphs(outliner, read_xml(package, part)):
                outliner.add(Block(BlockKind.PARAGRAPH, text, unseen=unseen), is_paragraph=False)
        elif role == "comments" and part in package:
            for comment in read_xml(package, part):
                outliner.add(Block(BlockKind.COMMENT, "".join(comment.itertext())))
    frames = next(root.iter(f"{p}graphicFrame"), None)
    return not has_text and frames is None and next(root.iter(f"{p}pic"), None) is not None


def _lies_beside(shape: Element, p: str, size: Mapping[str, int]) -> bool:
    frame = _lengths(shape.findall(f"{p}spPr/*/*"))
    ends = ((frame.get(at, 0), frame.get(by, 0), size.get(by, 0)) for at, by in (("x", "cx"), ("y", "cy")))
    return any(start + length < 0 or 0 < most < start for start, length, most in ends)


def _lengths(parts: Iterable[Element]) -> Mapping[str, int]:
    return {
        key: int(value) for part in parts for key, value in part.attrib.items() if value.removeprefix("-").isdecimal()
    }


def _add_frame(outliner: Outliner, frame: Element, unseen: str) -> None:
    """Add the rows of a table, or the texts of another frame."""
    rows = [row for a in (_A, _A_STRICT) for row in frame.iter(f"{a}tr")]
    columns: tuple[str, ...] = ()
    for index, row in enumerate(rows):
        cells = tuple("\n".join(_paragraphs(outliner, cell)) for cell in row if cell.tag.endswith("}tc"))
        outliner.add(row_of(cells, columns, unseen), is_paragraph=False)
        if index == 0 and is_head(cells):
            columns = cells
    for text in () if rows else _paragraphs(outliner, frame):
        outliner.add(Block(BlockKind.PARAGRAPH, text, unseen=unseen), is_paragraph=False)


def _links(root: Element, external: Collection[str]) -> Iterator[str]:
    for a in (_A, _A_STRICT):
        for run in root.iter(f"{a}r"):
            if any(relation_id(link) in external for link in run.iter(f"{a}hlinkClick")):
                yield run.findtext(f"{a}t") or ""


def _paragraphs(outliner: Outliner, element: Element) -> Iterator[str]:
    """Yield what is seen of the paragraphs of an element, and add what is struck out."""
    for a in (_A, _A_STRICT):
        struck = {
            part
            for run in element.iter(f"{a}r")
            for said in run.findall(f"{a}rPr")
            if said.get("strike", "noStrike") != "noStrike"
            for part in run
        }
        for paragraph in element.iter(f"{a}p"):
            parts = [part for part in paragraph.iter() if part.tag in (f"{a}t", f"{a}br")]
            yield "".join("\n" if part.tag == f"{a}br" else part.text or "" for part in parts if part not in struck)
            if gone := "".join(part.text or "" for part in parts if part in struck):
                outliner.add(Block(BlockKind.PARAGRAPH, gone, unseen="struck out"))
