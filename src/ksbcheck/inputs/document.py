"""A YAML, JSON or TOML document: plain values, and the places of them."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from ksbcheck.domain.finding import Finding, InputError, Location, Place
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.text import lower_first
from ksbcheck.inputs.files import read_text
from ksbcheck.inputs.parsing import Node, Span, nodes_of, parse
from ksbcheck.inputs.plain import Value
from ksbcheck.rules import reading
from ksbcheck.rules.rule import Rule

_HEADER = re.compile(r"\s*(\[\[?)([^\]]+)\]\]?")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=\s*""")
_TEXT_OR_COMMENT = re.compile(
    r'''"""(?:\\.|[^\\])*?"""|\'{3}.*?\'{3}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*''', re.DOTALL
)
_DEEP = re.compile(
    r"""(?<![\w."'-])(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')(?:[ \t]*+\.[ \t]*+(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')){31}"""
)
"""A key of 32 parts or more, which takes the library minutes."""
_AT = re.compile(r" \(at line (\d+), column (\d+)\)")


@dataclass(frozen=True)
class Document:
    """A file's content: text, None, lists and dicts of them."""

    path: Path
    text: str
    value: Value
    shows_examples: ClassVar[bool] = True

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The places of all values, for which the text is parsed once more: most are never shown."""
        return nodes_of(self.path, self.text)

    def place(self, location: Location) -> Place:
        """Return the place of a value, or of the nearest one around it."""
        return self._places_at(location).value

    def key_place(self, location: Location) -> Place:
        """Return the place of a key, or of the nearest one around it."""
        places = self._places_at(location)
        return places.key or places.value

    def extent(self, location: Location) -> "Extent":
        """Return the extent of an entry, or of the nearest one around it."""
        return self._extents[_nearest(location, self._extents)]

    def location_at(self, position: int) -> Location:
        """Return the location of the innermost entry around a position of the text, its end included."""
        around = (location for location, extent in self._extents.items() if extent.whole.holds(position))
        return max(around, key=len, default=())

    def end_at(self, start: int) -> int | None:
        """Return the end of the key or value that starts at a position; None without one."""
        return self._ends.get(start)

    def _places_at(self, location: Location) -> "Places":
        """Return the places of a value and its key. The place of a mapping or list under a key is that of the key."""
        node = self._nodes[_nearest(location, self._nodes)]
        return Places(node.place if node.is_scalar else node.key_place or node.place, node.key_place)

    @cached_property
    def _nodes(self) -> Mapping[Location, Node]:
        return {node.at: node for node in self.nodes}

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

    def about(self, rule: Rule, at: Location, *details: object) -> Finding:
        """Return a finding of a rule about input, for what is at a location."""
        return self.finding(rule, *rule.words(*details), at)

    def error(self, code: str, message: str, help: str, at: Location = ()) -> InputError:
        """Return the error to raise about the value at a location."""
        return InputError.of(Finding(code, Severity.ERROR, message, help, at, str(self.path), self.place(at)))


def _nearest(location: Location, known: Collection[Location]) -> Location:
    """Return the known location of a value, or of the nearest one around it.

    What stands without its list is the first item of a list.
    """
    if location in known:
        return location
    at: Location = ()
    for step in location:
        if (*at, step) in known:
            at = (*at, step)
        elif step != 0:
            break
    return at


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
    return Document(path, text, parse(path, text))


@dataclass(frozen=True)
class TomlDocument(Document):
    """A TOML file, or a table in one. Values in brackets have the place of their key."""

    table: tuple[str, ...] = ()
    shows_examples: ClassVar[bool] = False  # examples are in YAML

    def _places_at(self, location: Location) -> Places:
        return self._places[_nearest(location, self._places)]

    @cached_property
    def _places(self) -> Mapping[Location, Places]:
        depth, start = len(self.table), Place(1, 1)
        within: dict[Location, Places] = {}
        for at, places in _walk(self.text):
            if at[:depth] == self.table:
                within.setdefault(at[depth:], places)
        return {(): Places(start, start)} | within


def parse_toml(path: Path, text: str, table: tuple[str, ...] = ()) -> TomlDocument | None:
    """Return the document of a TOML text, or of a table in it; None without that table.

    Raises:
        InputError: the text is not valid TOML.
    """
    try:
        if _DEEP.search(text):
            raise ValueError("a key has too many parts")  # noqa: TRY301 - handled like the others
        value: Any = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # beyond TOMLDecodeError: numbers of 4300 digits, 1000 brackets
        if table and table[-1] not in text:
            return None  # a file without our table: its errors are not ours
        found = _AT.search(str(error))
        place = Place(int(found[1]), int(found[2])) if found else None
        problem = _AT.sub("", str(error))
        raise InputError(
            "KSB904", *reading.not_yaml_or_json.words("TOML", lower_first(problem)), path=path, place=place
        ) from None
    for step in table:
        if not isinstance(value, dict) or step not in value:
            return None
        value = value[step]
    return TomlDocument(path, text, value, table=table)


def _walk(text: str) -> Iterator[tuple[Location, Places]]:
    """Yield the locations and places of tables and keys that begin a line."""
    around: Location = ()
    counts: dict[Location, int] = {}
    for number, line in enumerate(_TEXT_OR_COMMENT.sub(_lines_alone, text).split("\n"), start=1):
        if header := _HEADER.match(line):
            around = _steps(header[2])
            place = Place(number, header.start(1) + 1)
            yield from ((around[:depth], Places(place, place)) for depth in range(1, len(around)))
            if header[1] == "[[":
                if around not in counts:
                    yield around, Places(place, place)
                counts[around] = counts.get(around, -1) + 1
                around = (*around, counts[around])
            yield around, Places(place, place)
        elif key := _KEY.match(line):
            yield (*around, *_steps(key[1])), Places(Place(number, key.end() + 1), Place(number, key.start(1) + 1))


def _lines_alone(found: re.Match[str]) -> str:
    """Return only the line ends of a long text, whose lines may look like keys."""
    return "\n" * found[0].count("\n") or found[0]


def _steps(dotted: str) -> tuple[str, ...]:
    """Return the keys of a dotted key."""
    return tuple(part.strip("\"'") for part in re.findall(r"""[\w-]+|"[^"]*"|'[^']*'""", dotted))
