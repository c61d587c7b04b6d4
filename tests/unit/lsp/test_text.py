"""Messages from an editor, its positions, and which texts are manifests."""

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from ksbcheck.domain.finding import Place
from ksbcheck.lsp.text import LONGEST, Buffer, Messages, NotAMessageError

PATH = Path("portfolio.yaml")


@pytest.mark.parametrize(
    ("encoding", "character"),
    [
        (types.PositionEncodingKind.Utf16, 5),
        (types.PositionEncodingKind.Utf8, 8),
        (types.PositionEncodingKind.Utf32, 4),
    ],
)
def test_buffer_counts_units_of_the_editor(encoding: types.PositionEncodingKind, character: int) -> None:
    buffer = Buffer.of(PATH, "a\r\né: 😀x\n", encoding)
    assert buffer.position(7) == types.Position(1, character)
    assert buffer.offset(types.Position(1, character)) == 7


@given(st.text(st.sampled_from("aé😀\r\n\u2028 ")), st.data(), st.sampled_from(types.PositionEncodingKind))
def test_buffer_converts_places_and_positions(
    text: str, data: st.DataObject, encoding: types.PositionEncodingKind
) -> None:
    buffer = Buffer.of(PATH, text, encoding)
    offset = data.draw(st.integers(0, len(text)))
    if text[offset - 1 : offset + 1] != "\r\n" or not offset:
        assert buffer.offset(buffer.position(offset)) == offset


def test_buffer_limits_positions() -> None:
    buffer = Buffer.of(PATH, "ab\ncd")
    assert buffer.offset(types.Position(0, 99)) == 2
    assert buffer.offset(types.Position(99, 0)) == 5
    assert buffer.offset_of(Place(99, 1)) == 3
    assert buffer.offset_of(Place(1, 99)) == 5


def test_buffer_replaces_lone_surrogates() -> None:
    assert Buffer.of(PATH, "a\ud83db").text == "a\ufffdb"


@pytest.mark.parametrize(
    ("name", "text", "is_one"),
    [
        ("portfolio.yaml", "", True),
        ("x.yaml", "format: ksbcheck-portfolio/1\n", True),
        ("x.json", '{"format": "ksbcheck-portfolio/1"}', True),
        ("x.yaml", "services: []\n# format: ksbcheck-portfolio/1", False),
    ],
)
def test_buffer_is_manifest(name: str, text: str, is_one: bool) -> None:
    assert Buffer.of(Path(name), text).is_manifest is is_one


def test_buffer_is_fast_for_blank_lines() -> None:
    assert not Buffer(Path("notes.yaml"), "a: 1" + "\n" * 500_000).is_manifest


def test_messages_accept_header_spellings() -> None:
    messages = Messages(BytesIO(b"content-LENGTH : 2\nContent-Type: x\r\n\n{}"))
    assert [messages.readline() for _ in range(3)] == [b"Content-Length: 2\r\n", b"Content-Type: x\r\n", b"\r\n"]
    assert messages.read(2) == b"{}"
    assert messages.readline() == b""


@pytest.mark.parametrize(
    "sent",
    [
        b"hello\n",
        b"\x00\xff\xfe" * 5000,
        b"Content-Length: %d\r\n" % (LONGEST + 1),
        b"Content-Length: 0\r\n",
        b"X: " + b"y" * 9000,
    ],
)
def test_messages_reject_other_lines(sent: bytes) -> None:
    with pytest.raises(NotAMessageError):
        Messages(BytesIO(sent)).readline()
