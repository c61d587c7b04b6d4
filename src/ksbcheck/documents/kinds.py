"""The kinds of files that people hand in, told apart by the endings of their names."""

from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of file. `reader` is a key of `worker.READERS`; `software` is what most people lack to open it."""

    noun: str
    endings: tuple[str, ...]
    signatures: tuple[bytes, ...] = ()
    reader: str | None = None
    software: str | None = None


_ZIP = (b"PK\x03\x04",)
_OLE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
# An Office file of today is a zip; protected by a password, it is an OLE file around the zip.
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

_BY_ENDING = {ending: kind for kind in KINDS for ending in kind.endings}

_PROGRAMS = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"\xcf\xfa\xed\xfe", "a macOS program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"#!/", "a script"),
)
_SHARED_SIGNATURES = {
    _ZIP[0]: "an Office document or an archive",
    _OLE[0][:4]: "an older Office document",
    b"RIFF": "a sound, film or picture",
    b"{\\rt": "rich text",
}
_MEDIA = frozenset({"picture", "sound", "film"})
# A text may begin with `MZ` or `BM`; longer signatures are in no text.
_LONG_SIGNATURES = tuple(
    signature
    for signature in (*(signature for signature, _ in _PROGRAMS), *(one for kind in KINDS for one in kind.signatures))
    if len(signature) >= 3  # noqa: PLR2004 - as said
)
HEAD_BYTES = 1024
"""How many bytes `disguise` needs. A PDF may begin anywhere within them."""


def kind_of(name: str) -> Kind | None:
    return _BY_ENDING.get(ending_of(name))


def ending_of(name: str) -> str:
    """Return the ending of a file's name in lower case, with its dot; empty if it has none."""
    stem, dot, ending = name.rpartition("/")[2].rpartition(".")
    return f".{ending.lower()}" if stem and dot else ""


def disguise(name: str, head: bytes) -> str | None:
    """Return what a file really is, if its first bytes contradict its name; media may have one another's endings."""
    kind = kind_of(name)
    if kind is None or kind.software is not None or head.startswith(kind.signatures):
        return None
    if kind.noun in _MEDIA and any(k.noun in _MEDIA for k in KINDS if head.startswith(k.signatures)):
        return None
    if not kind.signatures:
        is_binary = b"\0" in head or head.startswith(_LONG_SIGNATURES)
        return _describe(head) if is_binary else None
    if kind.noun == "PDF" and b"%PDF-" in head:
        return None
    return _describe(head) or ("text" if head.isascii() and b"\0" not in head else "something else")


def _describe(head: bytes) -> str | None:
    for signature, description in _PROGRAMS:
        if head.startswith(signature):
            return description
    kind = next((kind for kind in KINDS if head.startswith(kind.signatures)), None)
    return _SHARED_SIGNATURES.get(head[:4], f"a {kind.noun}") if kind else None
