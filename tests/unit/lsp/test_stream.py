"""What an editor sends, as bytes."""

from io import BytesIO

import pytest

from ksbcheck.lsp.stream import LONGEST, Messages, NotAMessageError


def test_headers_are_taken_in_any_case_and_line_end() -> None:
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
def test_what_is_no_header_is_refused(sent: bytes) -> None:
    with pytest.raises(NotAMessageError):
        Messages(BytesIO(sent)).readline()
