"""What has changed from one standard to another, most often from one version to the next."""

from enum import Enum
from typing import Generic, NamedTuple, TypeVar

from ksbcheck.domain.standard import Duty, Ksb

Item = TypeVar("Item", Ksb, Duty)


def plain(text: str) -> str:
    """Return a text as it is compared: letter for letter, with white space of any kind and length as one blank."""
    return " ".join(text.split())


def label(item: Ksb | Duty) -> str:
    """Return what a statement or duty is called: its code, or its number."""
    return item.code if isinstance(item, Ksb) else str(item.number)


class Change(Enum):
    """What may have become of a statement or duty. Several can be true of one."""

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


class Pair(NamedTuple, Generic[Item]):
    """A statement or duty of one standard, and what it is in another; None where there is no such thing."""

    old: Item | None
    new: Item | None

    @property
    def changes(self) -> tuple[Change, ...]:
        """What has become of it, options and mapping aside, which need the standards around it."""
        if self.old is None or self.new is None:
            return (Change.ADDED if self.old is None else Change.REMOVED,)
        found = {
            Change.REWORDED: plain(self.old.text) != plain(self.new.text),
            Change.RENUMBERED: label(self.old) != label(self.new),
        }
        return tuple(change for change, is_so in found.items() if is_so)

    @property
    def keeps_its_words(self) -> bool:
        """Whether it is in both, with the same words."""
        return not {Change.ADDED, Change.REMOVED, Change.REWORDED} & set(self.changes)
