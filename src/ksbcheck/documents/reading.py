"""The readers of documents, by the names that `kinds` gives them."""

from importlib import import_module
from typing import BinaryIO

from ksbcheck.domain.outline import Outline

READERS = {
    # reader: its module and function, imported when the first such document is read
    "pdf": ("ksbcheck.documents.pdf", "read"),
    "docx": ("ksbcheck.documents.word", "read"),
    "pptx": ("ksbcheck.documents.slides", "read"),
    "xlsx": ("ksbcheck.documents.sheets", "read"),
    "odt": ("ksbcheck.documents.opendocument", "read_text"),
    "ods": ("ksbcheck.documents.opendocument", "read_sheets"),
    "odp": ("ksbcheck.documents.opendocument", "read_slides"),
    "markdown": ("ksbcheck.documents.plain", "read_markdown"),
    "text": ("ksbcheck.documents.plain", "read_text"),
}


def read_outline(reader: str, file: BinaryIO) -> Outline:
    """Return the outline of an open document.

    Raises:
        DocumentError: it can't be read, with the reason.
        ImportError: the library that the reader needs is not installed.
    """
    module, function = READERS[reader]
    outline: Outline = getattr(import_module(module), function)(file)
    return outline
