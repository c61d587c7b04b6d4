"""A cohort summed up, row by row: how many of each kind, whom to see first, what most lack, what has changed."""

from bisect import insort
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, NamedTuple

from ksbcheck.domain.coverage import DutyStatus
from ksbcheck.domain.ladder import COUNTING_RUNGS
from ksbcheck.domain.names import code_order
from ksbcheck.domain.report import Outcome
from ksbcheck.engine.rows import Row, Standing, Under

MOST = 32
"""The most rows that a summary keeps, more than fit on a screen."""
DUTY = "duty"
_FEW = 10
_SAME = ("version", "option", "method", "rung", "min_pieces")
_Key = tuple[bool, bool, int, int]


class Asked(NamedTuple):
    """What policies ask for: which evidence counts, and after how many weeks without any a learner needs help."""

    rung: str
    min_pieces: int
    quiet_weeks: int


class Lacked(NamedTuple):
    """A KSB that learners lack: how many of how many who need it."""

    code: str
    by: int
    of: int


def rank_lacked(needed: Counter[str], lacked: Counter[str]) -> list[Lacked]:
    """Return the KSBs that are lacked, the most lacked first."""
    ranked = sorted(lacked, key=lambda code: (-lacked[code], code_order(code)))
    return [Lacked(code, lacked[code], needed[code]) for code in ranked]


@dataclass
class Group:
    """Portfolios of one kind: how many of each outcome and standing, the KSBs that they need and lack, their duties."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    standings: Counter[Standing] = field(default_factory=Counter)
    needed: Counter[str] = field(default_factory=Counter)
    lacked: Counter[str] = field(default_factory=Counter)
    duties: Counter[tuple[int, str]] = field(default_factory=Counter)
    asked: set[Asked] = field(default_factory=set)

    def add(self, row: Row) -> None:
        """Count a row."""
        self.outcomes[row.outcome] += 1
        self.standings[row.standing] += 1
        self.lacked.update(row.gaps)
        self.duties.update(row.duties)
        if row.under and row.is_standard:
            self.needed.update(row.under.required)
            self.asked.add(Asked(row.under.rung, row.under.min_pieces, row.under.quiet_weeks))

    @property
    def total(self) -> int:
        return self.outcomes.total()

    @property
    def by_duty(self) -> Mapping[int, Mapping[str, int]]:
        """How many of each status each duty has, by the duties' numbers."""
        numbers = sorted({number for number, _ in self.duties})
        return {number: {each.value: self.duties[number, each.value] for each in DutyStatus} for number in numbers}

    @property
    def most_lacked(self) -> list[Lacked]:
        return rank_lacked(self.needed, self.lacked)


_FEW_FILES = 3


@dataclass
class Summary:
    """The counts of a cohort, and at most `most` of the rows to see first, and of others.

    Standards and their versions are never counted together: they are part of the keys of `standards`, `options` and
    `groups`, which are by the values of the column `by`. `fine` are rows without gaps and without a reason to be seen,
    `failing` those with gaps or mistakes that nothing justifies. `files` are the first files of each standard.
    """

    by: str = ""
    most: int = MOST
    all: Group = field(default_factory=Group)
    excused: int = 0
    failing: int = 0
    exit_status: Outcome = Outcome.CLEAN
    day: date | None = None
    unders: dict[tuple[str, str], Under] = field(default_factory=dict)
    files: dict[tuple[str, str], dict[str, None]] = field(default_factory=dict)
    methods: set[str] = field(default_factory=set)
    standards: dict[tuple[str, str], Group] = field(default_factory=dict)
    groups: dict[tuple[str, str, str], Group] = field(default_factory=dict)
    options: dict[tuple[str, str, str], Group] = field(default_factory=dict)
    fine: list[Row] = field(default_factory=list)
    fine_total: int = 0
    _first: list[tuple[_Key, Row]] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Count a row."""
        self.all.add(row)
        self.excused += row.excused
        self.failing += row.outcome is Outcome.GAPS and not row.excused
        self.exit_status = max(self.exit_status, row.exit_status)
        self.day = self.day or row.day
        self._add_under(row)
        if row.is_fine:
            self.fine_total += 1
            self.fine += [row] if self.fine_total <= self.most else []
            return
        key = (row.under is not None, row.standing is not Standing.HELP, -len(row.gaps), self.all.total)
        insort(self._first, (key, row))
        del self._first[self.most :]

    def _add_under(self, row: Row) -> None:
        standard = row.standard
        if row.under:
            self.unders.setdefault(standard, row.under)
            files = self.files.setdefault(standard, {})
            files |= {row.under.file: None} if len(files) < _FEW_FILES else {}
            self.methods |= {row.under.method} - {""}
        if row.is_standard and row.under:
            self.standards.setdefault(standard, Group()).add(row)
            self.options.setdefault((*standard, row.under.option), Group()).add(row)
        if self.by and self.by != DUTY:
            self.groups.setdefault((row.value(self.by), *standard), Group()).add(row)

    @property
    def under_what(self) -> list[str]:
        """The standards and frameworks, in words."""
        return [*dict.fromkeys(each.words for each in self.unders.values())]

    @property
    def first(self) -> list[Row]:
        """The rows to see first: unread ones, then those who need help, then by the KSBs missing."""
        return [row for _, row in self._first]

    @property
    def rows(self) -> list[Row]:
        """All rows that are kept."""
        return [*self.first, *self.fine]

    @property
    def help(self) -> int:
        return self.all.standings[Standing.HELP]

    @property
    def unread(self) -> int:
        return self.all.outcomes[Outcome.ERROR]


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
        if len(kept) < _FEW:
            kept.append(row)
