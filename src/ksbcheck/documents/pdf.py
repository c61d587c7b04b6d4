"""PDFs, read with pypdfium2 (the extra `documents`)."""

import os
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

import pypdfium2
from pypdfium2 import raw

from ksbcheck.documents.outliner import MAX_PAGES, DocumentError, Outliner
from ksbcheck.domain.outline import Outline, Unread

_MAX_HEADING = 90
_SMALL = 32 * 1024 * 1024
_ENDS_OF_SENTENCES = tuple(".,;:?!)-\u2013\u2014")


def read(file: BinaryIO) -> Outline:
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
        outliner, blank = Outliner(), 0
        for index in range(pages):
            text = _text(pdf, index)
            blank += not text.strip()
            _add_page(outliner, index + 1, text)
        return outliner.outline("PDF", "page", pages, without_text=f"{blank} of {pages} pages" if blank else "")


def _text(pdf: pypdfium2.PdfDocument, index: int) -> str:
    try:
        text: str = pdf[index].get_textpage().get_text_bounded()
    except pypdfium2.PdfiumError:
        raise DocumentError(f"it is damaged: page {index + 1} can't be opened") from None
    return text.replace("\r\n", "\n")


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
