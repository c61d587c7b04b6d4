"""PDFs, read with pypdfium2 (the extra `documents`)."""

import os
from collections.abc import Callable
from contextlib import closing, suppress
from ctypes import POINTER, cast, create_string_buffer
from functools import partial
from hashlib import sha256
from itertools import islice, pairwise
from pathlib import Path
from typing import BinaryIO

import pypdfium2
from pypdfium2 import raw

from ksbcheck.documents.outliner import MAX_PAGES, DocumentError, Outliner, iso_day
from ksbcheck.domain.outline import Outline, Unread

_MAX_HEADING = 90
_SMALL = 32 * 1024 * 1024
_SEEN = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH)
_DEPTH = 3
_MAX_OBJECTS = 2_000
"""How many objects of a page are looked at."""
_SMALL_PICTURE = 0.01
"""The share of its page from which a picture is more than a logo."""
_SEGMENTS_OF_A_BOX = 5
_TYPED_FIELDS = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
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
        blank = 0
        for index in range(pages):
            page, text = _open_page(pdf, index)
            blank += not text.strip()
            _add_page(outliner, index + 1, text)
            _add_objects(outliner, page)
            _add_notes(outliner, pdf, page)
            page.close()
        return outliner.outline("PDF", "page", pages, without_text=f"{blank} of {pages} pages" if blank else "")


def _open_page(pdf: pypdfium2.PdfDocument, index: int) -> tuple[pypdfium2.PdfPage, str]:
    try:
        page = pdf[index]
        text: str = page.get_textpage().get_text_bounded()
    except pypdfium2.PdfiumError:
        raise DocumentError(f"it is damaged: page {index + 1} can't be opened") from None
    return page, text.replace("\r\n", "\n")


def _add_page(outliner: Outliner, number: int, text: str) -> None:
    outliner.start_page(number)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    for line, following in pairwise([*lines, ""]):
        # A PDF doesn't mark headings. A line that goes on in small letters is none.
        if _looks_like_heading(line) and not following[:1].islower():
            outliner.add_heading(line, None)
    outliner.add_text(text)


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


def _add_notes(outliner: Outliner, pdf: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> None:
    """Add what was typed into the fields of a form, or onto the page; and see whether it has ink or links."""
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MAX_OBJECTS)):
        note = raw.FPDFPage_GetAnnot(page, index)
        kind = raw.FPDFAnnot_GetSubtype(note)
        if kind == raw.FPDF_ANNOT_WIDGET and pdf.formenv:
            if raw.FPDFAnnot_GetFormFieldType(pdf.formenv, note) in _TYPED_FIELDS:
                outliner.add_text(_text_of(partial(raw.FPDFAnnot_GetFormFieldValue, pdf.formenv, note)))
        elif kind == raw.FPDF_ANNOT_FREETEXT:
            outliner.add_text(_text_of(partial(raw.FPDFAnnot_GetStringValue, note, b"Contents")))
        elif kind == raw.FPDF_ANNOT_LINK:
            outliner.content.links.append("")
        outliner.shows = outliner.shows or kind in _SHOWING
        raw.FPDFPage_CloseAnnot(note)


def _text_of(get: Callable[[object, int], int]) -> str:
    """Return a text that PDFium writes into a buffer as UTF-16 with an end, after it has said how long that is."""
    size = get(None, 0)
    buffer = create_string_buffer(size)
    get(cast(buffer, POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")
