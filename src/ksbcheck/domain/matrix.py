"""The matrix of duties and KSBs of a standard or of one option."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from math import ceil
from typing import TypeAlias

from ksbcheck.domain.names import kind_of
from ksbcheck.domain.standard import Duty, DutyMapping, Ksb, Option, Standard, belongs


class Cell(Enum):
    """The relation of a duty and a KSB; the value is its sign."""

    MAPPED = "x"
    NOT_MAPPED = "."
    NOT_KNOWN = "?"
    ELSEWHERE = "-"


@dataclass(frozen=True, slots=True)
class Part:
    """The duties and KSBs of a standard that are shown; `option` is None for all options."""

    standard: Standard
    option: Option | None
    duties: tuple[Duty, ...]
    ksbs: tuple[Ksb, ...]

    @property
    def full_name(self) -> str:
        name = self.standard.full_name
        return f"{name}, option {self.option.title}" if self.option else name

    def codes(self, duty: Duty) -> tuple[str, ...]:
        return tuple(ksb.code for ksb in self.ksbs if ksb.code in duty.ksbs)

    def mapped_to(self, ksb: Ksb) -> tuple[Duty, ...]:
        return tuple(duty for duty in self.duties if ksb.code in duty.ksbs)

    def may_need(self, ksb: Ksb) -> tuple[Duty, ...]:
        """Return the duties whose incomplete mapping may include a KSB."""
        return tuple(duty for duty in self.duties if cell(duty, ksb) is Cell.NOT_KNOWN)

    @property
    def kinds(self) -> tuple[tuple[str, tuple[Ksb, ...]], ...]:
        return tuple((kind, tuple(group)) for kind, group in groupby(self.ksbs, key=lambda ksb: kind_of(ksb.code)))


def part_of(
    standard: Standard,
    option_id: str | None = None,
    duties: Collection[int] | None = None,
    codes: Collection[str] | None = None,
) -> Part:
    """Return the duties and KSBs of an option, or all of them, restricted to some numbers and codes."""
    return Part(
        standard=standard,
        option=standard.option(option_id) if option_id is not None else None,
        duties=tuple(
            duty
            for number, duty in standard.by_number.items()
            if (duties is None or number in duties) and (option_id is None or belongs(duty, option_id))
        ),
        ksbs=tuple(
            ksb
            for code, ksb in standard.by_code.items()
            if (codes is None or code in codes) and (option_id is None or belongs(ksb, option_id))
        ),
    )


def cell(duty: Duty, ksb: Ksb) -> Cell:
    if ksb.code in duty.ksbs:
        return Cell.MAPPED
    if duty.options and ksb.options and set(duty.options).isdisjoint(ksb.options):
        return Cell.ELSEWHERE
    return Cell.NOT_MAPPED if duty.mapping is DutyMapping.COMPLETE else Cell.NOT_KNOWN


Owner: TypeAlias = tuple[str, ...] | None
"""The ids of the options that a duty or KSB belongs to; empty for core, None for no option."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of the matrix: KSBs of one kind, and rows of duties by their owner."""

    kind: str
    ksbs: tuple[Ksb, ...]
    groups: tuple[tuple[Owner, tuple[tuple[Duty, tuple[Cell, ...]], ...]], ...]


def panels(part: Part, most: int) -> Iterator[Panel]:
    """Yield the matrix in pieces of at most `most` KSBs of one kind, about equally wide, without unmapped duties."""
    by_owner: dict[Owner, list[Duty]] = {}
    for duty in part.duties:
        if duty.mapping is not DutyMapping.NONE:
            by_owner.setdefault(duty.options, []).append(duty)
    if not by_owner:
        return
    for kind, of_kind in part.kinds:
        lots = ceil(len(of_kind) / most)
        size = ceil(len(of_kind) / lots)
        for start in range(0, len(of_kind), size):
            ksbs = of_kind[start : start + size]
            yield Panel(
                kind,
                ksbs,
                tuple(
                    (owner, tuple((duty, tuple(cell(duty, ksb) for ksb in ksbs)) for duty in duties))
                    for owner, duties in sorted(by_owner.items(), key=lambda item: owner_rank(part.standard, item[0]))
                ),
            )


def owner_rank(standard: Standard, owner: Owner) -> tuple[int, list[int]]:
    """Return a sort key of owners: core, the options as listed, and then no option."""
    if owner is None:
        return 1, []
    return 0, sorted(standard.option_ids.index(option) for option in owner)
