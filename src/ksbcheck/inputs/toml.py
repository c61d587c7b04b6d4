"""A TOML file as plain values, with the places of its tables and keys."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from ksbcheck.domain.finding import InputError, Location, Place
from ksbcheck.domain.text import lower_first
from ksbcheck.inputs.document import Document, Places
from ksbcheck.inputs.files import read_text
from ksbcheck.rules import reading

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
class TomlDocument(Document):
    """A TOML file, or a table in one. Values in brackets have the place of their key."""

    table: tuple[str, ...] = ()
    shows_examples: ClassVar[bool] = False  # examples are in YAML

    @cached_property
    def _places(self) -> Mapping[Location, Places]:
        depth, start = len(self.table), Place(1, 1)
        within: dict[Location, Places] = {}
        for at, places in _walk(self.text):
            if at[:depth] == self.table:
                within.setdefault(at[depth:], places)
        return {(): Places(start, start)} | within


def read_toml(path: Path, table: tuple[str, ...] = ()) -> TomlDocument | None:
    """Read a TOML file, or a table of it; None without that table.

    Raises:
        InputError: the file can't be opened or read, or is not valid TOML.
    """
    text = read_text(path)
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
