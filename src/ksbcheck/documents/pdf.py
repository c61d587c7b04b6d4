"""PDFs, read with pypdfium2 (the extra `documents`)."""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from ctypes import POINTER, byref, c_uint, cast, create_string_buffer
from functools import partial
from hashlib import sha256
from itertools import islice, pairwise
from pathlib import Path
from typing import BinaryIO

import pypdfium2
from pypdfium2 import raw

from ksbcheck.documents.block import Block, BlockKind, row_of
from ksbcheck.documents.outliner import MAX_PAGES, DocumentError, Outliner, iso_day
from ksbcheck.documents.pdf_tables import Box, Text, split_tables
from ksbcheck.domain.outline import Outline, Unread

_MAX_HEADING = 90
_SMALL = 32 * 1024 * 1024
_SEEN = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH)
_DEPTH = 3
_MAX_OBJECTS = 2_000
"""How many objects of a page are looked at."""
_SMALL_PICTURE = 0.01
"""The share of its page from which a picture is more than a logo."""
_WHITE = 255
_SEGMENTS_OF_A_BOX = 5
_TYPED_FIELDS = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
_BOXES = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
_TYPED = (raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP)
_HIDDEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_NEAR, _FAR, _COLUMN = 4, 40, 300
"""How many points a label may reach into its field, be away from it, and be in the column to its left."""
_EDGE = 2
"""How many lines at the top or bottom of a page may be a header or footer."""
_FEWEST_PAGES = 3
_PRINTED = re.compile(r"(?i)\W*(?:page\s*)?(\d{1,4})(?:\s*(?:of|/)\s*\d+)?\W*")
_PAGE_NUMBER = re.compile(
    r"(?i)^\d+\s[-\u2013|\u2022\u00b7]\s+|(?:\bpage\s*|\s[-\u2013|\u2022\u00b7]\s+)\d+(?:\s*(?:of|/)\s*\d+)?$"
)
_SHOWING = (
    raw.FPDF_ANNOT_INK,
    raw.FPDF_ANNOT_STAMP,
    raw.FPDF_ANNOT_SOUND,
    raw.FPDF_ANNOT_MOVIE,
    raw.FPDF_ANNOT_RICHMEDIA,
)
_ENDS_OF_SENTENCES = tuple(".,;:?!)-\u2013\u2014")


def read(file: BinaryIO, outliner: Outliner) -> Outline:
    try:
        # From memory if it isn't large, so that it is the content that was hashed, even if its path changes.
        size = os.fstat(file.fileno()).st_size
        pdf = pypdfium2.PdfDocument(file.read() if size <= _SMALL else Path(file.name))
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise DocumentError("it is protected by a password", Unread.PASSWORD) from None
        raise DocumentError("it is damaged: no PDF that can be opened") from None
    with closing(pdf):
        pages = len(pdf)
        if pages > MAX_PAGES:
            raise DocumentError(f"it has {pages:,} pages, and no more than {MAX_PAGES:,} are read", Unread.BEYOND)
        pdf.init_forms()
        outliner.saved = iso_day(pdf.get_metadata_value("ModDate"))
        read_pages = [_read_page(outliner, pdf, index) for index in range(pages)]
        texts = [text for text, _ in read_pages]
        outliner.labels = _labels(pdf, texts)
        blank = _add_pages(outliner, texts, [blocks for _, blocks in read_pages])
        return outliner.outline("PDF", "page", pages, without_text=f"{blank} of {pages} pages" if blank else "")


def _read_page(outliner: Outliner, pdf: pypdfium2.PdfDocument, index: int) -> tuple[str, list[Block]]:
    """Return the text of a page, and what was typed or noted on it."""
    try:
        page = pdf[index]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        raise DocumentError(f"it is damaged: page {index + 1} can't be opened") from None
    text = text_page.get_text_bounded().replace("\r\n", "\n")
    blocks: list[Block] = []
    if _has_text_alone(page):  # five times faster than by the library's objects
        blocks = [Block(BlockKind.PARAGRAPH, gone, unseen="invisible") for gone in _invisible(page, text_page)]
    else:
        _add_objects(outliner, page)
    for gone in blocks:
        text = text.replace(gone.text, "", 1)
    for block, label in _notes(outliner, pdf, page, text_page):
        text = text.replace(label, "", 1) if label else text
        blocks.append(block)
    if outliner.kept is not None and not blocks:
        parts = list(split_tables(_lines(text_page)))
        rows = [row for part in parts if not isinstance(part, str) for row in part]
        text = "\n".join(part for part in parts if isinstance(part, str)) if rows else text
        blocks += map(row_of, rows)
    page.close()
    return text, blocks


def _add_pages(outliner: Outliner, texts: Sequence[str], blocks: Sequence[Sequence[Block]]) -> int:
    """Add the pages, and return how many have no text besides headers and footers."""
    pages = [[line for line in map(str.strip, text.split("\n")) if line] for text in texts]
    running = _running_lines(pages)
    blank = 0
    for number, (text, lines, extra) in enumerate(zip(texts, pages, blocks, strict=True), start=1):
        edges = {*lines[:_EDGE], *lines[-_EDGE:]}
        own = [line for line in lines if line not in edges or _without_number(line) not in running]
        blank += not own
        _add_page(outliner, number, own, "\n".join(own) if len(own) < len(lines) else text)
        for line in edges.difference(own):
            outliner.add(Block(BlockKind.RUNNING, line))
        for block in extra:
            outliner.add(block, is_paragraph=False)
    return blank


def _running_lines(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """Return the lines at the top or bottom of most pages, without the number of the page."""
    edges = (set(map(_without_number, (*lines[:_EDGE], *lines[-_EDGE:]))) for lines in pages)
    count = Counter(line for page in edges for line in page)
    return frozenset(line for line, times in count.items() if times >= _FEWEST_PAGES and 2 * times > len(pages))


def _without_number(line: str) -> str:
    return _PAGE_NUMBER.sub("", line)


def _labels(pdf: pypdfium2.PdfDocument, texts: Sequence[str]) -> list[str]:
    """Return the names of the pages, from the file or as printed; none if they are counted from 1."""
    counted = [str(number + 1) for number in range(len(texts))]
    labels = [pdf.get_page_label(index) or counted[index] for index in range(len(texts))]
    if labels != counted:
        return labels
    printed = (_PRINTED.fullmatch(text.rpartition("\n")[2]) for text in texts)
    shifts = Counter(index - int(number[1]) for index, number in enumerate(printed, start=1) if number)
    shift, times = shifts.most_common(1)[0] if shifts else (0, 0)
    if shift <= 0 or times < _FEWEST_PAGES or 2 * times <= len(texts):
        return []
    return [str(int(number) - shift) if int(number) > shift else "" for number in counted]


def _add_page(outliner: Outliner, number: int, lines: Sequence[str], text: str) -> None:
    outliner.start_page(number)
    for line, following in pairwise([*lines, ""]):
        # A PDF doesn't mark headings. A line that goes on in small letters is none.
        if _looks_like_heading(line) and not following[:1].islower():
            outliner.add(Block(BlockKind.HEADING, line))
    outliner.add(Block(BlockKind.PARAGRAPH, text), is_paragraph=False)


def _looks_like_heading(line: str) -> bool:
    starts_well = line[0].isupper() or line[0].isdigit()
    return len(line) <= _MAX_HEADING and starts_well and line[-1] not in _ENDS_OF_SENTENCES


def _add_objects(outliner: Outliner, page: pypdfium2.PdfPage) -> None:
    """Add the pictures of a page that are large enough to show something, and see whether anything is drawn on it."""
    small = _SMALL_PICTURE * page.get_width() * page.get_height()
    for item in islice(page.get_objects(filter=_SEEN, max_depth=_DEPTH), _MAX_OBJECTS):
        with suppress(pypdfium2.PdfiumError):
            if item.type == raw.FPDF_PAGEOBJ_PATH:
                outliner.draws = outliner.draws or _is_drawing(item)
                continue
            left, bottom, right, top = item.get_bounds()
            if (right - left) * (top - bottom) >= small:
                outliner.shows = outliner.shows or not _is_plain(item)
                outliner.add_picture(sha256(item.get_data()).hexdigest())


def _has_text_alone(page: pypdfium2.PdfPage) -> bool:
    objects = (raw.FPDFPage_GetObject(page, at) for at in range(raw.FPDFPage_CountObjects(page)))
    return all(raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_TEXT for item in objects)


def _invisible(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage) -> Iterator[str]:
    """Yield the texts that aren't drawn, or white, of a page without pictures: there they recognise what is scanned."""
    red, green, blue, alpha = colour = [c_uint() for _ in "RGBA"]
    places = [byref(part) for part in colour]
    for at in range(min(raw.FPDFPage_CountObjects(page), _MAX_OBJECTS)):
        item = raw.FPDFPage_GetObject(page, at)
        raw.FPDFPageObj_GetFillColor(item, *places)
        is_white = red.value == green.value == blue.value == alpha.value == _WHITE
        if is_white or raw.FPDFTextObj_GetTextRenderMode(item) == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
            yield _text_of(partial(raw.FPDFTextObj_GetText, item, text)).strip()


def _is_drawing(path: pypdfium2.PdfObject) -> bool:
    """Return whether a path is more than a line or box."""
    segments = raw.FPDFPath_CountSegments(path.raw)
    kinds = (raw.FPDFPathSegment_GetType(raw.FPDFPath_GetPathSegment(path.raw, at)) for at in range(min(segments, 6)))
    return segments > _SEGMENTS_OF_A_BOX or raw.FPDF_SEGMENT_BEZIERTO in kinds


def _is_plain(picture: pypdfium2.PdfImage) -> bool:
    """Return whether a picture is of one colour; one that can't be looked at, or is large, is not."""
    width, height = picture.get_px_size()
    try:
        from ksbcheck.documents.media import LARGE, is_plain  # noqa: PLC0415 - 0.1 s
    except ImportError:
        return False
    return width * height < LARGE and is_plain(picture.get_bitmap().to_pil())


def _notes(
    outliner: Outliner, pdf: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage
) -> Iterator[tuple[Block, str]]:
    """Yield what was typed into a form or noted on a page, with the text of the page that it takes the place of.

    Also see whether the page has ink or links.
    """
    lines: list[Text] | None = None
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MAX_OBJECTS)):
        note = raw.FPDFPage_GetAnnot(page, index)
        kind = raw.FPDFAnnot_GetSubtype(note)
        says = _text_of(partial(raw.FPDFAnnot_GetStringValue, note, b"Contents"))
        author = _text_of(partial(raw.FPDFAnnot_GetStringValue, note, b"T"))
        if kind == raw.FPDF_ANNOT_WIDGET and pdf.formenv:
            lines = _lines(text) if lines is None else lines
            if block := _field(pdf, note, lines):
                yield block, block.label
        elif kind in _TYPED and not raw.FPDFAnnot_GetFlags(note) & _HIDDEN:
            yield Block(BlockKind.PARAGRAPH, says), ""
        elif kind == raw.FPDF_ANNOT_STRIKEOUT:
            box = _box(note)
            struck = text.get_text_bounded(box.left, box.bottom, box.right, box.top).replace("\r\n", "\n")
            yield Block(BlockKind.PARAGRAPH, struck, unseen="struck out"), struck
        elif kind == raw.FPDF_ANNOT_LINK:
            outliner.content.links.append("")
        elif says:
            yield Block(BlockKind.COMMENT, says, author=author), ""
        outliner.shows = outliner.shows or kind in _SHOWING
        raw.FPDFPage_CloseAnnot(note)


def _field(pdf: pypdfium2.PdfDocument, note: object, lines: Sequence[Text]) -> Block | None:
    """Return a field of a form, with the text beside or above it as its label."""
    kind = raw.FPDFAnnot_GetFormFieldType(pdf.formenv, note)
    label = _label(_box(note), lines, is_box=kind in _BOXES)
    if kind in _BOXES:
        return Block(BlockKind.FIELD, "", ticked=bool(raw.FPDFAnnot_IsChecked(pdf.formenv, note)), label=label)
    if kind in _TYPED_FIELDS:
        value = _text_of(partial(raw.FPDFAnnot_GetFormFieldValue, pdf.formenv, note))
    elif kind < 0:  # a field without a name
        value = _text_of(partial(raw.FPDFAnnot_GetStringValue, note, b"V"))
    else:
        return None
    return Block(BlockKind.FIELD, value, label=label, unseen="" if value.strip() else "a prompt")


def _box(note: object) -> Box:
    rectangle = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(note, rectangle)
    return Box(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)


def _lines(text: pypdfium2.PdfTextPage) -> list[Text]:
    boxes = (Box(*text.get_rect(index)) for index in range(min(text.count_rects(), _MAX_OBJECTS)))
    return [(box, text.get_text_bounded(*box).strip()) for box in boxes]


def _label(field: Box, lines: Iterable[Text], *, is_box: bool) -> str:
    """Return the text to the right of a check box, or to the left of a field, or else above it."""
    beside, above = [], []
    for box, text in lines:
        gap = box.left - field.right if is_box else field.left - box.right
        if box.bottom < field.top and box.top > field.bottom and -_NEAR < gap < (_FAR if is_box else _COLUMN):
            beside.append((gap, text))
        elif box.left < field.right and box.right > field.left and -_NEAR < box.bottom - field.top < _FAR:
            above.append((box.bottom - field.top, text))
    return min(beside or ([] if is_box else above), default=(0, ""))[1]


def _text_of(get: Callable[[object, int], int]) -> str:
    """Return a text that PDFium writes into a buffer as UTF-16 with an end, after it has said how long that is."""
    size = get(None, 0)
    buffer = create_string_buffer(size)
    get(cast(buffer, POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")
