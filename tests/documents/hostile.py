"""Malicious, damaged and disguised files."""

import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tests.documents.archive import Xml, noise, zipped
from tests.documents.word_files import body, docx_parts

MIB = 1 << 20
DOCUMENT = "word/document.xml"


def zip_bomb_docx(inflated_mib: int) -> bytes:
    """Return a small Word document whose main part inflates to that many MiB of blanks."""
    before, after = body([Xml("<w:p><w:r><w:t>|</w:t></w:r></w:p>")]).encode().split(b"|")
    members = docx_parts("")
    del members[DOCUMENT]
    buffer = BytesIO(zipped(members.items()))
    item = ZipInfo(DOCUMENT)
    item.compress_type = ZIP_DEFLATED
    with ZipFile(buffer, "a") as archive, archive.open(item, "w") as part:
        part.write(before)
        for _ in range(inflated_mib):
            part.write(b" " * MIB)
        part.write(after)
    return buffer.getvalue()


def many_members_docx(count: int) -> bytes:
    """Return a Word document with many empty members."""
    more = ((f"word/media/image{number}.png", b"") for number in range(count))
    return zipped([*docx_parts(body(["Many members"])).items(), *more])


def entity_bomb_docx() -> bytes:
    """Return a Word document with nested entities that expand to ten thousand million laughs."""
    laughs = "".join(f'<!ENTITY laugh{level} "{f"&laugh{level - 1};" * 10}">' for level in range(1, 11))
    doctype = f'<!DOCTYPE document [<!ENTITY laugh0 "ha">{laughs}]>'
    return _docx(body([Xml("<w:p><w:r><w:t>&laugh10;</w:t></w:r></w:p>")], doctype))


def external_entity_docx(target: str = "file:///etc/passwd") -> bytes:
    """Return a Word document with an entity that names another file."""
    doctype = f'<!DOCTYPE document [<!ENTITY other SYSTEM "{target}">]>'
    return _docx(body([Xml("<w:p><w:r><w:t>&other;</w:t></w:r></w:p>")], doctype))


def deep_xml_docx(depth: int) -> bytes:
    """Return a Word document with deeply nested elements."""
    inner = "<w:sdt>" * depth + "<w:p/>" + "</w:sdt>" * depth
    return _docx(body([Xml(inner)]))


def docx_with_member(name: str, content: bytes = b"K1") -> bytes:
    """Return a Word document with one more member, of any name: `../up.xml`, `/etc/passwd`."""
    return zipped([*docx_parts(body(["One more member"])).items(), (name, content)])


def docx_with_two_texts(first: str, second: str) -> bytes:
    """Return a Word document with two main parts of the same name."""
    other = f"{DOCUMENT[:-1]}2"
    data = zipped([*docx_parts(body([first])).items(), (other, body([second]))])
    return data.replace(other.encode(), DOCUMENT.encode())


def truncated(data: bytes, share: float) -> bytes:
    """Return the first part of a file, as a broken download leaves it."""
    return data[: int(len(data) * share)]


def lying_zip(data: bytes, size: int = 10) -> bytes:
    """Return a zip archive that understates the size of its members."""
    lies = bytearray(data)
    for local, central in _headers(data):
        struct.pack_into("<I", lies, local + 22, size)
        struct.pack_into("<I", lies, central + 24, size)
    return bytes(lies)


def exe() -> bytes:
    """Return the beginning of a Windows program."""
    stub = b"\x0e\x1f\xba\x0e\0\xb4\x09\xcd\x21\xb8\x01\x4c\xcd\x21This program cannot be run in DOS mode.\r\r\n$"
    head = b"MZ".ljust(60, b"\x90") + struct.pack("<I", 128) + stub
    return head.ljust(128, b"\0") + b"PE\0\0" + struct.pack("<HH", 0x8664, 1) + noise(2048)


def _docx(document: str) -> bytes:
    return zipped(docx_parts(document).items())


def _headers(data: bytes) -> list[tuple[int, int]]:
    with ZipFile(BytesIO(data)) as archive:
        items = archive.infolist()
        central = archive.start_dir
    headers = []
    for item in items:
        headers.append((item.header_offset, central))
        name, extra, comment = struct.unpack_from("<HHH", data, central + 28)
        central += 46 + name + extra + comment
    return headers
