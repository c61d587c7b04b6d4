"""Official JSON: the values of a file that may be large, and what is wrong with one of them."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from ksbcheck.domain.finding import Finding, InputError, Location
from ksbcheck.inputs.files import place_in
from ksbcheck.inputs.refuse import refuse
from ksbcheck.rules import imports, reading

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
M = TypeVar("M", bound=BaseModel)

_DEEPEST_LIST = 3
_MOST_DIGITS = 20
_OF_A_PROGRAMME = frozenset({"referenceNumber", "stdCode", "duties", "format"})
_WANTED = {
    "string_type": "should be text",
    "list_type": "should be a list",
    "int_type": "should be a whole number",
    "bool_type": "should be true or false",
    "model_type": "should be keys with values",
    "dict_type": "should be keys with values",
}
_KINDS = ((bool, "true or false"), (str, "text"), (list, "a list"), (dict, "keys with values"), (type(None), "nothing"))


class Official(BaseModel):
    """Something of the official data. Of its many keys only those are read that a check needs."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, defer_build=True)


def values_in(path: Path, text: str) -> list[Any]:
    """Return the values that a JSON file lists, or the single one that it holds. A list within an object is found.

    Raises:
        InputError: it is not JSON.
    """
    try:
        values = _listed(_decoder().decode(text))
    except RecursionError:
        problem = "it nests deeper than any standard does"
        raise refuse(str(path), None, reading.not_yaml_or_json, "JSON", problem) from None
    except json.JSONDecodeError as error:
        place = place_in(text, error.pos)
        about = [error.msg[:1].lower() + error.msg[1:]]
        if _breaks_off(text, error):
            about = [f"the file breaks off at line {place.line}", "Download it again."]
        raise refuse(str(path), place, reading.not_yaml_or_json, "JSON", *about) from None

    refused = None if any(map(_is_programme, values)) else next(not_json_in(values), None)
    if refused and len(values) == 1:
        raise refuse(str(path), None, reading.not_yaml_or_json, "JSON", f"there is {refused}")
    return values


def _breaks_off(text: str, error: json.JSONDecodeError) -> bool:
    """Return whether the end of a file is missing: a whole one ends with a bracket, and in no text."""
    if error.msg == "Extra data":
        return False
    end = len(text.rstrip())
    return error.pos >= end or text[end - 1] not in "]}" or error.msg.startswith("Unterminated string")


@dataclass(frozen=True, slots=True)
class NotJson:
    """What stands in place of a value that JSON doesn't allow, so that it spoils no other: what it is, and its keys."""

    what: str
    content: Mapping[str, Any]

    def __str__(self) -> str:
        """Return what it is, in words."""
        return self.what


def not_json_in(value: Any) -> Iterator[NotJson]:  # noqa: ANN401 - whatever a file holds
    """Yield what JSON doesn't allow, however deep in a value it stands."""
    values = [value]
    while values:
        value = values.pop()
        if isinstance(value, NotJson):
            yield value
        elif isinstance(value, dict | list):
            values.extend(value.values() if isinstance(value, dict) else value)


def _decoder() -> json.JSONDecoder:
    # Numbers with a point stay text: of version 1.10 a number would keep 1.1.
    return json.JSONDecoder(
        object_pairs_hook=_object, parse_float=str, parse_int=_whole_number, parse_constant=_constant
    )


def _whole_number(digits: str) -> int | NotJson:
    return int(digits) if len(digits) <= _MOST_DIGITS else NotJson(f"a number of {len(digits):,} digits", {})


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | NotJson:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
    return NotJson(f"an object in which the key {twice!r} stands twice", made)


def _constant(name: str) -> NotJson:
    return NotJson(f"{name}, which is no value of JSON", {})


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - whatever a file holds
    """Return the items of the list that has standards in it, wherever it is in the uppermost levels; else the value.

    Where no list has any, the only list of objects is returned, so that each of its items is told to be none.
    """
    level = [value]
    for _ in range(_DEEPEST_LIST):
        if any(map(_is_programme, level)):
            break
        lists = [each for each in level if isinstance(each, list) and any(isinstance(item, dict) for item in each)]
        of_programmes = [each for each in lists if any(map(_is_programme, each))]
        if of_programmes or len(lists) == 1:
            return list(chain.from_iterable(of_programmes or lists))
        level = [inner for each in level if isinstance(each, dict) for inner in each.values()]
    return [value]


def _is_programme(value: Any) -> bool:  # noqa: ANN401 - whatever a file holds
    """Whether a value looks as if it defines a standard itself, rather than list some."""
    return isinstance(value, dict) and not _OF_A_PROGRAMME.isdisjoint(value)


def read_model(
    content: Any,  # noqa: ANN401 - whatever a file holds
    model: type[M],
    dispensable: Sequence[str],
    name: str,
    path: Path,
) -> tuple[M, tuple[Finding, ...]]:
    """Return official data as a model; what is wrong with fields that can be done without is left out, and told.

    Raises:
        InputError: something is wrong with a field that a check needs.
    """
    try:
        return model.model_validate(content), ()
    except ValidationError as error:
        errors = error.errors()
    needed = [each for each in errors if not each["loc"] or each["loc"][0] not in dispensable]
    if needed or not isinstance(content, dict):
        raise InputError.of(*(_needed(name, each, path) for each in needed or errors))
    without = {key: value for key, value in content.items() if key not in {each["loc"][0] for each in errors}}
    return model.model_validate(without), tuple(_left_out(name, each, path) for each in errors)


def _needed(name: str, error: ErrorDetails, path: Path) -> Finding:
    hit = imports.unusable_value(name, _problem(error), error["loc"])
    return imports.unusable_value.finding(hit).at(str(path), None)


def _left_out(name: str, error: ErrorDetails, path: Path) -> Finding:
    remedy = "It is left out. Correct it in the data, or add it to the imported file."
    hit = imports.source_does_not_say(name, _problem(error), remedy, error["loc"])
    return imports.source_does_not_say.finding(hit).at(str(path), None)


def _problem(error: ErrorDetails) -> str:
    where = dotted(error["loc"]) or "the whole"
    kind, given = error["type"], error["input"]
    if kind == "missing":
        return f"{where} is missing"
    if kind == "string_too_short":
        return f"{where} is empty"
    if kind in _WANTED:
        return f"{where} {_WANTED[kind]}, not {_kind_of(given)}"
    return f"{where}: {str(given)[:60]!r} will not do: {error['msg'][:1].lower()}{error['msg'][1:]}"


def _kind_of(given: object) -> str:
    if isinstance(given, NotJson):
        return str(given)
    return next((words for kind, words in _KINDS if isinstance(given, kind)), "a number")


def dotted(location: Location) -> str:
    """Return where in the data something stands, as `duties[3].mappedSkills[0]`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location).removeprefix(".")
