"""Office documents that are hostile or damaged: each is refused with a plain reason, and harms nothing."""

import struct
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from ksbcheck.documents import package, word
from ksbcheck.documents.outliner import DocumentError, Outliner
from ksbcheck.documents.package import Package, main_part, namespace, read_related, read_xml, relations, remove_elements
from ksbcheck.documents.worker import READERS, read_outline
from ksbcheck.domain.outline import Unread
from tests.documents import (
    docx,
    docx_parts,
    docx_with_member,
    docx_with_two_texts,
    encrypted_office,
    entity_bomb_docx,
    exe,
    external_entity_docx,
    lying_zip,
    many_members_docx,
    old_word,
    truncated,
    zip_bomb_docx,
    zipped,
)
from tests.documents.word_files import body

ENTITIES = "its XML declares entities, which no Office program writes and which can unfold without end"
FAR_MORE = "it unpacks to far more than its size, and may be harmful"


def trouble(data: bytes, reader: str = "docx") -> tuple[Unread, str]:
    with pytest.raises(DocumentError) as caught:
        read_outline(reader, BytesIO(data))
    return caught.value.unread, caught.value.reason


def unreadable(data: bytes) -> str:
    what, reason = trouble(data)
    assert what is Unread.UNREADABLE
    return reason


@pytest.mark.parametrize("reader", ["docx", "pptx", "xlsx"])
def test_package_refuses_passwords(reader: str) -> None:
    assert trouble(encrypted_office(), reader) == (Unread.PASSWORD, "it is protected by a password")


def test_package_refuses_encrypted_zips() -> None:
    data = bytearray(docx(["a"]))
    with ZipFile(BytesIO(data)) as archive:
        central = archive.start_dir
    while data[central : central + 4] == b"PK\x01\x02":
        data[central + 8] |= 1
        central += 46 + sum(struct.unpack_from("<HHH", data, central + 28))
    assert trouble(bytes(data)) == (Unread.PASSWORD, "it is protected by a password")


def test_package_refuses_the_older_format() -> None:
    assert unreadable(old_word()) == "it is in the older Office format, whatever its name says, or is protected"


@pytest.mark.parametrize(
    "data", [b"", exe(), b"words", b"PK\x03\x04", truncated(docx(["a"]), 0.5), truncated(docx(["a"]), 0.99)]
)
def test_package_refuses_what_is_no_zip(data: bytes) -> None:
    assert unreadable(data) == "it is damaged: File is not a zip file"


def test_package_refuses_damaged_members() -> None:
    data = bytearray(docx([f"line {number}" for number in range(500)]))
    with ZipFile(BytesIO(data)) as archive:
        at = archive.getinfo("word/document.xml").header_offset + 80
    data[at : at + 20] = b"\xff" * 20
    assert unreadable(bytes(data)).startswith("it is damaged: ")
    assert unreadable(lying_zip(docx(["a"]))).startswith("it is damaged: ")


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("", "it is damaged: word/document.xml is not XML (no element found: line 1, column 0)"),
        ("<a><b></a>", "it is damaged: word/document.xml is not XML (mismatched tag: line 1, column 8)"),
        ("no XML", "it is damaged: word/document.xml is not XML (syntax error: line 1, column 0)"),
        ("<!DOCTYPE a><a/>", ENTITIES),
        ('<?xml version="1.0"?><!-- x --><!DOCTYPE a SYSTEM "a.dtd"><a/>', ENTITIES),
    ],
)
def test_package_refuses_what_is_no_xml(document: str, reason: str) -> None:
    assert unreadable(zipped(docx_parts(document).items())) == reason


def test_package_refuses_missing_members() -> None:
    parts = docx_parts(body(["a"]))
    del parts["word/document.xml"]
    assert unreadable(zipped(parts.items())) == "it is damaged: it lacks word/document.xml"
    assert unreadable(zipped([("a.txt", "a")])) == "it is damaged: it lacks word/document.xml"


def test_package_refuses_entities() -> None:
    assert unreadable(entity_bomb_docx()) == ENTITIES


def test_package_refuses_document_types_in_other_encodings() -> None:
    laughs = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'
    assert unreadable(zipped((docx_parts("") | {"word/document.xml": laughs.encode("utf-16")}).items())) == ENTITIES


def test_package_refuses_document_types_after_long_comments() -> None:
    bomb = f"<!--{' ' * 200_000}--><!DOCTYPE a [<!ENTITY b 'ha'>]><a>&b;</a>"
    assert unreadable(zipped(docx_parts(bomb).items())) == ENTITIES


def test_package_never_reads_other_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("K47", encoding="utf-8")
    assert unreadable(external_entity_docx(secret.as_uri())) == ENTITIES
    parts = docx_parts(body(["a"]))
    for target in (secret.as_uri(), str(secret), "../../../../../../etc/passwd"):
        rels = parts["_rels/.rels"].replace("word/document.xml", target)
        assert unreadable(zipped((parts | {"_rels/.rels": rels}).items())).startswith("it is damaged: it lacks ")


@pytest.mark.parametrize("name", ["../up.xml", "/etc/passwd", "C:\\x", "word/../../x"])
def test_package_ignores_members_with_odd_names(name: str) -> None:
    assert word.read(BytesIO(docx_with_member(name)), Outliner()).citations == ()


def test_package_refuses_duplicate_members() -> None:
    assert unreadable(docx_with_two_texts("K1", "K2")) == ("two of the files in it have the same name")


def test_package_refuses_negative_offsets() -> None:
    data = docx(["K1"])
    assert data[-6:-2] != bytes(4)
    assert unreadable(data[:-6] + bytes([data[-6], data[-5], 1, 0]) + data[-2:]).startswith("it is damaged: ")


@pytest.mark.parametrize("encoding", ["shift_jis", "no-such-thing"])
def test_package_refuses_unknown_encodings(encoding: str) -> None:
    parts = docx_parts(body(["K1"]))
    document = parts["word/document.xml"].replace("UTF-8", encoding)
    assert unreadable(zipped({**parts, "word/document.xml": document}.items())).startswith("it is damaged: ")


def test_package_limits_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "_MAX_MEMBERS", 20)
    assert unreadable(many_members_docx(30)) == "it is packed from 35 files, and more than 20 are not read"
    assert not word.read(BytesIO(many_members_docx(3)), Outliner()).without_text


def test_package_limits_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "_MAX_INFLATED", 100_000)
    assert unreadable(docx(["words of many kinds " * 10_000])) == FAR_MORE


def test_package_limits_bytes_of_all_members(monkeypatch: pytest.MonkeyPatch) -> None:
    data = docx(["a" * 3000], footnotes=["b" * 3000])
    assert not word.read(BytesIO(data), Outliner()).without_text
    monkeypatch.setattr(package, "_MAX_INFLATED", 6000)
    assert unreadable(data) == FAR_MORE


def test_package_refuses_zip_bombs() -> None:
    assert unreadable(zip_bomb_docx(8)) == FAR_MORE


def test_package_refuses_unknown_compression() -> None:
    data = bytearray(docx(["a"]))
    with ZipFile(BytesIO(data)) as archive:
        item, central = archive.getinfo("word/document.xml"), archive.start_dir
    while data[central + 46 : central + 46 + len(item.filename)] != item.filename.encode():
        central += 46 + sum(struct.unpack_from("<HHH", data, central + 28))
    struct.pack_into("<H", data, central + 10, 97)
    struct.pack_into("<H", data, item.header_offset + 8, 97)
    assert unreadable(bytes(data)).startswith("it is damaged: ")


def opened(members: dict[str, str]) -> Package:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return Package(buffer)


def test_package_reads_relations() -> None:
    rels = (
        '<Relationships xmlns="r"><Relationship Id="a" Type="http://x/styles" Target="../styles.xml"/>'
        '<Relationship Id="b" Type="http://x/notes" Target="/word/n.xml"/><Relationship/>'
        '<Relationship Id="c" Type="http://x/link" Target="https://example.org" TargetMode="External"/></Relationships>'
    )
    found = opened({"word/_rels/document.xml.rels": rels, "word/n.xml": "<notes/>"})
    assert relations(found, "word/document.xml") == {
        "a": ("styles", "styles.xml"),
        "b": ("notes", "word/n.xml"),
        "": ("", "word"),
    }
    notes = read_related(found, "word/document.xml", "notes")
    assert notes is not None
    assert notes.tag == "notes"
    assert read_related(found, "word/document.xml", "none") is None
    assert read_related(found, "word/document.xml", "styles") is None
    assert relations(found, "other.xml") == {}
    assert main_part(found, "usual.xml") == "usual.xml"


def test_package_finds_documents_in_other_places() -> None:
    parts = docx_parts(body(["K1"]))
    moved = {name.replace("word/document", "elsewhere/text"): text for name, text in parts.items()}
    moved["_rels/.rels"] = moved["_rels/.rels"].replace("word/document", "/elsewhere/text")
    assert [each.code for each in word.read(BytesIO(zipped(moved.items())), Outliner()).citations] == ["K1"]


def test_package_removes_elements_by_namespace() -> None:
    root = read_xml(opened({"a.xml": '<a xmlns="n">1<b>2<b/></b>3</a>'}), "a.xml")
    assert namespace(root) == "{n}"
    remove_elements(root, "{n}b")
    assert "".join(root.itertext()) == "13"
    assert namespace(read_xml(opened({"a.xml": "<a/>"}), "a.xml")) == ""


def test_readers_refuse_zero_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"\0")
    for reader in READERS.keys() - {"message", "sound"}:  # which may be of any form
        with path.open("rb") as file, pytest.raises(DocumentError):
            read_outline(reader, file)
