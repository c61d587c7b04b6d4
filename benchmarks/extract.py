"""Extracts the text of documents with pypdfium2, or zipfile and ElementTree, and does nothing with it."""

import sys
import zipfile
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdfium2

_TEXTS = ("document.xml", "content.xml", "sharedStrings.xml")


def extract(path: Path) -> int:
    """Return how many characters a document's text has."""
    if path.suffix == ".pdf":
        with closing(pypdfium2.PdfDocument(path)) as pdf:
            return sum(len(page.get_textpage().get_text_bounded()) for page in pdf)
    with zipfile.ZipFile(path) as package:
        return sum(
            len("".join(ET.fromstring(package.read(name)).itertext()))  # noqa: S314 - our own documents
            for name in package.namelist()
            if name.endswith(_TEXTS) or "/slide" in name or "/sheet" in name
        )


if __name__ == "__main__":
    for document in sys.argv[1:]:
        extract(Path(document))
