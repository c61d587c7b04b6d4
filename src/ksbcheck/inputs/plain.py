"""Values of YAML and JSON as most files have them, fast. Scalars stay text for the models to type.

What is unusual, and so perhaps wrong or refused, is left to `parsing`, which knows the place of everything.
"""

import json
import re
from collections.abc import Callable
from typing import Any, TypeAlias

import yaml
from yaml.events import MappingEndEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent, StreamEndEvent

MAX_DEPTH = 12
"""The deepest nesting that is read. A manifest needs 5."""
NULLS = frozenset({"", "~", "null"})
HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")
_HALF_ESCAPED = re.compile(r"\\(?:u|U0000)[dD][89a-fA-F]")

Event: TypeAlias = Any  # an event of PyYAML, whose type stubs lack attributes
NextEvent: TypeAlias = Callable[[], Event]
Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"

_OTHER_LINE_ENDS = re.compile("\r(?!\n)|[\x85\u2028\u2029]")
_Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same events either way; the C parser is far faster


class UnusualError(Exception):
    """The text is not as plain as most are. What is wrong with it, if anything, is found with its places."""


def plain_json(text: str) -> Value:
    """Return the value of a JSON text.

    Raises:
        UnusualError: the text is not JSON, or not plain.
    """
    _refuse_half_characters(text)
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_int=str, parse_float=str, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise UnusualError from None
    return _only_texts(value, MAX_DEPTH)


def _refuse(_word: str) -> Value:
    raise UnusualError


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise UnusualError
    return values


def _only_texts(value: Any, depth: int) -> Value:  # noqa: ANN401 - JSON holds values of every type
    kind = value.__class__
    if kind is str or value is None:
        return value  # type: ignore[no-any-return] # as above
    if kind is bool:
        return str(value).lower()
    if not depth:
        raise UnusualError
    if kind is list:
        return [_only_texts(part, depth - 1) for part in value]
    for key, part in value.items():
        if part.__class__ is not str:
            value[key] = _only_texts(part, depth - 1)
    return value  # type: ignore[no-any-return] # as above


def _refuse_half_characters(text: str) -> None:
    if not text.isascii() and HALF_A_CHARACTER.search(text):
        raise UnusualError
    if ("\\u" in text or "\\U" in text) and _HALF_ESCAPED.search(text):
        raise UnusualError


def plain_yaml(text: str) -> Value:
    """Return the value of a YAML text.

    Raises:
        UnusualError: the text is not YAML, or not plain.
    """
    _refuse_half_characters(text)
    if other_line_end(text):
        raise UnusualError
    try:
        next_event = yaml_events(text)
        value = _plain(next_event, next_event(), MAX_DEPTH)
        next_event()  # the document's end
        after = next_event()
    except yaml.YAMLError:
        raise UnusualError from None
    if after.__class__ is not StreamEndEvent:
        raise UnusualError
    return value


def yaml_events(text: str) -> NextEvent:
    """Return a function for the next event, starting with the first value."""
    next_event: NextEvent = _Parser(text).get_event
    next_event()  # the stream's start
    next_event()  # the document's start, or the stream's end
    return next_event


def other_line_end(text: str) -> re.Match[str] | None:
    """Return the first character that ends a line in YAML but in few editors: text after it is no comment any more."""
    return _OTHER_LINE_ENDS.search(text) if any(end in text for end in "\r\x85\u2028\u2029") else None


def _plain(next_event: NextEvent, event: Event, depth: int) -> Value:
    kind = event.__class__
    if event is None or event.anchor is not None or event.tag is not None:
        raise UnusualError
    if kind is ScalarEvent:
        value: str = event.value
        if value in NULLS and event.implicit[0]:
            return None
        return value
    if not depth:
        raise UnusualError
    if kind is SequenceStartEvent:
        items: list[Value] = []
        while (event := next_event()).__class__ is not SequenceEndEvent:
            items.append(_plain(next_event, event, depth - 1))
        return items
    values: dict[str, Value] = {}
    while (event := next_event()).__class__ is not MappingEndEvent:
        if event.__class__ is not ScalarEvent or event.anchor is not None or event.tag is not None:
            raise UnusualError
        key = event.value
        if key in values or key == "<<":
            raise UnusualError
        values[key] = _plain(next_event, next_event(), depth - 1)
    return values
