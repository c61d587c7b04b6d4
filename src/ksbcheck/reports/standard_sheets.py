"""A standard as tables, as providers keep it: a row for each statement, and a column for each duty with its crosses.

A duty's column is headed `Duty 5: what it is [core; mapping partial]`. Its cells are `x` where the KSB is mapped to it,
`?` where that isn't known because the source holds only a part of the mapping or none, and otherwise empty.
"""

from collections.abc import Iterator

from ksbcheck.domain.codes import KINDS, kind_of
from ksbcheck.domain.matrix import Cell, Owner, Part, cell
from ksbcheck.domain.standard import Duty
from ksbcheck.domain.text import shown

CORE, NOT_STATED = "core", "not stated"
KSB_HEADINGS = ("code", "kind", "statement", "options")
DUTY_HEADINGS = ("number", "text", "options", "mapping", "ksbs")
_SIGNS = {Cell.MAPPED: "x", Cell.NOT_KNOWN: "?"}


def headings(part: Part) -> list[str]:
    """Return the headings of the table of statements."""
    return [*KSB_HEADINGS, *map(_duty_heading, part.duties)]


def rows(part: Part) -> Iterator[list[str]]:
    """Yield the rows of the table of statements."""
    for ksb in part.ksbs:
        crosses = [_SIGNS.get(cell(duty, ksb), "") for duty in part.duties]
        yield [ksb.code, KINDS[kind_of(ksb.code)], shown(ksb.text), _options(ksb.options), *crosses]


def duty_rows(part: Part) -> Iterator[list[str]]:
    """Yield the rows of the table of duties."""
    for duty in part.duties:
        codes = " ".join(part.codes(duty))
        yield [str(duty.number), shown(duty.text), _options(duty.options), duty.mapping.value, codes]


def _duty_heading(duty: Duty) -> str:
    return f"Duty {duty.number}: {shown(duty.text)} [{_options(duty.options)}; mapping {duty.mapping.value}]"


def _options(owner: Owner) -> str:
    return NOT_STATED if owner is None else ", ".join(owner) or CORE
