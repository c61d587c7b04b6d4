"""A YAML or JSON document: plain values, and the place and extent of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar, NamedTuple

from ksbcheck.domain.finding import Finding, InputError, Location, Place
from ksbcheck.domain.ladder import Severity
from ksbcheck.inputs.files import read_text
from ksbcheck.inputs.parsing import Node, Span, Value, parse
from ksbcheck.rules.rule import Rule


@dataclass(frozen=True)
class Document:
    """A file's content: text, None, lists and dicts of them."""

    path: Path
    text: str
    value: Value
    nodes: tuple[Node, ...] = ()
    shows_examples: ClassVar[bool] = True

    def place(self, location: Location) -> Place:
        """Return the place of a value, or of the nearest one around it."""
        while location not in self._places:
            location = location[:-1]
        return self._places[location].value

    def key_place(self, location: Location) -> Place:
        """Return the place of a key, or of the nearest one around it."""
        while location not in self._places:
            location = location[:-1]
        return self._places[location].key or self._places[location].value

    def extent(self, location: Location) -> "Extent":
        """Return the extent of an entry, or of the nearest one around it."""
        while location not in self._extents:
            location = location[:-1]
        return self._extents[location]

    def location_at(self, position: int) -> Location:
        """Return the location of the innermost entry around a position of the text, its end included."""
        around = (location for location, extent in self._extents.items() if extent.whole.holds(position))
        return max(around, key=len, default=())

    def end_at(self, start: int) -> int | None:
        """Return the end of the key or value that starts at a position; None without one."""
        return self._ends.get(start)

    @cached_property
    def _places(self) -> "Mapping[Location, Places]":
        """Places of all values and keys. The place of a mapping or list under a key is that of the key."""
        return {
            node.at: Places(node.place if node.is_scalar else node.key_place or node.place, node.key_place)
            for node in self.nodes
        }

    @cached_property
    def _extents(self) -> "Mapping[Location, Extent]":
        """Extents of all entries, without the blanks that the parser counts with them."""
        return {node.at: Extent(Span(node.start, _without_blanks(self.text, node)), node.key) for node in self.nodes}

    @cached_property
    def _ends(self) -> Mapping[int, int]:
        """End position of each key and value, by its start."""
        keys = {extent.key.start: extent.key.end for extent in self._extents.values() if extent.key}
        # Blocks within blocks may start at one position: the innermost counts.
        values = {extent.value.start: extent.value.end for extent in self._extents.values()}
        return values | keys

    def finding(self, rule: Rule, message: str, help: str, at: Location = ()) -> Finding:
        """Return a finding of a rule, about the value at a location."""
        return Finding(rule.code, rule.severity, message, help, at, str(self.path), self.place(at))

    def error(self, code: str, message: str, help: str, at: Location = ()) -> InputError:
        """Return the error to raise about the value at a location."""
        return InputError.of(Finding(code, Severity.ERROR, message, help, at, str(self.path), self.place(at)))


class Extent(NamedTuple):
    """The parts of a text with a value, and with its key if it has one."""

    value: Span
    key: Span | None

    @property
    def whole(self) -> Span:
        """The key and the value."""
        return Span(self.key.start, max(self.key.end, self.value.end)) if self.key else self.value


def _without_blanks(text: str, node: Node) -> int:
    """Return where a value ends. For the parser, a text of several lines ends where the next value begins."""
    end = node.end
    while end > node.start and text[end - 1] in " \t\r\n":
        end -= 1
    return end


class Places(NamedTuple):
    """Places of a value and its key."""

    value: Place
    key: Place | None


def read_document(path: Path) -> Document:
    """Read a YAML file, or a JSON file if its name ends so.

    Raises:
        InputError: the file can't be opened or read, is not valid YAML or JSON, or uses refused YAML.
    """
    return parse_document(path, read_text(path))


def parse_document(path: Path, text: str) -> Document:
    """Return the document of a text, which is read as JSON if the file's name ends so.

    Raises:
        InputError: the text is not valid YAML or JSON, or uses refused YAML.
    """
    return Document(path, text, *parse(path, text))
