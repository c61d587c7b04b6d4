"""How many of the required KSBs must be met at a rung, in percent."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from ksbcheck.domain.ladder import COUNTING_RUNGS, Rung
from ksbcheck.domain.model import Model


def counting(rung: Rung) -> Rung:
    """Return a rung that counts as evidence, or raise `ValueError`."""
    if rung not in COUNTING_RUNGS:
        these = ", ".join(map(str, COUNTING_RUNGS))
        raise PydanticCustomError(
            "never_counts",
            "{rung} claims never count as evidence; these do: {counting}",
            {"rung": str(rung), "counting": these},
        )
    return rung


CountingRung = Annotated[Rung, AfterValidator(counting)]

_PERCENT = re.compile(r"\d{1,3}(\.\d{1,2})?", re.ASCII)
WHOLE = 100


def _only_percent(value: object) -> object:
    """Refuse nought, and what Pydantic would take for a number: `1e1`, `+5`, `nan`."""
    if isinstance(value, bool) or not _PERCENT.fullmatch(str(value)) or not 0 < Decimal(str(value)) <= WHOLE:
        raise PydanticCustomError("not_a_percentage", "{value} is not a percentage", {"value": repr(value)[:40]})
    return str(value)


def _as_number(percent: Decimal) -> float:
    return int(percent) if percent == int(percent) else float(percent)


class Threshold(Model):
    """How many of the required KSBs must be met at a rung or above, in percent, with at most two decimals."""

    rung: CountingRung
    """The rung at which it asks."""
    percent: Annotated[Decimal, BeforeValidator(_only_percent), PlainSerializer(_as_number)]
    """How many of the required KSBs must be met there, in percent."""

    def kept(self, met: int, required: int) -> bool:
        """Whether so many of the required ones will do. Of nothing at all no share will do."""
        return required > 0 and met * WHOLE >= self.percent * required

    def __str__(self) -> str:
        return f"{self.rung}={self.percent}"


def keys_with(key: str, value: str) -> Callable[[object], object]:
    """Return a validator that takes keys with values, and keeps them as a tuple, which can't be changed."""

    def as_tuple(given: object) -> object:
        if isinstance(given, list):
            raise PydanticCustomError("dict_type", "not keys with values")
        return tuple({key: each, value: given[each]} for each in given) if isinstance(given, dict) else given

    return as_tuple


_PERCENT_SCHEMA = {"type": ["number", "string"], "exclusiveMinimum": 0, "maximum": WHOLE}
Thresholds = Annotated[
    tuple[Threshold, ...],
    BeforeValidator(keys_with("rung", "percent")),
    WithJsonSchema(
        {
            "type": "object",
            "properties": {str(rung): _PERCENT_SCHEMA for rung in COUNTING_RUNGS},
            "additionalProperties": False,
        },
        mode="validation",
    ),
]
