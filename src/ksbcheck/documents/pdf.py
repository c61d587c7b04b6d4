"""The outline of a PDF, read with pypdfium2 (the extra `documents`)."""

from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

import pypdfium2
from pypdfium2 import raw

from ksbcheck.documents.limits import MAX_PAGES, DocumentError, Trouble, unreadable
from ksbcheck.domain.outline import HeadingLine, Outline, Outliner, PageStart, Part, Passage

_LONGEST_HEADING = 90
_NO_HEADING_ENDS = tuple(".,;:?!)-\u2013\u2014")


def read(file: BinaryIO) -> Outline:
    """Return the outline of a PDF.

    Raises:
        DocumentError: it is protected, damaged, or has too many pages.
    """
    try:
        pdf = pypdfium2.PdfDocument(Path(file.name))
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise DocumentError(Trouble.PASSWORD, "it is protected by a password") from None
        raise unreadable("it is damaged: no PDF that can be opened") from None
    with closing(pdf):
        pages = len(pdf)
        if pages > MAX_PAGES:
            raise unreadable(f"it has {pages:,} pages, and no more than {MAX_PAGES:,} are read")
        outliner = Outliner()
        for index in range(pages):
            outliner.take(_page(pdf, index))
        return outliner.outline("PDF", "page", pages)


def _page(pdf: pypdfium2.PdfDocument, index: int) -> Iterator[Part]:
    """Yield the lines of a page that look like headings, and the page's text.

    A PDF doesn't say which lines are headings. One that goes on in small letters on the next line is none.
    """
    try:
        page = pdf[index]
        text = page.get_textpage().get_text_bounded().replace("\r\n", "\n")
    except pypdfium2.PdfiumError:
        raise unreadable(f"it is damaged: page {index + 1} can't be opened") from None
    yield PageStart(index + 1)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    for line, following in pairwise([*lines, ""]):
        if _looks_like_heading(line) and not following[:1].islower():
            yield HeadingLine(line, None)
    yield Passage(text)


def _looks_like_heading(line: str) -> bool:
    return (
        len(line) <= _LONGEST_HEADING and (line[0].isupper() or line[0].isdigit()) and line[-1] not in _NO_HEADING_ENDS
    )
