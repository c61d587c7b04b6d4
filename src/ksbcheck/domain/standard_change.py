"""What has changed from one standard to another, most often from one version to the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from ksbcheck.domain.standard import Duty, DutyMapping, Ksb, Option, Standard

Item = TypeVar("Item", Ksb, Duty)


def plain(text: str) -> str:
    """Return a text as it is compared: letter for letter, with white space of any kind and length as one blank."""
    return " ".join(text.split())


def label(item: Ksb | Duty) -> str:
    """Return what a statement or duty is called: its code, or its number."""
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
    """A statement or duty of one standard, and what it is in another; None where there is no such thing."""

    old: Item | None
    new: Item | None

    @property
    def changes(self) -> tuple[Change, ...]:
        """What has become of it; its options and its mapping aside, which need the standards around it."""
        if self.old is None or self.new is None:
            return (Change.ADDED if self.old is None else Change.REMOVED,)
        reworded = plain(self.old.text) != plain(self.new.text)
        return _those({Change.REWORDED: reworded, Change.RENUMBERED: label(self.old) != label(self.new)})


def _those(found: Mapping[Change, bool]) -> tuple[Change, ...]:
    return tuple(change for change, is_so in found.items() if is_so)


class WordChange(Enum):
    """What has become of words in a text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


class Run(NamedTuple):
    """Words that stand in a row, and what has become of them."""

    change: WordChange
    words: str


class MappingChange(NamedTuple):
    """What has changed in the mapping of a duty that is in both standards.

    `gained` and `lost` are certain. Where a mapping is partial or lost, a code that it doesn't name may belong to it
    all the same: of `newly_named` nobody knows whether they were mapped before, of `no_longer_named` whether they still
    are. Codes are those of the newer standard in `gained` and `newly_named`, and of the older one in the other two. A
    statement that was renumbered or reworded is the same one.
    """

    before: DutyMapping
    after: DutyMapping
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    newly_named: tuple[str, ...]
    no_longer_named: tuple[str, ...]

    @property
    def is_change(self) -> bool:
        """Whether anything has changed."""
        named = self.gained or self.lost or self.newly_named or self.no_longer_named
        return bool(named) or self.before is not self.after


class Compared(NamedTuple, Generic[Item]):
    """A statement or duty, and all that has become of it.

    `words` show how its text was changed, and are empty where it wasn't; `mapping` is there for a duty of both.
    """

    pair: Pair[Item]
    moved: bool
    words: tuple[Run, ...]
    mapping: MappingChange | None = None

    @property
    def changes(self) -> tuple[Change, ...]:
        """What has become of it; nothing if it is the same."""
        remapped = self.mapping is not None and self.mapping.is_change
        return self.pair.changes + _those({Change.MOVED: self.moved, Change.REMAPPED: remapped})


class ComparedOption(NamedTuple):
    """An option of one standard, and what it is in another; None where there is no such option."""

    old: Option | None
    new: Option | None

    @property
    def changes(self) -> tuple[Change, ...]:
        """What has become of it; nothing if it is the same."""
        if self.old is None or self.new is None:
            return (Change.ADDED if self.old is None else Change.REMOVED,)
        retitled = plain(self.old.title) != plain(self.new.title)
        return _those({Change.RETITLED: retitled, Change.RENAMED: self.old.id != self.new.id})


class Fact(NamedTuple):
    """A field of the standard itself that says something else: its name, and what it says as plain values."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True)
class StandardDiff:
    """All that two standards say differently. Everything of both is listed, what is the same too."""

    old: Standard
    new: Standard
    facts: tuple[Fact, ...]
    options: tuple[ComparedOption, ...]
    statements: tuple[Compared[Ksb], ...]
    duties: tuple[Compared[Duty], ...]

    @property
    def is_same(self) -> bool:
        """Whether both say the same."""
        of_items = [each.changes for each in self.statements] + [each.changes for each in self.duties]
        return not self.facts and not any(each.changes for each in self.options) and not any(of_items)

    @property
    def is_anything_reworded(self) -> bool:
        """Whether the words of a statement or duty have changed."""
        return any(each.words for each in self.statements) or any(each.words for each in self.duties)

    @property
    def is_of_one_standard(self) -> bool:
        """Whether these are two versions of one standard."""
        return self.old.reference == self.new.reference

    @cached_property
    def by_old_code(self) -> Mapping[str, Compared[Ksb]]:
        """The statements of the older standard, by the codes that they have there."""
        return {each.pair.old.code: each for each in self.statements if each.pair.old}

    @cached_property
    def by_old_number(self) -> Mapping[int, Compared[Duty]]:
        """The duties of the older standard, by the numbers that they have there."""
        return {each.pair.old.number: each for each in self.duties if each.pair.old}
