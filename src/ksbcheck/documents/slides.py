"""Presentations (.pptx)."""

from collections.abc import Collection, Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from ksbcheck.documents.outliner import MAX_PAGES, DocumentError, Outliner
from ksbcheck.documents.package import (
    Package,
    add_pictures,
    external_ids,
    main_part,
    namespace,
    read_saved,
    read_xml,
    related,
    relation_id,
    relations,
)
from ksbcheck.domain.outline import Outline, Unread

_TITLES = ("title", "ctrTitle")
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_A_STRICT = "{http://purl.oclc.org/ooxml/drawingml/main}"


def read(file: BinaryIO, outliner: Outliner) -> Outline:
    package = Package(file)
    part = main_part(package, "ppt/presentation.xml")
    slides = _slides(package, part)
    if len(slides) > MAX_PAGES:
        raise DocumentError(f"it has {len(slides):,} slides, and no more than {MAX_PAGES:,} are read", Unread.BEYOND)
    outliner.saved = read_saved(package)
    for number, slide in enumerate(slides, start=1):
        outliner.start_page(number)
        _add_slide(outliner, package, slide)
    return outliner.outline("presentation", "slide", len(slides))


def _slides(package: Package, part: str) -> list[str]:
    targets = relations(package, part)
    root = read_xml(package, part)
    ids = [relation_id(slide) for slide in root.iter(f"{namespace(root)}sldId")]
    return [targets[slide_id][1] for slide_id in ids if slide_id in targets]


def _add_slide(outliner: Outliner, package: Package, name: str) -> None:
    root = read_xml(package, name)
    p = namespace(root)
    for shape in root.iter(f"{p}sp"):
        placeholder = next(shape.iter(f"{p}ph"), None)
        texts = [text for text in _paragraphs(shape) if text.strip()]
        if placeholder is not None and placeholder.get("type") in _TITLES and texts:
            outliner.add_heading(" ".join(texts), 1, says=True)
        else:
            outliner.add_texts(texts)
    for frame in root.iter(f"{p}graphicFrame"):
        outliner.add_texts(_paragraphs(frame))
    outliner.content.links += _links(root, external_ids(package, name))
    add_pictures(outliner, package, name, root)
    notes = related(package, name, "notesSlide")
    if notes:
        outliner.add_texts(_paragraphs(read_xml(package, notes)))


def _links(root: Element, external: Collection[str]) -> Iterator[str]:
    for a in (_A, _A_STRICT):
        for run in root.iter(f"{a}r"):
            if any(relation_id(link) in external for link in run.iter(f"{a}hlinkClick")):
                yield run.findtext(f"{a}t") or ""


def _paragraphs(element: Element) -> Iterator[str]:
    for a in (_A, _A_STRICT):
        for paragraph in element.iter(f"{a}p"):
            parts = [part for part in paragraph.iter() if part.tag in (f"{a}t", f"{a}br")]
            yield "".join("\n" if part.tag == f"{a}br" else part.text or "" for part in parts)
