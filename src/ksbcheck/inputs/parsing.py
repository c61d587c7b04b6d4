"""YAML and JSON parsed into plain values; the place and extent of each only when they are asked for.

Scalars stay text for the models to type. Equal keys, anchors, aliases, merge keys, tags, several documents and deep
nesting are refused.
"""

import json
import re
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined] # documented nowhere, and in every version since 2.6
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from yaml import Mark
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from ksbcheck.domain.finding import InputError, Location, Place
from ksbcheck.inputs.files import place_in
from ksbcheck.inputs.plain import (
    HALF_A_CHARACTER,
    MAX_DEPTH,
    NULLS,
    Event,
    NextEvent,
    UnusualError,
    Value,
    other_line_end,
    plain_json,
    plain_yaml,
    yaml_events,
)
from ksbcheck.rules import reading

_IN_FULL = "Write the value out in full, where it is used."
_TOO_DEEP = (
    f"the file nests deeper than {MAX_DEPTH} levels",
    "Check for a bracket that is never closed: a manifest needs 5 levels.",
)
_NOT_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_OF_JSON = re.compile(r"(?:\.jsonl|\.ndjson|^-):\d+$", re.IGNORECASE)
"""The name of a line of JSON Lines."""
# Python's reader accepts these, though they are not JSON.
_NOT_JSON = frozenset({"NaN", "Infinity", "-Infinity"})
_TOKEN = re.compile(r'[{}\[\]"]|[^\s{}\[\]",:]+')
_OLDER = {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool"}


class _RefusedError(Exception):
    """The document uses refused YAML."""

    def __init__(self, place: Place, what: str, remedy: str) -> None:
        super().__init__(what)
        self.place, self.what, self.remedy = place, what, remedy


class Span(NamedTuple):
    """A part of a text between two positions."""

    start: int
    end: int

    def holds(self, position: int) -> bool:
        """Return whether a position is within the part, its end included."""
        return self.start <= position <= self.end


class Node(NamedTuple):
    """A value of the document: its location, its first event, the event of its key if it has one, and its end.

    Places are made when asked for: most are never shown.
    """

    at: Location
    event: Event
    key_event: Event | None
    end: int

    @property
    def is_scalar(self) -> bool:
        """Whether the value is a single word or text."""
        return self.event.__class__ is ScalarEvent

    @property
    def place(self) -> Place:
        """The place of the value."""
        return _place(self.event)

    @property
    def start(self) -> int:
        """The position of the value."""
        start: int = self.event.start_mark.index
        return start

    @property
    def key_place(self) -> Place | None:
        """The place of the key."""
        return _place(self.key_event) if self.key_event else None

    @property
    def key(self) -> Span | None:
        """The extent of the key."""
        return Span(self.key_event.start_mark.index, self.key_event.end_mark.index) if self.key_event else None


def parse(path: Path, text: str) -> Value:
    """Return the value of a text, which is JSON if the file's name ends in .json, or it is a line of JSON Lines.

    Raises:
        InputError: the text is not valid YAML or JSON, or uses refused YAML.
    """
    try:
        return plain_json(text) if is_json(path) else plain_yaml(text)
    except UnusualError:
        return _parsed(path, text)[0]


def nodes_of(path: Path, text: str) -> tuple[Node, ...]:
    """Return the nodes of a text that `parse` can read."""
    return _parsed(path, text)[1]


def _parsed(path: Path, text: str) -> tuple[Value, tuple[Node, ...]]:
    try:
        return _value(path, text)
    except _RefusedError as refused:
        raise InputError("KSB905", refused.what, refused.remedy, path=path, place=refused.place) from None
    except json.JSONDecodeError as error:
        problem = _MEANS.get(error.msg, error.msg)
        raise _invalid(path, "JSON", problem, Place(error.lineno, error.colno)) from None
    except _TooDeepError:
        raise InputError("KSB905", *_TOO_DEEP, path=path) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _invalid(path, _language(path), _problem(error, text), _place_of(mark) if mark else None) from None
    except yaml.reader.ReaderError as error:
        raise _invalid(path, "YAML", error.reason, _first(_NOT_YAML, text)) from None


def _invalid(path: Path, language: str, problem: str, place: Place | None) -> InputError:
    return InputError("KSB904", *reading.not_yaml_or_json.words(language, problem), path=path, place=place)


def _place(event: Event) -> Place:
    return _place_of(event.start_mark)


def _place_of(mark: Event) -> Place:
    return Place(mark.line + 1, mark.column + 1)


def is_json(path: Path) -> bool:
    """Return whether a file holds JSON, by its name, or is a line of JSON Lines."""
    return path.suffix.lower() == ".json" or bool(_LINE_OF_JSON.search(path.name))


def _language(path: Path) -> str:
    return "JSON" if is_json(path) else "YAML"


def _events(path: Path, text: str) -> NextEvent:
    """Return a function for the next event, starting with the first value."""
    return _json_events(text).__next__ if is_json(path) else yaml_events(text)


def _value(path: Path, text: str) -> tuple[Value, tuple[Node, ...]]:
    if not is_json(path) and (found := other_line_end(text)):
        what = f"this character ends a line in YAML (U+{ord(found[0]):04X})"
        place = place_in(text, found.start())
        raise _RefusedError(place, what, "Replace it by an ordinary line end or a space.")
    next_event = _events(path, text)
    event = next_event()
    if event is None:
        raise InputError("KSB903", "the file has only comments", "Write the manifest's keys.", path=path)
    builder = _Builder(next_event)
    value, _ = builder.node(event, (), None, MAX_DEPTH)
    if not is_json(path):
        next_event()  # the document's end
        after = next_event()
        if after.__class__ is not StreamEndEvent:
            raise _RefusedError(_place(after), "a second document begins here", "Keep one document in a file.")
    return value, tuple(builder.nodes)


def _first(pattern: re.Pattern[str], text: str) -> Place | None:
    """Return the place of the first match in a text."""
    found = pattern.search(text)
    return place_in(text, found.start()) if found else None


# Messages of the parsers for common slips, in plain words.
_MEANS = {
    "mapping values are not allowed in this context": "there is a colon too many; put a text with a colon in quotes",
    "did not find expected ',' or ']'": "a list in [ ] lacks a comma or its end",
    "did not find expected ',' or '}'": "keys in { } lack a comma or their end",
    "did not find expected '-' indicator": "this is indented too little for what is above, or a list item lacks its -",
    "did not find expected key": "this doesn't fit what is above: an indent, or a text that needs quotes",
    "could not find expected ':'": "a key lacks its colon, or the space after the colon",
    "found character that cannot start any token": "a text cannot begin like this; put it in quotes",
    "did not find expected alphabetic or numeric character": "a text cannot begin like this; put it in quotes",
    "block sequence entries are not allowed in this context": "begin the list on the next line, or write [K1, K2]",
    "found unexpected end of stream": "the file ends too early",
    "Expecting property name enclosed in double quotes": "a comma too many before this, or a name without quotes",
    "Expecting ',' delimiter": "a comma or a closing bracket is missing before this",
    "Expecting value": "a value is missing here, or there is a comma too many before it",
}


def _problem(error: yaml.MarkedYAMLError, text: str) -> str:
    """Return the parser's message in plain words, with the line where the broken part begins."""
    mark, began = error.problem_mark, error.context_mark
    if mark and "".join(text.split("\n")[mark.line :][:1])[mark.column :].startswith("\t"):
        return "there is a tab here; indent YAML with spaces"
    problem = error.problem or "it cannot be parsed"
    if problem in _MEANS:
        problem = _MEANS[problem]
    elif error.context:
        problem = f"{problem} {error.context}"
    if began and mark and began.line != mark.line:
        return f"{problem} (the broken part begins on line {began.line + 1})"
    return problem


class _Builder:
    """Builds the value of a document from its events, and its nodes."""

    def __init__(self, next_event: NextEvent) -> None:
        self.next_event = next_event
        self.nodes: list[Node] = []

    def node(self, event: Event, at: Location, key: Event | None, depth: int) -> tuple[Value, int]:
        """Return the value that begins with an event, and its end; `depth` more levels are allowed."""
        kind = event.__class__
        if kind is AliasEvent:
            raise _RefusedError(_place(event), f"there is an alias here (*{event.anchor})", _IN_FULL)
        if event.anchor is not None or event.tag is not None:
            raise _decorated(event)
        end: int = event.end_mark.index
        index = len(self.nodes)
        self.nodes.append(Node(at, event, key, end))
        if kind is ScalarEvent:
            value = _text(event)
            return None if value in NULLS and event.implicit[0] else value, end
        if not depth:
            raise _RefusedError(_place(event), *_TOO_DEEP)
        made, last, closing = (
            self._mapping(at, depth - 1, end) if kind is MappingStartEvent else self._list(at, depth - 1, end)
        )
        # after its bracket; a block ends with its last value
        end = closing.end_mark.index if closing.end_mark.index > closing.start_mark.index else last
        self.nodes[index] = Node(at, event, key, end)
        return made, end

    def _mapping(self, at: Location, depth: int, end: int) -> tuple[Value, int, Event]:
        values: dict[str, Value] = {}
        keys: dict[str, Event] = {}
        while (event := self.next_event()).__class__ is not MappingEndEvent:
            key = _key(event)
            if key in keys:
                what = f"the key {key!r} is used twice, first on line {_place(keys[key]).line}"
                raise _RefusedError(_place(event), what, "Keep one of the two.")
            keys[key] = event
            values[key], end = self.node(self.next_event(), (*at, key), event, depth)
        return values, end, event

    def _list(self, at: Location, depth: int, end: int) -> tuple[Value, int, Event]:
        values: list[Value] = []
        while (event := self.next_event()).__class__ is not SequenceEndEvent:
            value, end = self.node(event, (*at, len(values)), None, depth)
            values.append(value)
        return values, end, event


def _key(event: Event) -> str:
    if event.__class__ is not ScalarEvent:
        raise _RefusedError(_place(event), "a key must be a plain word", "Write `key: value`.")
    if event.anchor is not None or event.tag is not None:
        raise _decorated(event)
    key = _text(event)
    if key == "<<" and event.implicit[0]:
        raise _RefusedError(_place(event), "there is a merge key here (<<)", _IN_FULL)
    return key


def _text(event: Event) -> str:
    """Return the text of a scalar, without half characters, which no file can hold."""
    text: str = event.value
    half = None if text.isascii() else HALF_A_CHARACTER.search(text)
    if half:
        problem = f"a text has half a character here (\\u{ord(half[0]):04x})"
        raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
    return text


def _decorated(event: Event) -> _RefusedError:
    what = f"an anchor (&{event.anchor})" if event.anchor is not None else f"a tag ({event.tag})"
    return _RefusedError(_place(event), f"there is {what} here", _IN_FULL)


class _TooDeepError(Exception):
    """The JSON nests deeper than the interpreter can follow."""


def _json_events(text: str) -> Iterator[Event]:
    """Yield the events of a JSON text, without those of the stream and the document around it.

    Raises:
        json.JSONDecodeError: the text is not JSON.
        _TooDeepError: the text nests too deep.
    """
    _check_grammar(text)
    line, line_start, position = 0, 0, 0
    while match := _TOKEN.search(text, position):
        start = match.start()
        passed = text.count("\n", position, start)
        if passed:
            line, line_start = line + passed, text.rfind("\n", position, start) + 1
        lexeme = match[0]
        if lexeme == '"':
            value, position = scanstring(text, start + 1, True)
            yield _scalar(value, '"', *_marks(line, line_start, start, position))
        else:
            position = match.end()
            if lexeme in _NOT_JSON:
                raise json.JSONDecodeError(f"{lexeme} is not a JSON value", text, start)
            yield _structure(lexeme, *_marks(line, line_start, start, position))


def _marks(line: int, line_start: int, start: int, end: int) -> tuple[Mark, Mark]:
    """Return the marks of a token, which JSON keeps on one line."""
    return Mark("", start, line, start - line_start, None, 0), Mark("", end, line, end - line_start, None, 0)


def _check_grammar(text: str) -> None:
    """Check with the standard library that a text is JSON."""
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except RecursionError:
        raise _TooDeepError from None


def _structure(token: str, start: Mark, end: Mark) -> Event:
    match token:
        case "{":
            return MappingStartEvent(None, None, True, start, end)
        case "}":
            return MappingEndEvent(start, end)
        case "[":
            return SequenceStartEvent(None, None, True, start, end)
        case "]":
            return SequenceEndEvent(start, end)
        case _:
            return _scalar(token, None, start, end)


def _scalar(value: str, style: str | None, start: Mark, end: Mark) -> Event:
    return ScalarEvent(None, None, (style is None, style is not None), value, start, end, style)


class _Loader(yaml.SafeLoader):
    """Knows no dates, and only `true` and `false` as booleans."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in _OLDER]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def parse_yaml12(text: str) -> Any:  # noqa: ANN401 - YAML holds values of every type
    """Return the value of a bundled text."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
