"""The zip and XML of Office documents, read within limits."""

import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterable
from functools import partial
from io import BytesIO
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError, XMLParser
from xml.parsers import expat

from ksbcheck.documents.outliner import DocumentError, Outliner, iso_day
from ksbcheck.domain.outline import Unread

_MAX_MEMBERS = 20_000
_MAX_INFLATED = 64 * 1024 * 1024
"""The most bytes that the members of one document unpack to, counted while they are unpacked."""
_MAX_RATIO = 200
"""The largest ratio of unpacked to packed size, for members that unpack to more than 4 MiB."""

_CORE = "docProps/core.xml"
_MODIFIED = "{http://purl.org/dc/terms/}modified"
_CHUNK = 64 * 1024
_LARGE = 4 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED = tuple(stream.encode("utf-16-le") for stream in ("EncryptedPackage", "EncryptionInfo"))
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,  # an offset before the file's beginning, or an encoding that the parser doesn't support
    LookupError,  # an unknown encoding
)


class Package:
    def __init__(self, file: BinaryIO, max_inflated: int | None = None) -> None:
        """Open a zip; at most `max_inflated` bytes (default `_MAX_INFLATED`) are unpacked from it in all."""
        _refuse_ole(file)
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise _damaged(error) from None
        self._left = _MAX_INFLATED if max_inflated is None else max_inflated
        members = self._zip.infolist()
        if len(members) > _MAX_MEMBERS:
            raise DocumentError(
                f"it is packed from {len(members):,} files, and more than {_MAX_MEMBERS:,} are not read"
            )
        self._members = {info.filename: info for info in members}
        if len(self._members) < len(members):
            raise DocumentError("two of the files in it have the same name")

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def names_below(self, folder: str) -> tuple[str, ...]:
        """Return the names of the parts right below a folder."""
        return tuple(name for name in self._members if name.startswith(folder) and "/" not in name[len(folder) :])

    def digest(self, name: str) -> str:
        """Return a digest of a member that costs no unpacking: its checksum and size; empty if it is not there."""
        info = self._members.get(name)
        return f"{info.CRC:08x}-{info.file_size}" if info else ""

    def unpack(self, name: str, receive: Callable[[bytes], object]) -> None:
        info = self._members.get(name)
        if info is None:
            raise DocumentError(f"it is damaged: it lacks {name}")
        if info.flag_bits & 1:
            raise protected()
        size = 0
        try:
            with self._zip.open(info) as member:
                while chunk := member.read(_CHUNK):
                    size += len(chunk)
                    self._left -= len(chunk)
                    if self._left < 0 or (size > _LARGE and size > _MAX_RATIO * info.compress_size):
                        raise DocumentError("it unpacks to far more than its size, and may be harmful")
                    receive(chunk)
        except _DAMAGE as error:
            raise _damaged(error) from None


def protected() -> DocumentError:
    return DocumentError("it is protected by a password", Unread.PASSWORD)


def _damaged(error: Exception) -> DocumentError:
    return DocumentError(f"it is damaged: {_first_line(error)}")


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _refuse_ole(file: BinaryIO) -> None:
    """Refuse an OLE file: an Office document with a password, or one in the older format."""
    if file.read(len(_OLE)) == _OLE:
        file.seek(0)
        head = file.read(1024 * 1024)
        if all(name in head for name in _PROTECTED):
            raise protected()
        raise DocumentError("it is in the older Office format, whatever its name says, or is protected")
    file.seek(0)


def read_xml(package: Package, name: str) -> Element:
    # Entities, the danger of XML, are refused by the prolog; all else is bounded by the package and the process.
    tree, prolog = XMLParser(), _Prolog()  # noqa: S314 - as said

    def receive(chunk: bytes) -> None:
        prolog.check(chunk)
        tree.feed(chunk)

    try:
        package.unpack(name, receive)
        return tree.close()
    except (ParseError, expat.ExpatError) as error:
        raise DocumentError(f"it is damaged: {name} is not XML ({_first_line(error)})") from None


class _Prolog:
    """Refuses a document type, which can be declared only before the first element."""

    def __init__(self) -> None:
        self._parser: expat.XMLParserType | None = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._end

    def check(self, chunk: bytes) -> None:
        if self._parser:
            try:
                self._parser.Parse(chunk, False)
            except StopIteration:
                self._parser = None

    def _refuse(self, *_: object) -> None:
        raise DocumentError(
            "its XML declares entities, which no Office program writes and which can unfold without end"
        )

    def _end(self, *_: object) -> None:
        raise StopIteration


def _relations(package: Package, part: str) -> Iterable[Element]:
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    return read_xml(package, rels) if rels in package else ()


def relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Return the parts that a part of an Office document refers to: type and target, by id."""
    folder = posixpath.dirname(part)
    return {
        relation.get("Id", ""): (
            relation.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
        )
        for relation in _relations(package, part)
        if relation.get("TargetMode") != "External"
    }


def external_ids(package: Package, part: str) -> frozenset[str]:
    """Return the ids of the addresses outside that a part of an Office document links to."""
    found = _relations(package, part)
    return frozenset(relation.get("Id", "") for relation in found if relation.get("TargetMode") == "External")


def relation_id(element: Element) -> str:
    """Return the id of the part that an element refers to: its attribute `id` in any namespace."""
    return next((value for name, value in element.attrib.items() if name.endswith("}id")), "")


def main_part(package: Package, default: str) -> str:
    return next((target for kind, target in relations(package, "").values() if kind == "officeDocument"), default)


def read_related(package: Package, part: str, kind: str) -> Element | None:
    """Return the root of the first part of a kind that a part refers to, if it is there."""
    targets = (target for type_, target in relations(package, part).values() if type_ == kind and target in package)
    return next((read_xml(package, target) for target in targets), None)


_MEDIA = {"audioFile", "media", "quickTimeFile", "videoFile", "wavAudioFile"}
_SHOWN = {"OLEObject", "altChunk", "chart", "contentPart", "custGeom", "oMath", "relIds", *_MEDIA}
"""Elements that show something other than text or a picture: sounds, films, charts, diagrams, formulas, ink."""
_PICTURES = ("blip", "imagedata")


def add_pictures(outliner: Outliner, package: Package, part: str, root: Element) -> None:
    """Add what a part of an Office document shows besides text."""
    targets: dict[str, tuple[str, str]] | None = None
    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        if name in _SHOWN:
            outliner.shows = True
        elif name in _PICTURES:
            targets = relations(package, part) if targets is None else targets
            ids = (value for key, value in element.attrib.items() if key.endswith(("}embed", "}id", "}link")))
            for _, target in (targets[each] for each in ids if each in targets):
                add_picture(outliner, package, target)


def add_picture(outliner: Outliner, package: Package, name: str) -> None:
    if digest := package.digest(name):
        outliner.add_picture(digest, partial(_is_plain, package, name))


def _is_plain(package: Package, name: str) -> bool:
    """Return whether a picture is of one colour; one that can't be looked at is not."""
    data = BytesIO()
    try:
        from ksbcheck.documents.media import picture_digest  # noqa: PLC0415 - needs the extra, and 0.1 s

        package.unpack(name, data.write)
        data.seek(0)
        picture_digest(data)
    except ImportError:
        return False
    except DocumentError as error:
        return error.unread is Unread.BLANK
    return False


def find_property(package: Package, part: str, tag: str) -> Element | None:
    """Return the first element of a tag among the properties of a document, if it has them."""
    return read_xml(package, part).find(f".//{tag}") if part in package else None


def read_saved(package: Package, part: str = _CORE, tag: str = _MODIFIED) -> str | None:
    """Return the day on which a document was last saved, as its properties say."""
    stated = find_property(package, part, tag)
    return None if stated is None else iso_day(stated.text)


def namespace(element: Element) -> str:
    """Return the namespace of an element in braces, as a prefix of tags; empty if it has none."""
    tag: str = element.tag
    return tag[: tag.rindex("}") + 1] if "}" in tag else ""


def remove_elements(root: Element, tag: str) -> None:
    """Empty the elements of a tag, and keep the text behind them."""
    for element in list(root.iter(tag)):
        tail = element.tail
        element.clear()
        element.tail = tail
