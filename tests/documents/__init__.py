"""Documents for tests and benchmarks, as bytes, made with the standard library alone.

They have what a reader needs, and not all that an office program would. People and places are invented.
"""

from tests.documents.archive import Xml, tree, zipped
from tests.documents.hostile import (
    deep_xml_docx,
    docx_with_member,
    docx_with_two_texts,
    entity_bomb_docx,
    exe,
    external_entity_docx,
    lying_zip,
    many_members_docx,
    truncated,
    zip_bomb_docx,
)
from tests.documents.ole_files import encrypted_office, old_word, ole
from tests.documents.opendocument import BREAK_BEFORE, SOFT_BREAK, encrypted_odt, odp, ods, odt, odt_para, sparse_ods
from tests.documents.pdf_files import drawn_pdf, encrypted_pdf, form_pdf, long_pdf, pdf, pdf_without_text
from tests.documents.pictures import gif, jpeg, mp4, png
from tests.documents.sheet_files import Formula, Inline, sparse_xlsx, xlsx
from tests.documents.slide_files import Slide, pptx
from tests.documents.word_files import (
    BREAK,
    PAGE_BREAK,
    RENDERED_BREAK,
    deleted,
    docx,
    docx_parts,
    docx_with_link,
    docx_with_picture,
    inserted,
    note_mark,
    para,
    table,
    text_box,
)

__all__ = [
    "BREAK",
    "BREAK_BEFORE",
    "PAGE_BREAK",
    "RENDERED_BREAK",
    "SOFT_BREAK",
    "Formula",
    "Inline",
    "Slide",
    "Xml",
    "deep_xml_docx",
    "deleted",
    "docx",
    "docx_parts",
    "docx_with_link",
    "docx_with_member",
    "docx_with_picture",
    "docx_with_two_texts",
    "drawn_pdf",
    "encrypted_odt",
    "encrypted_office",
    "encrypted_pdf",
    "entity_bomb_docx",
    "exe",
    "external_entity_docx",
    "form_pdf",
    "gif",
    "inserted",
    "jpeg",
    "long_pdf",
    "lying_zip",
    "many_members_docx",
    "mp4",
    "note_mark",
    "odp",
    "ods",
    "odt",
    "odt_para",
    "old_word",
    "ole",
    "para",
    "pdf",
    "pdf_without_text",
    "png",
    "pptx",
    "sparse_ods",
    "sparse_xlsx",
    "table",
    "text_box",
    "tree",
    "truncated",
    "xlsx",
    "zip_bomb_docx",
    "zipped",
]
