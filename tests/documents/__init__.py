"""Documents for tests and benchmarks, as bytes, made with the standard library alone."""

from tests.documents.archive import Xml, tree, zipped
from tests.documents.pdf_files import encrypted_pdf, long_pdf, pdf, pdf_without_text
from tests.documents.word_files import (
    BREAK,
    PAGE_BREAK,
    RENDERED_BREAK,
    deleted,
    docx,
    docx_parts,
    inserted,
    note_mark,
    para,
    table,
    text_box,
)

__all__ = [
    "BREAK",
    "PAGE_BREAK",
    "RENDERED_BREAK",
    "Xml",
    "deleted",
    "docx",
    "docx_parts",
    "encrypted_pdf",
    "inserted",
    "long_pdf",
    "note_mark",
    "para",
    "pdf",
    "pdf_without_text",
    "table",
    "text_box",
    "tree",
    "zipped",
]
