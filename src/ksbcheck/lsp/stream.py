"""What an editor sends, as bytes: the headers of messages are checked, so that garbage is refused and not waited on."""

import re
from typing import BinaryIO

LONGEST = 64 * 2**20
"""The longest message that is taken, in bytes. A manifest of the largest size makes one of a few MiB."""
_LONGEST_HEADER = 8192
_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*([0-9]{1,12})[ \t]*\r?\n", re.IGNORECASE)
_OTHER = re.compile(rb"[A-Za-z][A-Za-z0-9-]*[ \t]*:[^\r\n]*\r?\n")


class NotAMessageError(Exception):
    """What came in is no message of the protocol, and nobody can tell where the next one begins."""


class Messages:
    """Standard input as the library reads it: a header a line, an empty line, then the bytes of a message."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readline(self) -> bytes:
        """Return the next line of headers, as the library knows it; nothing at the end.

        Raises:
            NotAMessageError: it is no header.
        """
        line = self._stream.readline(_LONGEST_HEADER)
        length = _LENGTH.fullmatch(line)
        if length:
            if not 0 < int(length[1]) <= LONGEST:
                raise NotAMessageError(f"a message of {int(length[1])} bytes is announced; the most are {LONGEST}")
            return b"Content-Length: %d\r\n" % int(length[1])
        if not line or not line.strip() or _OTHER.fullmatch(line):
            return line and (line if line.strip() else b"\r\n")
        begun = line[:40].decode("ascii", "backslashreplace").strip()
        raise NotAMessageError(f"there is no header Content-Length where a message should begin, but {begun!r}")

    def read(self, length: int) -> bytes:
        """Return the bytes of a message."""
        return self._stream.read(length)
