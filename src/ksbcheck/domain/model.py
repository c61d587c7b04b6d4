"""What all Pydantic models of the domain share."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from enum import Enum
from typing import Annotated, Any, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints
from pydantic_core import PydanticCustomError, PydanticKnownError

from ksbcheck.domain.text import clock

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Words = Annotated[Text, StringConstraints(max_length=40_000)]
"""A text of a manifest: a title, a reason, a path."""
Name = Annotated[Text, StringConstraints(max_length=500)]
"""An id, a code, or a person's name."""

_NUMBER = re.compile(r"[1-9][0-9]{0,99}")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LENGTH = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)", re.ASCII)
_ADDRESS = re.compile(r"https?://[^\s/]+\S*$", re.IGNORECASE)
_ANSWERS = {"true": True, "yes": True, "false": False, "no": False}


def _only_iso(value: object) -> object:
    """Refuse dates that Pydantic would guess: `20250304` is a time stamp to it. TOML has numbers and dates."""
    if isinstance(value, int | float) or (isinstance(value, str) and not _ISO_DATE.fullmatch(value)):
        raise PydanticCustomError("not_iso", "{value} is not a date; write year-month-day", {"value": repr(value)})
    return value


def _only_digits(value: object) -> object:
    """Refuse numbers that only Pydantic accepts: `1_0`, `+1`, `01`, `1.0`."""
    if not isinstance(value, (str, int)) or isinstance(value, bool) or not _NUMBER.fullmatch(str(value)):
        raise PydanticCustomError("not_a_number", "{value} is not a whole number", {"value": repr(value)[:40]})
    return value


def _only_answers(value: object) -> object:
    """Refuse answers that only Pydantic accepts: `1`, `on`, `t`."""
    answer = value if isinstance(value, bool) else _ANSWERS.get(value) if isinstance(value, str) else None
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


def _foreign(_value: object) -> object:
    raise PydanticKnownError("extra_forbidden")


Written = BeforeValidator(_something)
"""Marks a key that may be left out, and may not be left empty."""
Foreign = BeforeValidator(_foreign)
"""Marks a key that a document of this kind doesn't have, unlike another kind: written here, it is unknown."""
IsoDate = Annotated[date, BeforeValidator(_only_iso)]
Address = Annotated[Words, AfterValidator(_only_address)]
"""A web address: `https://` or `http://` and a host."""
Number = Annotated[int, Field(ge=1), BeforeValidator(_only_digits)]
"""A whole number from 1 up, of at most 100 digits."""


def _as_clock(length: timedelta) -> str:
    return clock(int(length.total_seconds()))


Length = Annotated[timedelta, BeforeValidator(_only_length), PlainSerializer(_as_clock)]
"""How long a recording is, as `hh:mm:ss`."""
TrueOrFalse = Annotated[bool, BeforeValidator(_only_answers)]
"""The answer to a question: `true` or `yes`, `false` or `no`, and no other words."""


class Model(BaseModel):
    """A frozen value. What it doesn't know is refused, and the reader makes a finding of it."""

    # Built when first used: most models are only ever validated as part of another, and a run uses few of them.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the keys of a document that a model describes, in the order in which people write them."""
    return tuple(key for key, field in model.model_fields.items() if Foreign not in field.metadata)


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
    field = model.model_fields.get(last)
    return str(field.examples[0]) if field and field.examples else None


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - annotations are of every type
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
