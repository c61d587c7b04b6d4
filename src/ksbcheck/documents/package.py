"""Office documents are zips of XML: both are read within limits, and nothing in them is obeyed."""

import posixpath
import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError, XMLParser
from xml.parsers import expat

from ksbcheck.documents.limits import MAX_INFLATED, MAX_MEMBERS, MAX_RATIO, DocumentError, Trouble, unreadable

_CHUNK = 64 * 1024
_LARGE = 4 * 1024 * 1024
_ABSURD = 7  # digits
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED = ("EncryptedPackage".encode("utf-16-le"), "EncryptionInfo".encode("utf-16-le"))


_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,  # a place before the file's beginning, or an encoding that the parser doesn't read
    LookupError,  # an encoding that nobody knows
)


class Package:
    """The zip that a document is packed in. All that is unpacked from it counts towards one limit."""

    def __init__(self, file: BinaryIO, most: int | None = None) -> None:
        """Open the zip, of which so many bytes may be unpacked (`MAX_INFLATED`, where nothing is said).

        Raises:
            DocumentError: it is protected by a password, no zip, damaged, or has too many members.
        """
        _refuse_ole(file)
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise unreadable(f"it is damaged: {_plain(error)}") from None
        self._left = MAX_INFLATED if most is None else most
        members = self._zip.infolist()
        if len(members) > MAX_MEMBERS:
            raise unreadable(f"it is packed from {len(members):,} files, and more than {MAX_MEMBERS:,} are not read")
        self._members = {info.filename: info for info in members}
        if len(self._members) < len(members):
            raise unreadable(
                "two of the files that it is packed from have the same name, so nobody can tell which holds"
            )

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def feed(self, name: str, take: Callable[[bytes], object]) -> None:
        """Unpack a member, chunk by chunk.

        Raises:
            DocumentError: there is no such member, it is damaged or encrypted, or unpacks to more than is allowed.
        """
        info = self._members.get(name)
        if info is None:
            raise unreadable(f"it is damaged: it lacks {name}")
        if info.flag_bits & 1:
            raise DocumentError(Trouble.PASSWORD, "it is protected by a password")
        taken = 0
        try:
            with self._zip.open(info) as member:
                while chunk := member.read(_CHUNK):
                    taken += len(chunk)
                    self._left -= len(chunk)
                    if self._left < 0 or (taken > _LARGE and taken > MAX_RATIO * info.compress_size):
                        raise unreadable("it unpacks to far more than its size, as made to fill a computer's memory")
                    take(chunk)
        except _DAMAGE as error:
            raise unreadable(f"it is damaged: {_plain(error)}") from None


def _refuse_ole(file: BinaryIO) -> None:
    """Refuse what is no zip but an OLE file: an Office document with a password, or one in the older format."""
    if file.read(len(_OLE)) == _OLE:
        file.seek(0)
        head = file.read(1024 * 1024)
        if all(name in head for name in _PROTECTED):
            raise DocumentError(Trouble.PASSWORD, "it is protected by a password")
        raise unreadable("it is in the older Office format, whatever its name says, or is protected")
    file.seek(0)


class _PrologOver(Exception):  # noqa: N818 - no error: what had to be seen was seen
    """The first element has begun, so no document type can be declared any more."""


def read_xml(package: Package, name: str) -> Element:
    """Return a member of a package as a tree of XML elements.

    Raises:
        DocumentError: it can't be unpacked, is no XML, or declares a document type, and with it entities.
    """
    # Entities, the danger of XML, are refused by the prolog; all else is bounded by the package and the process.
    tree, prolog = XMLParser(), _Prolog()  # noqa: S314 - as said

    def take(chunk: bytes) -> None:
        prolog.look(chunk)
        tree.feed(chunk)

    try:
        package.feed(name, take)
        root: Element = tree.close()
    except (ParseError, expat.ExpatError) as error:
        raise unreadable(f"it is damaged: {name} is not XML ({_plain(error)})") from None
    return root


class _Prolog:
    """Refuses a document type. It looks at the beginning only: behind the first element there can be none."""

    def __init__(self) -> None:
        self._parser: expat.XMLParserType | None = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._over

    def look(self, chunk: bytes) -> None:
        if self._parser:
            try:
                self._parser.Parse(chunk, False)
            except _PrologOver:
                self._parser = None

    def _refuse(self, *_: object) -> None:
        raise unreadable("its XML declares entities, which no Office program writes and which can unfold without end")

    def _over(self, *_: object) -> None:
        raise _PrologOver


def relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Return what a part of an Office document refers to within the package: each id with its type and target."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels not in package:
        return {}
    return {
        relation.get("Id", ""): (
            relation.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
        )
        for relation in read_xml(package, rels)
        if relation.get("TargetMode") != "External"
    }


def main_part(package: Package, usual: str) -> str:
    """Return the part of an Office document that everything else hangs on."""
    return next((target for kind, target in relations(package, "").values() if kind == "officeDocument"), usual)


def related(package: Package, part: str, kind: str) -> str | None:
    """Return the part of that kind that a part refers to, if there is one."""
    return next((target for each, target in relations(package, part).values() if each == kind), None)


def namespace(element: Element) -> str:
    """Return the namespace of an element as it stands before the names of its tags; nothing if it has none."""
    tag: str = element.tag
    return tag[: tag.rindex("}") + 1] if "}" in tag else ""


def stated_count(stated: str | None) -> int:
    """Return a number of pages as a document states it, or 0 if it states none that could be."""
    return int(stated) if stated and stated.isascii() and stated.isdecimal() and len(stated) < _ABSURD else 0


def take_out(root: Element, tag: str) -> None:
    """Take the elements of that name out of a tree. The text behind them stays."""
    for element in list(root.iter(tag)):
        behind = element.tail
        element.clear()
        element.tail = behind


def _plain(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
