"""Zip archives and folders, the same bytes for the same content."""

from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

Members = Iterable[tuple[str, str | bytes]]
XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Xml(str):
    """XML that goes into a document as it is; any other text is escaped."""

    __slots__ = ()


def xml(text: str) -> Xml:
    """Return a text as XML, unless it is XML already."""
    return text if isinstance(text, Xml) else Xml(escape(text, {'"': "&quot;"}))


def zipped(members: Members, *, stored: frozenset[str] = frozenset()) -> bytes:
    """Return a zip archive of the members in their order; those in `stored` aren't compressed."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in members:
            archive.writestr(ZipInfo(name), content, ZIP_STORED if name in stored else ZIP_DEFLATED)
    return buffer.getvalue()


def noise(size: int) -> bytes:
    """Return the same random bytes each time."""
    return Random(1).randbytes(size)  # noqa: S311 - nothing secret about it


def tree(folder: Path, files: Mapping[str, bytes | str]) -> Path:
    """Write files under a folder, with the folders between, and return the folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder
