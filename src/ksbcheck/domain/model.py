"""What all Pydantic models of the domain share."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Annotated, Any, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    ValidationInfo,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError, PydanticKnownError

from ksbcheck.domain.day import parse_date
from ksbcheck.domain.finding import Location
from ksbcheck.domain.names import written_codes
from ksbcheck.domain.text import clock, listed

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Words = Annotated[Text, StringConstraints(max_length=40_000)]
"""A text of a manifest: a title, a reason, a path."""
Name = Annotated[Text, StringConstraints(max_length=500)]
"""An id, a code, or a person's name."""

_NUMBER = re.compile(r"[1-9][0-9]{0,99}")
_LENGTH = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)", re.ASCII)
_ADDRESS = re.compile(r"https?://[^\s/]+\S*$", re.IGNORECASE)
_ANSWERS = {"true": True, "yes": True, "false": False, "no": False}
T = TypeVar("T")


def taken_as(written: str, meant: T, info: ValidationInfo) -> T:
    """Return what a text means, and note it in the context of the validation if that is a list."""
    if isinstance(info.context, list):
        info.context.append((written, meant))
    return meant


def _only_one_day(value: object, info: ValidationInfo) -> object:
    """Refuse dates that Pydantic would guess: `20250304` is a time stamp to it. TOML has numbers and dates."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        day = parse_date(value)
        if day is not None:
            return taken_as(value, day, info) if value != day.isoformat() else day
    elif not isinstance(value, int | float):
        return value
    raise PydanticCustomError("not_a_date", "{value} is not a date; write year-month-day", {"value": repr(value)})


def _only_digits(value: object) -> object:
    """Refuse numbers that only Pydantic accepts: `1_0`, `+1`, `01`, `1.0`."""
    if not isinstance(value, (str, int)) or isinstance(value, bool) or not _NUMBER.fullmatch(str(value)):
        raise PydanticCustomError("not_a_number", "{value} is not a whole number", {"value": repr(value)[:40]})
    return value


def only_answers(value: object) -> object:
    """Refuse answers that only Pydantic accepts: `1`, `on`, `t`."""
    answer = value if isinstance(value, bool) else _ANSWERS.get(value.casefold()) if isinstance(value, str) else None
    if answer is None:
        raise PydanticCustomError("not_an_answer", "{value} is not true, false, yes or no", {"value": repr(value)[:40]})
    return answer


def _only_length(value: object) -> object:
    """Parse hours, minutes and seconds; `12:30` would be ambiguous."""
    parts = _LENGTH.fullmatch(value) if isinstance(value, str) else None
    if parts is None and not isinstance(value, timedelta):
        raise PydanticCustomError("not_a_length", "{value} is not a length", {"value": repr(value)[:40]})
    hours, minutes, seconds = map(int, parts.groups()) if parts else (0, 0, 0)
    return timedelta(hours=hours, minutes=minutes, seconds=seconds) if parts else value


def _only_address(value: str) -> str:
    """Refuse what no browser opens."""
    if not _ADDRESS.match(value):
        raise PydanticCustomError("not_an_address", "{value} is not a web address", {"value": repr(value)[:40]})
    return value


def _something(value: object) -> object:
    """Refuse an empty value of a key that may be left out."""
    if value is None:
        raise PydanticCustomError("empty", "nothing is written here")
    return value


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _foreign(_value: object) -> object:
    raise PydanticKnownError("extra_forbidden")


Written = BeforeValidator(_something)
"""Marks a key that may be left out, and may not be left empty."""
Foreign = BeforeValidator(_foreign)
"""Marks a key that a document of this kind doesn't have, unlike another kind: written here, it is unknown."""
Several = Annotated[tuple[T, ...], BeforeValidator(_as_list)]
"""A list; a single value may be written without its brackets."""
IsoDate = Annotated[date, BeforeValidator(_only_one_day)]
Address = Annotated[Words, AfterValidator(_only_address)]
"""A web address: `https://` or `http://` and a host."""
Number = Annotated[int, Field(ge=1), BeforeValidator(_only_digits)]
"""A whole number from 1 up, of at most 100 digits."""


def _as_clock(length: timedelta) -> str:
    return clock(int(length.total_seconds()))


Length = Annotated[timedelta, BeforeValidator(_only_length), PlainSerializer(_as_clock)]
"""How long a recording is, as `hh:mm:ss`."""


def _as_code(written: str, info: ValidationInfo) -> str:
    """Return a code as standards write it; a text that names none or several stays as it is."""
    codes = written_codes(written)
    if codes == (written,):
        return written
    if written.upper() not in codes:
        taken_as(written, listed(codes), info)
    return codes[0] if len(codes) == 1 else written


def _split_codes(value: object) -> object:
    items = _as_list(value)
    if not isinstance(items, list):
        return items
    return [part for item in items for part in (written_codes(item) if isinstance(item, str) else (item,))]


Codes = Annotated[tuple[Text, ...], BeforeValidator(_split_codes)]
"""A list of codes, also with ranges."""
WrittenCode = Annotated[Name, AfterValidator(_as_code)]
"""The code of a KSB, or several in one text (`K1-K3`), which `written_codes` splits."""
TrueOrFalse = Annotated[bool, BeforeValidator(only_answers)]
"""The answer to a question: `true` or `yes`, `false` or `no`, and no other words."""


def only_digest(pattern: re.Pattern[str], value: object, shown_as: object) -> object:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise PydanticCustomError("not_a_digest", "{value} is not a digest", {"value": str(shown_as)})
    return value


def only_digests(pattern: re.Pattern[str], value: object) -> object:
    """Take digests by key as pairs, which can't be changed."""
    if not isinstance(value, dict):
        raise PydanticCustomError("dict_type", "not keys with values")
    return tuple((key, only_digest(pattern, digest, f"{key}: {digest}")) for key, digest in value.items())


def digest_schema(pattern: re.Pattern[str]) -> dict[str, Any]:
    """Return the JSON Schema of a digest."""
    return {"type": "string", "pattern": f"^{pattern.pattern}$"}


class Model(BaseModel):
    """A frozen value. What it doesn't know is refused, and the reader makes a finding of it."""

    # Built when first used: most models are only ever validated as part of another, and a run uses few of them.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def dates_in(value: object, location: Location = ()) -> list[tuple[Location, date]]:
    """Return every date in a model, with its location."""
    found: list[tuple[Location, date]] = []
    _add_dates(value, location, found)
    return found


def _add_dates(value: object, location: Location, found: list[tuple[Location, date]]) -> None:
    if isinstance(value, date):
        found.append((location, value))
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            _add_dates(part, (*location, index), found)
    elif isinstance(value, BaseModel):
        for name, key in _with_dates(type(value)):
            if part := getattr(value, name):
                _add_dates(part, (*location, key), found)


@cache
def _with_dates(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """Return the fields of a model that may hold dates, with their keys in a document."""
    fields = model.model_fields.items()
    return tuple((name, field.alias or name) for name, field in fields if _may_hold_dates(field.annotation))


def _may_hold_dates(annotation: Any) -> bool:  # noqa: ANN401 - annotations are of every type
    if isinstance(annotation, type):
        return issubclass(annotation, date) or (issubclass(annotation, BaseModel) and bool(_with_dates(annotation)))
    return any(map(_may_hold_dates, get_args(annotation)))


def fields_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of a model by their keys in a document: `from` is no name in Python, but an alias."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the keys of a document that a model describes, in the order in which people write them."""
    return tuple(key for key, field in fields_of(model).items() if Foreign not in field.metadata)


class BasisKind(Enum):
    """`printed` is in the source; `inferred` was worked out from it; `unknown` is not in the source."""

    PRINTED = "printed"
    """Printed in the source."""
    INFERRED = "inferred"
    """It was worked out from the source."""
    UNKNOWN = "unknown"
    """The source does not say it."""


class Basis(Model):
    """What some fields (dotted, as in `duties.mapping`) rest on, and why."""

    fields: tuple[Text, ...]
    """The fields, dotted."""
    basis: BasisKind
    """What they rest on."""
    why: Text
    """Why, or from where."""


class Source(Model):
    """The document that a data file was made from. `notices` are words of it that belong to no other field."""

    document: Text
    """What it is and where."""
    copyright: Text
    """Whose it is, and under which licence."""
    notices: tuple[Text, ...] = ()
    """Words of it that belong to no other field."""


def held_model(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    """Return the model of the values of a key."""
    field = model.model_fields.get(key)
    return _model_in(field.annotation) if field else None


def example_at(model: type[BaseModel], keys: Sequence[str]) -> str | None:
    """Return an example of the value at some keys, as an author writes it."""
    *parents, last = keys
    for key in parents:
        model = held_model(model, key) or model
    field = fields_of(model).get(last)
    return str(field.examples[0]) if field and field.examples else None


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - annotations are of every type
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
