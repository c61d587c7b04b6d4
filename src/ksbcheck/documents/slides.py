"""Presentations (.pptx)."""

from collections.abc import Collection, Iterator
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
    slides = _slides(package, part)
    if len(slides) > MAX_PAGES:
        raise DocumentError(f"it has {len(slides):,} slides, and no more than {MAX_PAGES:,} are read", Unread.BEYOND)
    outliner.saved = read_saved(package)
    pictured = 0
    for number, slide in enumerate(slides, start=1):
        outliner.start_page(number)
        pictured += _add_slide(outliner, package, slide)
    unread = f"{pictured} of {len(slides)} slides" if pictured and outliner.has_text else ""
    return outliner.outline("presentation", "slide", len(slides), without_text=unread)


def _slides(package: Package, part: str) -> list[str]:
    targets = relations(package, part)
    root = read_xml(package, part)
    ids = [relation_id(slide) for slide in root.iter(f"{namespace(root)}sldId")]
    return [targets[slide_id][1] for slide_id in ids if slide_id in targets]


def _add_slide(outliner: Outliner, package: Package, name: str) -> bool:
    """Add a slide, and return whether it has a picture and no text besides its title."""
    root = read_xml(package, name)
    p = namespace(root)
    has_text = False
    is_hidden = root.get("show") in ("0", "false")
    for shape in root.iter(f"{p}sp"):
        unseen = "hidden" if is_hidden or _is_out_of_sight(shape, p) else ""
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


def _is_out_of_sight(shape: Element, p: str) -> bool:
    """Return whether a shape is hidden, or lies to the left of the slide or above it."""
    names = shape.find(f"{p}nvSpPr/{p}cNvPr")
    sides = [part for part in shape.findall(f"{p}spPr/*/*") if part.tag.endswith(("}off", "}ext"))]
    ends = (sum(_length(part, at) for part in sides for at in side) for side in (("x", "cx"), ("y", "cy")))
    return (names is not None and names.get("hidden") in ("1", "true")) or any(end < 0 for end in ends)


def _length(part: Element, name: str) -> int:
    written = part.get(name) or ""
    return int(written) if written.lstrip("-").isdecimal() else 0


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
