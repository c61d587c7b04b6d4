"""The changes from one standard to another, usually its next version."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from ksbcheck.domain.standard import Duty, DutyMapping, Ksb, Option, Standard
from ksbcheck.domain.text import plain

Item = TypeVar("Item", Ksb, Duty)


def label(item: Ksb | Duty) -> str:
    return item.code if isinstance(item, Ksb) else str(item.number)


class Change(Enum):
    """What may have become of a statement, a duty or an option. Several can be true of one."""

    ADDED = "added"
    """It is only in the newer standard."""
    REMOVED = "removed"
    """It is only in the older standard."""
    REWORDED = "reworded"
    """Its words are others."""
    RENUMBERED = "renumbered"
    """Its code or number is another."""
    MOVED = "moved"
    """It belongs to other options."""
    REMAPPED = "remapped"
    """Of a duty: what is known of its mapping to KSBs is something else."""
    RETITLED = "retitled"
    """Of an option: its title is another."""
    RENAMED = "renamed"
    """Of an option: its id is another, and its title the same."""


class Pair(NamedTuple, Generic[Item]):
    """A statement or duty of one standard, and its counterpart in another; None if there is none."""

    old: Item | None
    new: Item | None

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes, without those of options and mapping."""
        if self.old is None or self.new is None:
            return (Change.ADDED if self.old is None else Change.REMOVED,)
        reworded = plain(self.old.text) != plain(self.new.text)
        return _true_ones({Change.REWORDED: reworded, Change.RENUMBERED: label(self.old) != label(self.new)})


def _true_ones(changes: Mapping[Change, bool]) -> tuple[Change, ...]:
    return tuple(change for change, is_true in changes.items() if is_true)


class WordChange(Enum):
    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


class Run(NamedTuple):
    """Consecutive words with the same change."""

    change: WordChange
    words: str


class MappingChange(NamedTuple):
    """The changes to the mapping of a duty in both standards.

    `gained` and `lost` are certain; `newly_named` may have been mapped before, and `no_longer_named` may still be.
    """

    before: DutyMapping
    after: DutyMapping
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    newly_named: tuple[str, ...]
    no_longer_named: tuple[str, ...]

    @property
    def is_change(self) -> bool:
        named = self.gained or self.lost or self.newly_named or self.no_longer_named
        return bool(named) or self.before is not self.after


class Compared(NamedTuple, Generic[Item]):
    """A statement or duty and its changes; `words` only if it was reworded, `mapping` for a duty of both standards."""

    pair: Pair[Item]
    moved: bool
    words: tuple[Run, ...]
    mapping: MappingChange | None = None

    @property
    def changes(self) -> tuple[Change, ...]:
        remapped = self.mapping is not None and self.mapping.is_change
        return self.pair.changes + _true_ones({Change.MOVED: self.moved, Change.REMAPPED: remapped})


class ComparedOption(NamedTuple):
    """An option of one standard, and its counterpart in another; None if there is none."""

    old: Option | None
    new: Option | None

    @property
    def changes(self) -> tuple[Change, ...]:
        if self.old is None or self.new is None:
            return (Change.ADDED if self.old is None else Change.REMOVED,)
        retitled = plain(self.old.title) != plain(self.new.title)
        return _true_ones({Change.RETITLED: retitled, Change.RENAMED: self.old.id != self.new.id})


class Fact(NamedTuple):
    """A field of the standard that has changed, with its plain values."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True)
class StandardDiff:
    """The comparison of two standards, with everything that is the same as well."""

    old: Standard
    new: Standard
    facts: tuple[Fact, ...]
    options: tuple[ComparedOption, ...]
    statements: tuple[Compared[Ksb], ...]
    duties: tuple[Compared[Duty], ...]

    @property
    def is_same(self) -> bool:
        changes = [each.changes for each in self.options]
        changes += [each.changes for each in self.statements] + [each.changes for each in self.duties]
        return not self.facts and not any(changes)

    @property
    def is_anything_reworded(self) -> bool:
        return any(each.words for each in self.statements) or any(each.words for each in self.duties)

    @cached_property
    def by_old_code(self) -> Mapping[str, Compared[Ksb]]:
        return {statement.pair.old.code: statement for statement in self.statements if statement.pair.old}

    @cached_property
    def by_old_number(self) -> Mapping[int, Compared[Duty]]:
        return {duty.pair.old.number: duty for duty in self.duties if duty.pair.old}
