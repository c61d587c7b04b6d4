"""JSON as the events of the YAML parser, so that one builder reads both and keeps every place."""

import json
import re
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined] # documented nowhere, and in every version since 2.6

from yaml import Mark
from yaml.events import (
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

# Python's reader accepts these, though they are not JSON.
_NOT_JSON = frozenset({"NaN", "Infinity", "-Infinity"})
_TOKEN = re.compile(r'[{}\[\]"]|[^\s{}\[\]",:]+')


class TooDeepError(Exception):
    """The JSON nests deeper than the interpreter can follow."""


def json_events(text: str) -> Iterator[Event]:
    """Yield the events of a JSON text, without those of the stream and the document around it.

    Raises:
        json.JSONDecodeError: the text is not JSON.
        TooDeepError: the text nests too deep.
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
        raise TooDeepError from None


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
