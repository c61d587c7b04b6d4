"""Spreadsheets (.xlsx)."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO
from xml.etree.ElementTree import Element

from ksbcheck.documents.block import Block, BlockKind, is_head, row_of
from ksbcheck.documents.cells import Formats, MergedCells, column_number
from ksbcheck.documents.outliner import Outliner
from ksbcheck.documents.package import (
    Package,
    add_pictures,
    main_part,
    namespace,
    read_related,
    read_saved,
    read_xml,
    relation_id,
    relations,
)
from ksbcheck.domain.outline import Outline
from ksbcheck.domain.text import whole_number

_ON = ("1", "true")
_WHITE = "FFFFFFFF"
_WITH_VALUE = ("n", "s", "inlineStr", "str")
_MOST_COLUMNS = 100


def read(file: BinaryIO, outliner: Outliner) -> Outline:
    """Return the outline of a spreadsheet. Only cells that are written cost time, however far apart they are."""
    package = Package(file)
    outliner.saved = read_saved(package)
    styles = _unseen_styles(package)
    formats = Formats(package) if outliner.kept is not None else None
    for name, root, texts, is_hidden in worksheets(package):
        outliner.start_sheet(name)
        if root is None:
            outliner.shows = True
        else:
            for cell in (each for each in root.iter(f"{namespace(root)}c") if styles and each.get("s") in styles):
                outliner.add(row_of([text_of_cell(cell, namespace(root), texts)], unseen="struck out or white"))
                del cell[:]
            _add_rows(outliner, root, texts, "hidden" if is_hidden else "", formats)
            if next(root.iter(f"{namespace(root)}hyperlink"), None) is not None:
                outliner.content.links.append("")
    for name in package.names_below("xl/drawings/"):
        root = read_xml(package, name)
        add_pictures(outliner, package, name, root)
        for paragraph in (each for each in root.iter() if each.tag.endswith("main}p")):
            outliner.add(Block(BlockKind.PARAGRAPH, "".join(paragraph.itertext())), is_paragraph=False)
    _add_comments(outliner, package)
    return outliner.outline("spreadsheet")


def _unseen_styles(package: Package) -> frozenset[str]:
    """Return the numbers of styles in which text is struck out, or white where no colour fills the cell."""
    root = read_related(package, main_part(package, "xl/workbook.xml"), "styles")
    if root is None:
        return frozenset()
    x = namespace(root)
    fonts = [(str(at), each) for at, font in enumerate(root.iterfind(f"{x}fonts/{x}font")) for each in font]
    struck = {at for at, each in fonts if each.tag == f"{x}strike" and each.get("val", "1") in _ON}
    white = {at for at, each in fonts if each.tag == f"{x}color" and each.get("rgb") == _WHITE}
    styles = ((str(at), style, style.get("fontId")) for at, style in enumerate(root.iterfind(f"{x}cellXfs/{x}xf")))
    return frozenset(
        at for at, style, font in styles if font in struck or (font in white and style.get("fillId", "0") == "0")
    )


def worksheets(package: Package) -> Iterator[tuple[str, Element | None, Sequence[str], bool]]:
    """Yield the name of every sheet, its root (None for a chart), the texts of cells by number, and if it is hidden."""
    part = main_part(package, "xl/workbook.xml")
    targets = relations(package, part)
    shared = read_related(package, part, "sharedStrings")
    texts = [] if shared is None else [_text_of(item) for item in shared.iter(f"{namespace(shared)}si")]
    workbook = read_xml(package, part)
    for sheet in workbook.iter(f"{namespace(workbook)}sheet"):
        kind, target = targets.get(relation_id(sheet), ("", ""))
        root = read_xml(package, target) if kind == "worksheet" else None
        yield sheet.get("name") or "", root, texts, sheet.get("state", "visible") != "visible"


def _text_of(item: Element) -> str:
    """Return the text of an item, which may be in several runs, without its pronunciation (`rPh`)."""
    x = namespace(item)
    runs = [child for child in item if child.tag in (f"{x}t", f"{x}r")]
    return "".join(run.text or "" if run.tag == f"{x}t" else run.findtext(f"{x}t") or "" for run in runs)


def _add_rows(outliner: Outliner, root: Element, texts: Sequence[str], unseen: str, formats: Formats | None) -> None:
    """Add the rows, below the headings of their columns, which the first row with text may have."""
    x = namespace(root)
    hidden = _hidden_columns(root, x)
    columns: dict[int, str] | None = None
    grids = _grids(root, texts, formats) if formats else None
    for row in root.iter(f"{x}row"):
        cells = dict(_cells(row, x, texts))
        grid = next(grids, {}) if grids else {}
        if not any(is_text for _, is_text in cells.values()):
            outliner.add_numbers(number for number, _ in cells.values())
            if not any(map(str.strip, grid.values())):
                continue
        if number := whole_number(row.get("r")):
            outliner.start_row(number)
        shown = {at: text for at, (text, _) in cells.items() if not _is_in(at, hidden)}
        places = sorted({*(columns or ()), *shown})
        why = unseen or ("hidden" if row.get("hidden") in _ON else "")
        headings = [(columns or {}).get(at, "") for at in places]
        block = row_of([shown.get(at, "") for at in places], headings, why)
        open_grid = tuple((at, text) for at, text in grid.items() if not _is_in(at, hidden))
        outliner.add(block._replace(grid=open_grid), is_paragraph=False)
        if concealed := [text for at, (text, _) in cells.items() if at not in shown]:
            closed_grid = tuple((at, text) for at, text in grid.items() if _is_in(at, hidden))
            outliner.add(row_of(concealed, unseen="hidden")._replace(grid=closed_grid), is_paragraph=False)
        if columns is None and 1 < len(shown) <= _MOST_COLUMNS:
            columns = shown if is_head(tuple(shown.values())) else {}


def shown_rows(root: Element, texts: Sequence[str], formats: Formats) -> Iterator[tuple[int, dict[int, str]]]:
    """Yield the number of each row, and what its cells show, by their columns."""
    x, number = namespace(root), 0
    for row in root.iter(f"{x}row"):
        number = whole_number(row.get("r"), number + 1)
        shown = ((at, formats.shown(cell, x, text_of_cell(cell, x, texts))) for at, cell in _placed(row, x))
        yield number, {at: text for at, text in shown if text.strip()}


def _grids(root: Element, texts: Sequence[str], formats: Formats) -> Iterator[dict[int, str]]:
    """Yield what the cells of each row show, by their columns, also those that are merged with a row above."""
    merged = MergedCells(root)
    for number, cells in shown_rows(root, texts, formats):
        yield dict(sorted(merged.fill(number, cells).items()))


def _is_in(column: int, ranges: Sequence[range]) -> bool:
    return any(column in each for each in ranges)


def _hidden_columns(root: Element, x: str) -> Sequence[range]:
    hidden = (each for each in root.iter(f"{x}col") if each.get("hidden") in _ON)
    ends = ((each.get("min") or "", each.get("max") or "") for each in hidden)
    return [range(int(first), int(last) + 1) for first, last in ends if first.isdecimal() and last.isdecimal()]


def _cells(row: Element, x: str, texts: Sequence[str]) -> Iterator[tuple[int, tuple[str, bool]]]:
    """Yield the column of each cell, its text or number, and whether it is a text."""
    for column, cell in _placed(row, x):
        kind = cell.get("t", "n")
        if kind in _WITH_VALUE and (text := text_of_cell(cell, x, texts)):
            yield column, (text, kind != "n")


def _placed(row: Element, x: str) -> Iterator[tuple[int, Element]]:
    """Yield each cell with its column, counted from 1."""
    column = 0
    for cell in row.iter(f"{x}c"):
        letters = (cell.get("r") or "").rstrip("0123456789")
        column = column_number(letters) if letters.isascii() and letters.isupper() else column + 1
        yield column, cell


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


def _add_comments(outliner: Outliner, package: Package) -> None:
    """Add the comments of cells. Each sheet has its own file of them."""
    for name in (*package.names_below("xl/"), *package.names_below("xl/threadedComments/")):
        if "omment" in name:
            root = read_xml(package, name)
            x = namespace(root)
            for comment in (*root.iter(f"{x}comment"), *root.iter(f"{x}threadedComment")):
                outliner.add(Block(BlockKind.COMMENT, "".join(comment.itertext())))
