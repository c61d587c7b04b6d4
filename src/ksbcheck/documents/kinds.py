"""The kinds of file that people hand in, by the endings of their names."""

from collections.abc import Iterator
from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of file.

    `reader` is the name of its reader in `ksbcheck.documents.reading`, None where there is no text to read. `software`
    says what it takes to open one where not everybody can. `begins` are the bytes that such a file begins with, by what
    they show; none where it may begin in any way.
    """

    noun: str
    endings: tuple[str, ...]
    begins: tuple[bytes, ...] = ()
    reader: str | None = None
    software: str | None = None


_ZIP = (b"PK\x03\x04",)
_OLE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
# Other than these, an Office file of today is a zip; protected by a password, it is an OLE file that holds the zip.
_OFFICE = (*_ZIP, *_OLE)

KINDS: tuple[Kind, ...] = (
    Kind("PDF", (".pdf",), (b"%PDF-",), reader="pdf"),
    Kind("Word document", (".docx", ".docm", ".dotx"), _OFFICE, reader="docx"),
    Kind("presentation", (".pptx", ".pptm", ".ppsx"), _OFFICE, reader="pptx"),
    Kind("spreadsheet", (".xlsx", ".xlsm"), _OFFICE, reader="xlsx"),
    Kind("text document", (".odt",), _ZIP, reader="odt"),
    Kind("spreadsheet", (".ods",), _ZIP, reader="ods"),
    Kind("presentation", (".odp",), _ZIP, reader="odp"),
    Kind("Markdown text", (".md", ".markdown"), reader="markdown"),
    Kind("text", (".txt", ".text", ".csv", ".tsv", ".srt", ".vtt"), reader="text"),
    Kind("older Word document", (".doc", ".dot"), (*_OLE, b"{\\rtf")),
    Kind("older presentation", (".ppt", ".pps"), _OLE),
    Kind("older spreadsheet", (".xls",), _OLE),
    Kind("rich text", (".rtf",), (b"{\\rtf",)),
    Kind("web page", (".html", ".htm", ".mhtml")),
    Kind("message", (".eml",)),
    Kind("picture", (".jpg", ".jpeg", ".jfif"), (b"\xff\xd8\xff",)),
    Kind("picture", (".png",), (b"\x89PNG\r\n\x1a\n",)),
    Kind("picture", (".gif",), (b"GIF87a", b"GIF89a")),
    Kind("picture", (".tif", ".tiff"), (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")),
    Kind("picture", (".bmp",), (b"BM",)),
    Kind("picture", (".webp",), (b"RIFF",)),
    Kind("picture", (".svg",)),
    Kind("sound", (".wav",), (b"RIFF", b"RF64")),
    Kind("sound", (".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".flac", ".wma", ".amr")),
    Kind("film", (".avi",), (b"RIFF",)),
    Kind("film", (".mkv", ".webm"), (b"\x1a\x45\xdf\xa3",)),
    Kind("film", (".mp4", ".m4v", ".mov", ".mpg", ".mpeg", ".wmv", ".3gp")),
    Kind("Pages document", (".pages",), software="Apple Pages"),
    Kind("Numbers spreadsheet", (".numbers",), software="Apple Numbers"),
    Kind("Keynote presentation", (".key",), software="Apple Keynote"),
    Kind("picture", (".heic", ".heif"), software="a viewer for Apple's HEIC pictures"),
    Kind("Publisher document", (".pub",), software="Microsoft Publisher"),
    Kind("OneNote section", (".one", ".onepkg"), software="Microsoft OneNote"),
    Kind("drawing", (".vsd", ".vsdx"), software="Microsoft Visio"),
    Kind("project plan", (".mpp",), software="Microsoft Project"),
    Kind("database", (".accdb", ".mdb"), software="Microsoft Access"),
    Kind("Outlook message", (".msg", ".pst"), software="Microsoft Outlook"),
    Kind("Photoshop picture", (".psd",), software="Adobe Photoshop"),
    Kind("drawing", (".ai",), software="Adobe Illustrator"),
    Kind("layout", (".indd",), software="Adobe InDesign"),
    Kind("drawing", (".dwg",), software="a program for technical drawings"),
    Kind("design", (".sketch", ".fig"), software="the design program it was made with"),
    Kind("data set", (".sav",), software="SPSS"),
    Kind("archive", (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz"), software="a program that unpacks archives"),
)

BY_ENDING = {ending: kind for kind in KINDS for ending in kind.endings}

PROGRAMS = (
    # what a program or script begins with
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"\xcf\xfa\xed\xfe", "a macOS program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"#!/", "a script"),
)
HEAD = 1024
"""How many bytes of a file are looked at to tell what it is. A PDF may begin anywhere within them."""


def kind_of(name: str) -> Kind | None:
    """Return the kind of a file by the ending of its name, or None if the ending is unknown or there is none."""
    return BY_ENDING.get(ending_of(name))


def ending_of(name: str) -> str:
    """Return the ending of a file's name in small letters, with its dot; nothing if it has none."""
    stem, dot, ending = name.rpartition("/")[2].rpartition(".")
    return f".{ending.lower()}" if stem and dot else ""


def disguise(name: str, head: bytes) -> str | None:
    """Return what a file really is if that isn't what its name says, by its first bytes; None if nothing speaks so.

    A picture, sound or film under the ending of another kind of these opens all the same.
    """
    kind = kind_of(name)
    if kind is None or kind.software is not None or head.startswith(kind.begins):
        return None
    if kind.noun in _MEDIA and any(other.noun in _MEDIA for other in _kinds_of(head)):
        return None
    if not kind.begins:
        # Words may begin with `MZ` or `BM`; zero bytes, and these longer beginnings, are in no text.
        known = b"\0" in head or head.startswith(_LONG_BEGINNINGS)
        return _what_is(head, None) if known else None
    if kind.noun == "PDF" and b"%PDF-" in head:
        return None
    return _what_is(head, "text" if head.isascii() and b"\0" not in head else "something else")


def _kinds_of(head: bytes) -> Iterator[Kind]:
    return (kind for kind in KINDS if head.startswith(kind.begins))


def _what_is(head: bytes, otherwise: str | None) -> str | None:
    for begins, what in PROGRAMS:
        if head.startswith(begins):
            return what
    kind = next(_kinds_of(head), None)
    return _BY_BEGINNING.get(head[:4], f"a {kind.noun}") if kind else otherwise


_MEDIA = frozenset({"picture", "sound", "film"})
_LONG_BEGINNINGS = tuple(
    begins
    for begins in (*(begins for begins, _ in PROGRAMS), *(begins for kind in KINDS for begins in kind.begins))
    if len(begins) >= 3  # noqa: PLR2004 - as said
)
_BY_BEGINNING = {
    _ZIP[0]: "an Office document or an archive",
    _OLE[0][:4]: "an older Office document",
    b"RIFF": "a sound, film or picture",
    b"{\\rt": "rich text",
}
