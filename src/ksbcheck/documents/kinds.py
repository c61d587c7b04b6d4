"""The kinds of files that people hand in, told apart by the endings of their names."""

from typing import NamedTuple

from ksbcheck.domain.outline import Unread


class Kind(NamedTuple):
    """A kind of file. `reader` is a key of `worker.READERS`; `unread` says why a kind without text is not read.

    `signatures` are beginnings of what `_signature_of` returns; a kind without them may begin with anything, but only
    `is_text` says that it may be text.
    """

    noun: str
    endings: tuple[str, ...]
    signatures: tuple[bytes, ...] = ()
    reader: str | None = None
    software: str | None = None
    is_text: bool = False
    unread: Unread = Unread.NO_TEXT


_ZIP = (b"PK\x03\x04",)
_OLE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
# An Office file of today is a zip; protected by a password, it is an OLE file around the zip.
_OFFICE = (*_ZIP, *_OLE)
_ASF = (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",)
_BOXES = (b"\0ftyp",)
_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")

_PICTURES = (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".tif", ".tiff", ".bmp", ".webp")
_OF_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", *_TIFF, b"BM", b"RIFFWEBP")
_OF_SOUNDS = (b"RIFFWAVE", b"RF64WAVE", *_BOXES, b"OggS", b"fLaC", b"ID3", *_ASF)
_OF_FILMS = (b"RIFFAVI ", b"\x1a\x45\xdf\xa3", *_ASF, b"FLV")

KINDS: tuple[Kind, ...] = (
    Kind("PDF", (".pdf",), (b"%PDF-",), reader="pdf"),
    Kind("Word document", (".docx", ".docm", ".dotx", ".dotm"), _OFFICE, reader="docx"),
    Kind("presentation", (".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".potm"), _OFFICE, reader="pptx"),
    Kind("spreadsheet", (".xlsx", ".xlsm", ".xltx", ".xltm"), _OFFICE, reader="xlsx"),
    Kind("text document", (".odt", ".ott"), _ZIP, reader="odt"),
    Kind("spreadsheet", (".ods", ".ots"), _ZIP, reader="ods"),
    Kind("presentation", (".odp", ".otp"), _ZIP, reader="odp"),
    Kind("Markdown text", (".md", ".markdown"), reader="markdown", is_text=True),
    Kind("text", (".txt", ".text", ".srt", ".vtt", ".log"), reader="text", is_text=True),
    Kind("text", (".csv", ".tsv"), reader="table", is_text=True),
    Kind("web page", (".html", ".htm"), reader="html", is_text=True),
    Kind("older Word document", (".doc", ".dot"), (*_OLE, b"{\\rtf")),
    Kind("older presentation", (".ppt", ".pps"), _OLE),
    Kind("older spreadsheet", (".xls",), _OLE),
    Kind("binary spreadsheet", (".xlsb",), _OFFICE),
    Kind("drawing", (".odg",), _ZIP),
    Kind("electronic book", (".epub",), _ZIP),
    Kind("XPS document", (".xps", ".oxps"), _ZIP),
    Kind("rich text", (".rtf",), (b"{\\rtf",)),
    Kind("web page", (".mhtml", ".mht"), reader="message", is_text=True),
    Kind("message", (".eml",), reader="message", is_text=True),
    Kind("picture", _PICTURES, _OF_PICTURES, reader="picture"),
    Kind("picture", (".avif",), _BOXES),
    Kind("picture", (".svg",), is_text=True),
    Kind("sound", (".wav", ".m4a", ".m4b", ".ogg", ".oga", ".opus", ".flac", ".wma"), _OF_SOUNDS, reader="sound"),
    Kind("sound", (".aif", ".aiff", ".aifc")),
    Kind("sound", (".caf", ".amr"), (b"caff", b"#!AMR")),
    Kind("sound", (".mp3", ".aac"), reader="sound"),
    Kind("film", (".avi", ".mkv", ".webm", ".mka", ".wmv", ".asf", ".flv"), _OF_FILMS),
    Kind("film", (".mp4", ".m4v", ".mov", ".qt", ".3gp", ".3gpp", ".3g2"), _BOXES),
    Kind("film", (".mpg", ".mpeg", ".mts", ".m2ts", ".ogv", ".vob")),
    Kind("Pages document", (".pages",), _ZIP, software="Apple Pages"),
    Kind("Numbers spreadsheet", (".numbers",), _ZIP, software="Apple Numbers"),
    Kind("Keynote presentation", (".key",), _ZIP, software="Apple Keynote"),
    Kind("picture", (".heic", ".heif", ".hif"), _BOXES, software="a viewer for Apple's HEIC pictures"),
    Kind("Works document", (".wps",), _OLE, software="Microsoft Works"),
    Kind("Publisher document", (".pub",), _OLE, software="Microsoft Publisher"),
    Kind("OneNote section", (".one", ".onepkg"), software="Microsoft OneNote"),
    Kind("drawing", (".vsd", ".vsdx"), _OFFICE, software="Microsoft Visio"),
    Kind("project plan", (".mpp",), _OLE, software="Microsoft Project"),
    Kind("database", (".accdb", ".mdb"), (b"\0\1\0\0Standard",), software="Microsoft Access"),
    Kind("Outlook message", (".msg", ".pst"), (*_OLE, b"!BDN"), software="Microsoft Outlook"),
    Kind("Photoshop picture", (".psd",), (b"8BPS",), software="Adobe Photoshop"),
    Kind("drawing", (".ai",), (b"%PDF-", b"%!PS"), software="Adobe Illustrator"),
    Kind("layout", (".indd",), (b"\x06\x06\xed\xf5",), software="Adobe InDesign"),
    Kind("drawing", (".dwg",), (b"AC1",), software="a program for technical drawings"),
    Kind("design", (".sketch", ".fig"), software="the design program it was made with"),
    Kind("data set", (".sav",), (b"$FL",), software="SPSS"),
    Kind("archive", (".zip",), (*_ZIP, b"PK\x05\x06"), unread=Unread.ARCHIVE),
    Kind("archive", (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"), unread=Unread.ARCHIVE),
    Kind(
        "link", (".url", ".webloc", ".desktop", ".website", ".lnk", ".gdoc", ".gsheet", ".gslides"), unread=Unread.LINK
    ),
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
    b"\0fty": "a sound, film or picture",
    b"{\\rt": "rich text",
}
MEDIA = frozenset({"picture", "sound", "film"})
# A text may begin with `MZ`, `BM` or `ID3`; longer signatures are in no text.
_LONG_SIGNATURES = (
    *(signature for signature, _ in _PROGRAMS if len(signature) > 2),  # noqa: PLR2004 - as said
    *(signature for kind in KINDS for signature in kind.signatures if len(signature) > 4 or not signature.isascii()),  # noqa: PLR2004
    *(_ZIP[0], b"II*\0", b"MM\0*"),
)
_BRAND = 8
_HEIC_BRANDS = (b"heic", b"heix", b"mif1")
_FIRST_BOXES = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide")
"""The parts with which an MP4 file, and its like, may begin."""
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\f\r\x1b")
HEAD_BYTES = 1024
"""How many bytes `disguise` needs. A PDF may begin anywhere within them."""


def kind_of(name: str) -> Kind | None:
    return _BY_ENDING.get(ending_of(name))


def kind_by_content(name: str, head: bytes) -> Kind | None:
    """Return the kind of a file by its name; HEIC if it is a picture of that form: phones also name them `.jpg`."""
    kind = kind_of(name)
    is_heic = head[4 : _BRAND + 4].startswith(tuple(b"ftyp" + brand for brand in _HEIC_BRANDS))
    return _BY_ENDING[".heic"] if kind and kind.noun == "picture" and is_heic else kind


def ending_of(name: str) -> str:
    """Return the ending of a file's name in lower case, with its dot; empty if it has none."""
    stem, dot, ending = name.rpartition("/")[2].rpartition(".")
    return f".{ending.lower()}" if stem and dot else ""


def disguise(name: str, head: bytes) -> str | None:
    """Return what a file really is, if its first bytes contradict its name; media may have one another's endings."""
    kind = kind_of(name)
    begins = _signature_of(head)
    if kind is None or kind.unread is Unread.LINK or begins.startswith(kind.signatures):
        return None
    if kind.noun in MEDIA and any(k.noun in MEDIA for k in KINDS if begins.startswith(k.signatures)):
        return None
    if kind.is_text:
        is_binary = b"\0" in head or begins.startswith(_LONG_SIGNATURES)
        return _describe(begins) if is_binary else None
    if kind.noun == "PDF" and b"%PDF-" in head:
        return None
    really = None if _CONTROLS.intersection(head) or head.startswith((b"\xff", b"\xfe")) else "text"
    return _describe(begins) or really or ("something else" if kind.signatures else None)


def _signature_of(head: bytes) -> bytes:
    """Return the first bytes of a file without the size of its first part, which RIFF and MP4 files state."""
    if head.startswith((b"RIFF", b"RF64")):
        return head[:4] + head[_BRAND:]
    return b"\0ftyp" + head[_BRAND:] if head[:1] == b"\0" and head[4:_BRAND] in _FIRST_BOXES else head


def _describe(begins: bytes) -> str | None:
    for signature, description in _PROGRAMS:
        if begins.startswith(signature):
            return description
    kind = next((kind for kind in KINDS if begins.startswith(kind.signatures)), None)
    return _SHARED_SIGNATURES.get(begins[:4], f"a {kind.noun}") if kind else None
