"""A standard, or what one option of it requires, as a matrix: its duties by its KSBs."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from math import ceil
from typing import TypeAlias

from ksbcheck.domain.codes import kind_of
from ksbcheck.domain.standard import Duty, DutyMapping, Ksb, Option, Standard, belongs


class Cell(Enum):
    """What a standard says of a duty and a KSB; the value is the sign that stands for it."""

    MAPPED = "x"
    NOT_MAPPED = "."
    NOT_KNOWN = "?"
    ELSEWHERE = "-"


@dataclass(frozen=True, slots=True)
class Part:
    """What is shown of a standard: duties by number, KSBs in the standard's order; `option` is None for all options."""

    standard: Standard
    option: Option | None
    duties: tuple[Duty, ...]
    ksbs: tuple[Ksb, ...]

    @property
    def full_name(self) -> str:
        """The full name of the standard, with the option that is shown."""
        name = self.standard.full_name
        return f"{name}, option {self.option.title}" if self.option else name

    def codes(self, duty: Duty) -> tuple[str, ...]:
        """Return the codes that are mapped to a duty and shown, in the standard's order."""
        return tuple(ksb.code for ksb in self.ksbs if ksb.code in duty.ksbs)

    def mapped_to(self, ksb: Ksb) -> tuple[Duty, ...]:
        """Return the duties shown that are mapped to a KSB."""
        return tuple(duty for duty in self.duties if ksb.code in duty.ksbs)

    def may_need(self, ksb: Ksb) -> tuple[Duty, ...]:
        """Return the duties shown that may need a KSB although none of them is mapped to it in the source."""
        return tuple(duty for duty in self.duties if cell(duty, ksb) is Cell.NOT_KNOWN)

    def with_mapping(self, mapping: DutyMapping) -> tuple[Duty, ...]:
        """Return the duties shown of whose mapping the source holds so much."""
        return tuple(duty for duty in self.duties if duty.mapping is mapping)

    @property
    def kinds(self) -> tuple[tuple[str, tuple[Ksb, ...]], ...]:
        """The KSBs by kind, each kind by its letters."""
        return tuple((kind, tuple(group)) for kind, group in groupby(self.ksbs, key=lambda ksb: kind_of(ksb.code)))


def part_of(
    standard: Standard,
    option_id: str | None = None,
    duties: Collection[int] | None = None,
    codes: Collection[str] | None = None,
) -> Part:
    """Return what an option requires, which must be one of the standard's, or all; no more than the duties and codes.

    Without an option it is all that the standard holds, statements and duties of no option among it.
    """
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
    """Return what the standard says of a duty and a KSB."""
    if ksb.code in duty.ksbs:
        return Cell.MAPPED
    if duty.options and ksb.options and set(duty.options).isdisjoint(ksb.options):
        return Cell.ELSEWHERE
    return Cell.NOT_MAPPED if duty.mapping is DutyMapping.COMPLETE else Cell.NOT_KNOWN


Owner: TypeAlias = tuple[str, ...] | None
"""Whose a duty or KSB is: the ids of its options; none for core, and None where the source doesn't say."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of the matrix: some KSBs of one kind, and by owner the rows of the duties that are mapped to any KSB."""

    kind: str
    ksbs: tuple[Ksb, ...]
    groups: tuple[tuple[Owner, tuple[tuple[Duty, tuple[Cell, ...]], ...]], ...]

    @property
    def cells(self) -> frozenset[Cell]:
        """What there is in it."""
        return frozenset(each for _, rows in self.groups for _, cells in rows for each in cells)


def panels(part: Part, most: int) -> Iterator[Panel]:
    """Yield the matrix in pieces of at most so many KSBs, kind by kind, those of a kind about equally wide.

    Duties of which the source prints no mapping have no row: `Part.with_mapping` gives them, to be said in words.
    """
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
    """Return the sort key of owners: core, then the options as listed, then what the source gives to none."""
    if owner is None:
        return 1, []
    return 0, sorted(standard.option_ids.index(option) for option in owner)
