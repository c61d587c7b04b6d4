"""Spreadsheets (.xlsx)."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO
from xml.etree.ElementTree import Element

from ksbcheck.documents.outliner import Outliner
from ksbcheck.documents.package import (
    Package,
    add_pictures,
    main_part,
    namespace,
    read_saved,
    read_xml,
    related,
    relation_id,
    relations,
)
from ksbcheck.domain.outline import Outline


def read(file: BinaryIO, outliner: Outliner) -> Outline:
    """Return the outline of a spreadsheet. Only cells that are written cost time, however far apart they are."""
    package = Package(file)
    outliner.saved = read_saved(package)
    for name, root, texts in worksheets(package):
        outliner.start_sheet(name)
        if root is None:
            outliner.shows = True
        else:
            outliner.add_texts(_texts_of_cells(root, texts))
            outliner.add_numbers(_values_of_cells(root))
            if next(root.iter(f"{namespace(root)}hyperlink"), None) is not None:
                outliner.content.links.append("")
    for name in package.names_below("xl/drawings/"):
        add_pictures(outliner, package, name, read_xml(package, name))
    return outliner.outline("spreadsheet")


def worksheets(package: Package) -> Iterator[tuple[str, Element | None, Sequence[str]]]:
    """Yield the name of every sheet, its root (None for a chart), and the texts that cells refer to by number."""
    part = main_part(package, "xl/workbook.xml")
    targets = relations(package, part)
    texts = _shared_texts(package, part)
    workbook = read_xml(package, part)
    for sheet in workbook.iter(f"{namespace(workbook)}sheet"):
        kind, target = targets.get(relation_id(sheet), ("", ""))
        yield sheet.get("name") or "", read_xml(package, target) if kind == "worksheet" else None, texts


def _shared_texts(package: Package, part: str) -> Sequence[str]:
    name = related(package, part, "sharedStrings")
    if name is None:
        return ()
    root = read_xml(package, name)
    return [_text_of(item) for item in root.iter(f"{namespace(root)}si")]


def _text_of(item: Element) -> str:
    """Return the text of an item, which may be in several runs, without its pronunciation (`rPh`)."""
    x = namespace(item)
    runs = [child for child in item if child.tag in (f"{x}t", f"{x}r")]
    return "".join(run.text or "" if run.tag == f"{x}t" else run.findtext(f"{x}t") or "" for run in runs)


def _values_of_cells(root: Element) -> Iterator[str]:
    x = namespace(root)
    for cell in root.iter(f"{x}c"):
        if cell.get("t", "n") == "n":
            yield cell.findtext(f"{x}v") or ""


def _texts_of_cells(root: Element, texts: Sequence[str]) -> Iterator[str]:
    x = namespace(root)
    for cell in root.iter(f"{x}c"):
        if cell.get("t") in ("s", "inlineStr", "str") and (text := text_of_cell(cell, x, texts)):
            yield text


def text_of_cell(cell: Element, x: str, texts: Sequence[str]) -> str:
    """Return the text of a cell, or its value as it is written; `x` is the namespace."""
    value = cell.findtext(f"{x}v") or ""
    match cell.get("t"):
        case "s":
            return texts[int(value)] if value.isdecimal() and int(value) < len(texts) else ""
        case "inlineStr":
            inline = cell.find(f"{x}is")
            return "" if inline is None else _text_of(inline)
    return value
