"""Official JSON, which may be large: the values of a file as models, with findings about each."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails

from ksbcheck.domain.finding import InputError, Location, Place
from ksbcheck.domain.standard import DutyMapping
from ksbcheck.domain.text import lower_first
from ksbcheck.importing.html import read_html
from ksbcheck.importing.printed import Notes
from ksbcheck.inputs.files import place_in
from ksbcheck.inputs.typed import KINDS, kind_of
from ksbcheck.rules import reading

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")

_DIGITS = re.compile(r"[0-9]{1,9}")
_HTML = re.compile(r"</[a-z]+[0-9]?>|<br\b|&[a-z0-9#]+;", re.IGNORECASE)


def plain_text(value: T) -> T | str:
    """Return HTML as plain text, line by line; any other value, or HTML that would lose something, as it is."""
    if not isinstance(value, str) or not _HTML.search(value):
        return value
    page = read_html(value)
    return value if page.marks or page.hidden else "\n".join(line.text for line in page.lines)


def _number(value: object) -> object:
    """Return the whole number that a text is; None for a blank text."""
    if not isinstance(value, str):
        return value
    text = value.strip().removesuffix(".0")
    return int(text) if _DIGITS.fullmatch(text) else text or None


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Prose = Annotated[Words, BeforeValidator(plain_text)]
Version = Annotated[Words, BeforeValidator(lambda value: f"{value}.0" if type(value) is int else value)]
"""A version. As a number JSON writes 1.0 as 1."""
Count = Annotated[Annotated[int, Field(ge=0)] | None, BeforeValidator(_number)]
Level = Annotated[Annotated[int, Field(ge=1, le=8)] | None, BeforeValidator(_number)]

LICENCE = "Contains public sector information licensed under the Open Government Licence v3.0."
_DEEPEST_LIST = 3
_MOST_DIGITS = 20
_OF_A_STANDARD = frozenset({"referenceNumber", "stdCode", "duties", "format"})
STATEMENTS = {
    "K": "knowledges",
    "S": "skills",
    "B": "behaviours",
    "TK": "technicalKnowledges",
    "TS": "technicalSkills",
    "ESB": "employabilitySkillsAndBehaviours",
}
"""The lists of statements, by the kind of their codes."""
_IDS = frozenset(("dutyID", "dutyId", "knowledgeId", "skillId", "behaviourId", "id"))
_MAPPED = {"mapped_knowledge": ("K", "TK"), "mapped_skills": ("S", "TS"), "mapped_behaviour": ("B", "ESB")}


class Official(BaseModel):
    """Official data. Only the keys that a check needs are read."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True, defer_build=True, alias_generator=to_camel)


class OfficialStatement(Official):
    """A statement with its id, which may be its code."""

    identifier: Annotated[Words, Field(validation_alias=AliasChoices("knowledgeId", "skillId", "behaviourId", "id"))]
    detail: Prose


class OfficialDuty(Official):
    """A duty with the ids of the statements that it is mapped to."""

    identifier: Annotated[Words | None, Field(validation_alias=AliasChoices("dutyID", "dutyId"))] = None
    duty_detail: Prose
    mapped_knowledge: list[Words] | None = None
    mapped_skills: list[Words] | None = None
    mapped_behaviour: list[Words] | None = None

    def mapping(
        self, number: int, codes: Mapping[str, Sequence[str]], notes: Notes
    ) -> tuple[tuple[str, ...], DutyMapping]:
        """Return the codes of the duty, and how complete they are; `codes` are those of each id.

        A knowledge and a skill may share an id: the field's kind decides.
        """
        found: dict[str, None] = {}
        complete = True
        for field, kinds in _MAPPED.items():
            for identifier in getattr(self, field) or ():
                of_id = codes.get(identifier.casefold(), ())
                found |= dict.fromkeys([code for code in of_id if code.rstrip("0123456789") in kinds] or of_id)
                if not of_id:
                    notes.warn_of_unknown(number, to_camel(field), identifier)
                    complete = False
        if not found:
            return (), DutyMapping.NONE
        return tuple(found), DutyMapping.COMPLETE if complete else DutyMapping.PARTIAL


@cache
def _kept() -> frozenset[str]:
    models: list[type[Official]] = [Official]
    for model in models:
        models += model.__subclasses__()
    return _IDS.union(to_camel(name) for model in models for name in model.model_fields)


def fields_left_out(content: Mapping[str, Any], within: str = "") -> Iterator[str]:
    """Yield the fields with a value that no model of official data has, also those within lists."""
    for name, value in content.items():
        if value and name not in _kept():
            yield f"{within}{name}"
        elif isinstance(value, list):
            yield from chain.from_iterable(fields_left_out(row, f"{name}.") for row in value if isinstance(row, dict))


def lacks_statements(content: Mapping[str, Any]) -> bool:
    """Return whether a record has no statements yet, and no duty that is mapped to one.

    An approved standard without any list of statements is a fault of the data.
    """
    lists = [content[name] for name in STATEMENTS.values() if name in content]
    if not lists and str(content.get("status") or "approved").casefold().startswith("approved"):
        return False
    duties = content.get("duties")
    for duty in duties if isinstance(duties, list) else ():
        lists += [duty.get(to_camel(name)) for name in _MAPPED] if isinstance(duty, dict) else [duty]
    return not any(map(_says_something, lists))


def _says_something(rows: object) -> bool:
    if not isinstance(rows, list):
        return bool(rows)
    return any(str(row.get("detail") or "").strip() if isinstance(row, dict) else row for row in rows)


def by_id(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    values: dict[str, list[T]] = {}
    for identifier, value in pairs:
        values.setdefault(identifier.casefold(), []).append(value)
    return values


def values_in(path: Path, text: str) -> list[Any]:
    """Return the values in the list of a JSON file, which may be inside an object, or else its only value.

    Raises:
        InputError: the file is not JSON.
    """
    try:
        return _listed(_decoder().decode(text))
    except RecursionError:
        raise _not_json(path, None, "it nests deeper than any standard does") from None
    except json.JSONDecodeError as error:
        place = place_in(text, error.pos)
        about = [lower_first(error.msg)]
        if _breaks_off(text, error):
            about = [f"the file breaks off at line {place.line}", "Download the file again."]
        raise _not_json(path, place, *about) from None
    except ValueError as error:
        raise _not_json(path, None, f"there is {error}") from None


def _not_json(path: Path, place: Place | None, *about: str) -> InputError:
    message, remedy = reading.not_yaml_or_json.words("JSON", *about)
    return InputError("KSB904", message, remedy, path=path, place=place)


def _breaks_off(text: str, error: json.JSONDecodeError) -> bool:
    """Return whether the end of a file is missing: a whole file ends with a bracket, outside a text."""
    if error.msg == "Extra data":
        return False
    end = len(text.rstrip())
    return error.pos >= end or text[end - 1] not in "]}" or error.msg.startswith("Unterminated string")


def _decoder() -> json.JSONDecoder:
    # Numbers with a point stay text: as a number, version 1.10 would become 1.1.
    return json.JSONDecoder(
        object_pairs_hook=_object,
        parse_float=str,
        parse_int=lambda digits: int(digits) if len(digits) <= _MOST_DIGITS else digits,
        parse_constant=_refuse_constant,
    )


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name}, which is not a JSON value")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise ValueError(f"an object with the key {twice!r} twice")
    return made


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - whatever a file holds
    """Return the items of the list of standards, which may be some levels down, or else the value itself.

    Without standards, the only list of objects is taken, so that messages name its items.
    """
    level = [value]
    for _ in range(_DEEPEST_LIST):
        if any(map(_is_standard, level)):
            break
        lists = [each for each in level if isinstance(each, list) and any(isinstance(item, dict) for item in each)]
        of_standards = [each for each in lists if any(map(_is_standard, each))]
        if of_standards or len(lists) == 1:
            return list(chain.from_iterable(of_standards or lists))
        level = [inner for each in level if isinstance(each, dict) for inner in each.values()]
    return [value]


def _is_standard(value: Any) -> bool:  # noqa: ANN401 - whatever a file holds
    return isinstance(value, dict) and not _OF_A_STANDARD.isdisjoint(value)


def read_model(
    content: Any,  # noqa: ANN401 - whatever a file holds
    model: type[M],
    dispensable: type[Official],
    notes: Notes,
) -> M | None:
    """Return data as a model, without wrong dispensable fields; None if another field is wrong."""
    can_go = set(map(to_camel, dispensable.model_fields))
    try:
        return model.model_validate(content)
    except ValidationError as error:
        errors = error.errors()
    needed = [each for each in errors if not each["loc"] or each["loc"][0] not in can_go]
    if needed or not isinstance(content, dict):
        for each in needed or errors:
            notes.refuse(_problem(each))
        return None
    for each in errors:
        notes.warn(_problem(each), "The value is left out: correct the data, or add the value to the imported file.")
    wrong = {each["loc"][0] for each in errors}
    return model.model_validate({key: value for key, value in content.items() if key not in wrong})


def _problem(error: ErrorDetails) -> str:
    where = dotted(error["loc"]) or "the data"
    kind, value = error["type"], error["input"]
    if kind == "missing":
        return f"{where} is missing"
    if kind == "string_too_short":
        return f"{where} is empty"
    if kind in KINDS:
        shown = repr(value[:40]) if kind == "int_type" and isinstance(value, str) else kind_of(value)
        return f"{where} should be {KINDS[kind]}, not {shown}"
    return f"{where}: {str(value)[:60]!r} is not valid: {lower_first(error['msg'])}"


def dotted(location: Location) -> str:
    """Return a location in the data as `duties[3].mappedSkills[0]`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location).removeprefix(".")
