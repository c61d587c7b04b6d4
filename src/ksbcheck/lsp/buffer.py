"""The text of a manifest as it stands in an editor, and the editor's way of counting in it."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lsprotocol import types

from ksbcheck.domain.finding import InputError, Place
from ksbcheck.inputs.document import Document, parse_document
from ksbcheck.inputs.manifest import MANIFEST_NAMES

_LINE_END = re.compile(r"\r\n|\n|\r")
_FORMAT = re.compile(r"""^[ \t{]*["']?format["']?\s*:\s*["']?ksbcheck-portfolio/""", re.MULTILINE)
_UNIT_BYTES = {types.PositionEncodingKind.Utf8: ("utf-8", 1), types.PositionEncodingKind.Utf32: ("utf-32-le", 4)}
_UTF16 = ("utf-16-le", 2)


@dataclass(frozen=True)
class Buffer:
    """A text in an editor, the path of its file, and the units in which the editor counts along a line.

    A text that is in no file yet has a path all the same, of a file that isn't there.
    """

    path: Path
    text: str
    encoding: str = types.PositionEncodingKind.Utf16

    @classmethod
    def of(cls, path: Path, text: str, encoding: str = types.PositionEncodingKind.Utf16) -> "Buffer":
        """Return the buffer of a text as it was sent; half a character, which only JSON can send, is replaced."""
        return cls(path, text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), encoding)

    @property
    def is_manifest(self) -> bool:
        """Whether it is the manifest of a portfolio, by its name or by what it says; editors ask about all YAML."""
        return self.path.name in MANIFEST_NAMES or _FORMAT.search(self.text) is not None

    @property
    def is_json(self) -> bool:
        """Whether it is read as JSON."""
        return self.path.suffix.lower() == ".json"

    @cached_property
    def document(self) -> Document | None:
        """The document that the text is, or None while it can't be read."""
        try:
            return parse_document(self.path, self.text)
        except InputError:
            return None

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def line_at(self, start: int) -> str:
        """Return what is left of a line from a position on, without its end."""
        end = _LINE_END.search(self.text, start)
        return self.text[start : end.start() if end else len(self.text)]

    def position(self, offset: int) -> types.Position:
        """Return the editor's position of a place in the text."""
        line = sum(start <= offset for start in self._line_starts) - 1
        before = self.text[self._line_starts[line] : offset]
        codec, size = _UNIT_BYTES.get(types.PositionEncodingKind(self.encoding), _UTF16)
        return types.Position(line, len(before.encode(codec)) // size)

    def offset(self, position: types.Position) -> int:
        """Return the place in the text of an editor's position; beyond a line its end, beyond the text that."""
        if position.line >= len(self._line_starts):
            return len(self.text)
        start = self._line_starts[position.line]
        codec, size = _UNIT_BYTES.get(types.PositionEncodingKind(self.encoding), _UTF16)
        before = self.line_at(start).encode(codec)[: position.character * size]
        return start + len(before.decode(codec, "ignore"))

    def range(self, start: int, end: int) -> types.Range:
        """Return the editor's range from one place in the text to another."""
        return types.Range(self.position(start), self.position(end))

    def offset_of(self, place: Place) -> int:
        """Return where in the text the line and column of a finding are, which count characters."""
        starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        line = min(place.line, len(starts)) - 1
        return min(starts[line] + place.column - 1, len(self.text))
