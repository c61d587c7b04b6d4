"""What has changed in a cohort since an earlier run: who moved on, who stalled, which KSBs closed and opened."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

from ksbcheck.domain.ladder import COUNTING_RUNGS
from ksbcheck.engine.rows import Row

_MOST = 10
_SAME = ("version", "option", "method", "rung", "min_pieces")


class Movement(Enum):
    """How a portfolio has changed since the earlier run."""

    MOVED = "moved"
    """More KSBs are met, at some rung, and none is lost."""
    SLIPPED = "slipped"
    """A KSB that was met is not."""
    STALLED = "stalled"
    """Nothing has changed, and KSBs are missing."""
    DONE = "done"
    """Nothing has changed, and no KSB is missing."""
    NEW = "new"
    """It was not there."""
    NOT_COMPARED = "not_compared"
    """It can't be compared: unread once, under another standard or option, or one of several of a learner."""


class Change(NamedTuple):
    """The movement of a portfolio, and the codes that are no longer gaps, or are now."""

    movement: Movement
    closed: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()


def change_of(row: Row, earlier: Sequence[Mapping[str, Any]], *, is_only: bool) -> Change:
    """Compare a row with the earlier rows of its learner, as JSON has them."""
    if not earlier:
        return Change(Movement.NEW)
    before = earlier[0]
    under = row.under if row.is_standard else None
    same = under and all((before.get(name) or "") == getattr(under, name) for name in _SAME)
    if under is None or not same or before["standard"] != under.reference or len(earlier) > 1 or not is_only:
        return Change(Movement.NOT_COMPARED)
    gaps = {*before["missing"], *before["thin"]}
    closed = tuple(code for code in under.required if code in gaps.difference(row.gaps))
    opened = tuple(code for code in row.gaps if code not in gaps)
    counts = [before["counts"][str(rung)] for rung in COUNTING_RUNGS]
    if opened or any(now < then for now, then in zip(row.counts, counts, strict=True)):
        return Change(Movement.SLIPPED, closed, opened)
    if closed or list(row.counts) != counts:
        return Change(Movement.MOVED, closed, opened)
    return Change(Movement.STALLED if row.gaps else Movement.DONE)


@dataclass
class Changes:
    """The changes of a cohort, counted; codes by standard and version. `stalled` and `slipped` are the first ones."""

    counts: Counter[Movement] = field(default_factory=Counter)
    closed: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    opened: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    first: dict[Movement, list[Row]] = field(default_factory=dict)

    def add(self, row: Row, change: Change) -> None:
        """Count a change."""
        self.counts[change.movement] += 1
        for counted, codes in ((self.closed, change.closed), (self.opened, change.opened)):
            if codes:
                counted.setdefault(row.standard, Counter()).update(codes)
        kept = self.first.setdefault(change.movement, [])
        if len(kept) < _MOST:
            kept.append(row)
