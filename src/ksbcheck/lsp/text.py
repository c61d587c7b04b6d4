"""What an editor sends: messages as bytes, and the text of a manifest with the editor's positions."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from lsprotocol import types

from ksbcheck.domain.finding import InputError, Place
from ksbcheck.domain.portfolio import MANIFEST_NAMES
from ksbcheck.inputs.document import Document, parse_document
from ksbcheck.inputs.parsing import is_json

LONGEST = 64 * 2**20
"""Bytes of the longest message. The largest manifest makes one of a few MiB."""
_LONGEST_HEADER = 8192
_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*([0-9]{1,12})[ \t]*\r?\n", re.IGNORECASE)
_OTHER = re.compile(rb"[A-Za-z][A-Za-z0-9-]*[ \t]*:[^\r\n]*\r?\n")
_LINE_END = re.compile(r"\r\n|\n|\r")
_FORMAT = re.compile(r"""^[ \t{]*["']?format["']?\s*:\s*["']?ksbcheck-portfolio/""", re.MULTILINE)
_UNIT_BYTES = {types.PositionEncodingKind.Utf8: ("utf-8", 1), types.PositionEncodingKind.Utf32: ("utf-32-le", 4)}
_UTF16 = ("utf-16-le", 2)


@dataclass(frozen=True)
class Buffer:
    """A text in an editor, and the units in which the editor counts along a line.

    A text that was never saved has the path of a file that does not exist.
    """

    path: Path
    text: str
    encoding: str = types.PositionEncodingKind.Utf16

    @classmethod
    def of(cls, path: Path, text: str, encoding: str = types.PositionEncodingKind.Utf16) -> "Buffer":
        """Return the buffer of a text. Half a character, which JSON can send, is replaced."""
        return cls(path, text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), encoding)

    @property
    def is_manifest(self) -> bool:
        """Whether it is a manifest, by its name or its format: editors ask about all YAML."""
        return self.path.name in MANIFEST_NAMES or _FORMAT.search(self.text) is not None

    @property
    def is_json(self) -> bool:
        return is_json(self.path)

    @cached_property
    def document(self) -> Document | None:
        """The parsed text, or None while it can't be parsed."""
        try:
            return parse_document(self.path, self.text)
        except InputError:
            return None

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def line_at(self, start: int) -> str:
        """Return the rest of a line from a position on, without its end."""
        end = _LINE_END.search(self.text, start)
        return self.text[start : end.start() if end else len(self.text)]

    def position(self, offset: int) -> types.Position:
        line = sum(start <= offset for start in self._line_starts) - 1
        before = self.text[self._line_starts[line] : offset]
        codec, size = _UNIT_BYTES.get(types.PositionEncodingKind(self.encoding), _UTF16)
        return types.Position(line, len(before.encode(codec)) // size)

    def offset(self, position: types.Position) -> int:
        """Return the offset of an editor's position; beyond the end of a line or of the text, that end."""
        if position.line >= len(self._line_starts):
            return len(self.text)
        start = self._line_starts[position.line]
        codec, size = _UNIT_BYTES.get(types.PositionEncodingKind(self.encoding), _UTF16)
        before = self.line_at(start).encode(codec)[: position.character * size]
        return start + len(before.decode(codec, "ignore"))

    def range(self, start: int, end: int) -> types.Range:
        return types.Range(self.position(start), self.position(end))

    def offset_of(self, place: Place) -> int:
        """Return the offset of a finding's place, whose columns count characters."""
        starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        line = min(place.line, len(starts)) - 1
        return min(starts[line] + place.column - 1, len(self.text))


class NotAMessageError(Exception):
    """The input is not the protocol, so the next message can't be found either."""


class Messages:
    """Standard input for the library: lines of headers, an empty line, then the bytes of a message."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readline(self) -> bytes:
        """Return the next line of headers, written as the library expects it; nothing at the end."""
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
        return self._stream.read(length)
