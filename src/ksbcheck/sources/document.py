"""A YAML or JSON document as plain values, with the place of each.

The parsers give events; the builder here makes values of them. Every scalar stays text, for the models to type. What
makes YAML treacherous is refused with its place: equal keys, anchors, aliases, merge keys, tags, several documents,
depth.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from ksbcheck.domain.finding import InputError, Location, Place, located
from ksbcheck.rules import reading
from ksbcheck.rules.rule import ReadingRule
from ksbcheck.sources.files import read_text
from ksbcheck.sources.json_events import TooDeepError, json_events
from ksbcheck.sources.refuse import refuse

MAX_DEPTH = 12
"""The deepest nesting that is read. A manifest needs 5."""

Event: TypeAlias = Any  # one of PyYAML's events, of whose attributes the type stubs know too little
NextEvent: TypeAlias = Callable[[], Event]
Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"

_IN_PLAIN = "Write the value out in plain, where it is used."
_TOO_DEEP = (
    f"the file nests deeper than {MAX_DEPTH} levels",
    "A manifest needs 5; look for a bracket that is never closed.",
)
_NOT_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NULLS = frozenset({"", "~", "null"})
_Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same events either way; the C parser is far faster


class _Collection(NamedTuple):
    """Where a mapping or sequence stands, and where its keys (of a sequence none) and its parts do.

    Events carry their marks.
    """

    start: Event
    keys: dict[str, Event]
    parts: "dict[str, Marks] | list[Marks]"


Marks: TypeAlias = "Event | _Collection"


class _RefusedError(Exception):
    """The builder met something that it refuses."""

    def __init__(self, event: Event, what: str, remedy: str) -> None:
        super().__init__(what)
        self.place, self.what, self.remedy = _place(event.start_mark), what, remedy


@dataclass(frozen=True, slots=True)
class Document:
    """A file's content: text, None, lists and dicts of them. Places are looked up only when shown."""

    path: Path
    text: str
    value: Value
    marks: "Marks"

    def place(self, location: Location) -> Place:
        """Return the place of the value at a location, or of the nearest thing around it that is there."""
        marks, key = self.marks, None
        for step in location:
            if not isinstance(marks, _Collection) or not _has(marks.parts, step):
                break
            key = marks.keys.get(str(step))
            marks = marks.parts[step]  # type: ignore[index] # _has has seen that the step fits
        if not isinstance(marks, _Collection):
            return _place(marks.start_mark)
        # A mapping or list under a key begins on a later line; people look for the key.
        return _place((key or marks.start).start_mark)

    def key_place(self, location: Location) -> Place:
        """Return the place of the key at the end of a location."""
        *parent, key = location
        marks: Any = self.marks
        for step in parent:
            marks = marks.parts[step]
        return _place(marks.keys[str(key)].start_mark)

    def refuse(self, rule: ReadingRule, *details: object) -> InputError:
        """Return the error to raise when a rule stops the reading of this document."""
        error = refuse(str(self.path), None, rule, *details)
        return InputError(located(error.findings, str(self.path), self.place))


def _has(parts: "dict[str, Marks] | list[Marks]", step: str | int) -> bool:
    return step in parts if isinstance(parts, dict) else isinstance(step, int) and step < len(parts)


def _place(mark: Event) -> Place:
    return Place(mark.line + 1, mark.column + 1)


def read_document(path: Path) -> Document:
    """Read a YAML file, or a JSON file if its name ends so.

    Raises:
        InputError: the file can't be opened or read, is not valid YAML or JSON, or uses what is refused.
    """
    text = read_text(path)
    read = _read_json if path.suffix.lower() == ".json" else _read_yaml
    try:
        return Document(path, text, *read(path, text))
    except _RefusedError as refused:
        raise refuse(str(path), refused.place, reading.refused_yaml, refused.what, refused.remedy) from None


def _read_json(path: Path, text: str) -> "tuple[Value, Marks]":
    try:
        next_event = json_events(text).__next__
        return _node(next_event(), next_event, MAX_DEPTH)
    except json.JSONDecodeError as error:
        raise refuse(str(path), Place(error.lineno, error.colno), reading.not_yaml_or_json, "JSON", error.msg) from None
    except TooDeepError:
        raise refuse(str(path), None, reading.refused_yaml, *_TOO_DEEP) from None


def _read_yaml(path: Path, text: str) -> "tuple[Value, Marks]":
    try:
        parser = _Parser(text)
        next_event: NextEvent = parser.get_event
        next_event()  # the stream's start
        if isinstance(next_event(), StreamEndEvent):
            raise refuse(
                str(path), None, reading.not_text, "the file holds nothing but comments", "Write the manifest's keys."
            )
        node = _node(next_event(), next_event, MAX_DEPTH)
        next_event()  # the document's end
        after = next_event()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise refuse(
            str(path), _place(mark) if mark else None, reading.not_yaml_or_json, "YAML", _problem(error, text)
        ) from None
    except yaml.reader.ReaderError as error:
        raise refuse(str(path), _unreadable(text), reading.not_yaml_or_json, "YAML", error.reason) from None
    if not isinstance(after, StreamEndEvent):
        raise _RefusedError(after, "a second document begins here", "Keep one document in a file.")
    return node


def _problem(error: yaml.MarkedYAMLError, text: str) -> str:
    """Return the parser's words, with the line where the broken thing began if that is another one."""
    mark, began = error.problem_mark, error.context_mark
    if (
        mark
        and text.splitlines()[mark.line : mark.line + 1]
        and text.splitlines()[mark.line][mark.column :].startswith("\t")
    ):
        return "a tab stands here, and YAML is indented with spaces"
    problem = error.problem or "it cannot be parsed"
    if error.context and began and mark and began.line != mark.line:
        return f"{problem} {error.context} that began on line {began.line + 1}"
    return f"{problem} {error.context}" if error.context else problem


def _unreadable(text: str) -> Place | None:
    """Return the place of the first character that YAML doesn't allow."""
    found = _NOT_YAML.search(text)
    if found is None:
        return None
    before = text[: found.start()]
    return Place(before.count("\n") + 1, found.start() - (before.rfind("\n") + 1) + 1)


def _node(event: Event, next_event: NextEvent, depth: int) -> "tuple[Value, Marks]":
    """Build the value that begins with an event, and its marks; `depth` is how many levels of nesting may follow."""
    kind = event.__class__
    if kind is ScalarEvent:
        return _text(event), event
    if kind is AliasEvent:
        raise _RefusedError(event, f"an alias (*{event.anchor}) stands here", _IN_PLAIN)
    if event.anchor is not None or event.tag is not None:
        raise _decorated(event)
    if not depth:
        raise _RefusedError(event, *_TOO_DEEP)
    if kind is MappingStartEvent:
        return _mapping(event, next_event, depth - 1)
    return _sequence(event, next_event, depth - 1)


def _text(event: Event) -> str | None:
    """Return what a scalar says.

    Only an empty, `~` or `null` one without quotes says nothing; JSON's null is such a one.
    """
    if event.anchor is not None or event.tag is not None:
        raise _decorated(event)
    value: str = event.value
    return None if value in _NULLS and event.implicit[0] else value


# Most nodes are scalars, so the two loops below build those themselves: that makes reading a fifth faster.


def _mapping(start: Event, next_event: NextEvent, depth: int) -> "tuple[Value, Marks]":
    values: dict[str, Value] = {}
    keys: dict[str, Event] = {}
    parts: dict[str, Marks] = {}
    while (event := next_event()).__class__ is not MappingEndEvent:
        key = _key(event)
        if key in keys:
            what = f"the key {key!r} stands here a second time; the first is on line {keys[key].start_mark.line + 1}"
            raise _RefusedError(event, what, "Keep one of the two.")
        keys[key] = event
        event = next_event()
        if event.__class__ is ScalarEvent:
            values[key], parts[key] = _text(event), event
        else:
            values[key], parts[key] = _node(event, next_event, depth)
    return values, _Collection(start, keys, parts)


def _key(event: Event) -> str:
    if event.__class__ is not ScalarEvent:
        raise _RefusedError(event, "a key must be a plain word", "Write `key: value`.")
    if event.anchor is not None or event.tag is not None:
        raise _decorated(event)
    key: str = event.value
    if key == "<<" and event.implicit[0]:
        raise _RefusedError(event, "a merge key (<<) stands here", _IN_PLAIN)
    return key


def _sequence(start: Event, next_event: NextEvent, depth: int) -> "tuple[Value, Marks]":
    values: list[Value] = []
    parts: list[Marks] = []
    while (event := next_event()).__class__ is not SequenceEndEvent:
        if event.__class__ is ScalarEvent:
            values.append(_text(event))
            parts.append(event)
        else:
            value, marks = _node(event, next_event, depth)
            values.append(value)
            parts.append(marks)
    return values, _Collection(start, {}, parts)


def _decorated(event: Event) -> _RefusedError:
    what = f"an anchor (&{event.anchor})" if event.anchor is not None else f"a tag ({event.tag})"
    return _RefusedError(event, f"{what} stands here", _IN_PLAIN)
