"""Documents for Word (the extra `word`): headings, paragraphs and tables on A4 landscape, in British English."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import _Cell as WordCell
from docx.table import _Row as WordRow

from ksbcheck.domain.text import shown
from ksbcheck.output.document import Block, Cell, Document, Items, Note, Table, Words, rows_of, shown_text

_LONG, _SHORT, _MARGIN = Mm(297), Mm(210), Mm(15)
_WIDTH = _LONG - 2 * _MARGIN
_NAME = 0.2
"""The part of the width that the names of facts have."""
_NARROWEST, _WIDEST = 5, 40
_FIRST_DAY, _LAST_DAY = date(1980, 1, 1), date(2107, 12, 31)
"""Those that a file for Word can state of its parts."""
_BOLD = frozenset({"strong", "loud", "bad"})
_LIST = {False: "List Bullet", True: "List Number"}


def write(document: Document, day: date | None = None) -> bytes:
    """Return a document for Word, made on a day. Equal documents give equal bytes."""
    word, day = docx.Document(), min(max(day or _FIRST_DAY, _FIRST_DAY), _LAST_DAY)
    _set_up(word, document, day)
    word.add_heading(shown(document.title), 1)
    if document.above:
        word.add_paragraph(shown(document.above))
    for section in document.sections:
        if section.title:
            word.add_heading(shown(section.title), 2)
        for block in section.blocks:
            _add(word, block)
    file = BytesIO()
    word.save(file)
    return _with_day(file, day)


def _set_up(word: WordDocument, document: Document, day: date) -> None:
    page = word.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, _LONG, _SHORT
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = _MARGIN
    page.footer.paragraphs[0].text = shown(document.foot)
    about = word.core_properties
    about.title, about.language, about.author, about.comments = shown(document.title), "en-GB", "", ""
    about.created = about.modified = datetime.combine(day, time(), UTC)
    for key in [key for key, each in word.part.package.rels.items() if each.reltype.endswith("/thumbnail")]:
        del word.part.package.rels[key]  # a picture of python-docx's own template
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    word.styles["Normal"].font.size = Pt(9)


def _add(word: WordDocument, block: Block) -> None:
    match block:
        case Note(text):
            word.add_paragraph(shown_text(text))
        case Items(items, numbered):
            for item in items:
                word.add_paragraph(shown_text(item), _LIST[numbered])
        case _:
            _add_table(word, list(rows_of(block)), block)


def _add_table(word: WordDocument, rows: Sequence[tuple[Cell, ...]], block: Block) -> None:
    if not rows:
        return
    has_head = isinstance(block, Table) and block.has_head
    widths = _widths(block, rows)
    table = word.add_table(len(rows), len(rows[0]), "Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, (row, made) in enumerate(zip(rows, table.rows, strict=True)):
        _mark(made, "w:cantSplit", "w:tblHeader") if has_head and not number else _mark(made, "w:cantSplit")
        for cell, into, width in zip(row, made.cells, widths, strict=True):
            into.width = width
            _fill(into, cell, is_bold=has_head and not number)
    word.add_paragraph()


def _mark(row: WordRow, *names: str) -> None:
    for name in names:
        row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 - python-docx has no other way


def _widths(block: Block, rows: Sequence[tuple[Cell, ...]]) -> list[Length]:
    """Return the widths of columns: those that are stated, and the others by what they hold."""
    if not isinstance(block, Table):
        return [Length(int(_NAME * _WIDTH)), Length(int((1 - _NAME) * _WIDTH))]
    longest = [
        max(len(word) for row in rows for word in (shown_text(row[at]).split() or [""])) for at in range(len(rows[0]))
    ]
    wanted = [
        min(_WIDEST, max(_NARROWEST, column.width or 12 * column.share, most + 2))
        for column, most in zip(block.columns, longest, strict=True)
    ]
    return [Length(int(_WIDTH * each / sum(wanted))) for each in wanted]


def _fill(into: WordCell, cell: Cell, *, is_bold: bool) -> None:
    run = into.paragraphs[0].add_run(shown_text(cell))
    if is_bold or (isinstance(cell, Words) and not _BOLD.isdisjoint(cell.look.split())):
        run.bold = True


def _with_day(file: BytesIO, day: date) -> bytes:
    """Return a package with the same day on each of its parts."""
    made = BytesIO()
    with ZipFile(file) as parts, ZipFile(made, "w", ZIP_DEFLATED) as dated:
        for name in parts.namelist():
            part = ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            part.compress_type = ZIP_DEFLATED
            dated.writestr(part, parts.read(name))
    return made.getvalue()
