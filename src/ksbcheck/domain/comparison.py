"""Comparisons of a portfolio with the options of its standard, and of two states of it."""

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.coverage import Coverage, KsbCoverage, KsbStatus
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.portfolio import Evidence
from ksbcheck.domain.report import Report
from ksbcheck.domain.standard import Option


class OptionComparison(NamedTuple):
    """The coverage of a portfolio under one option of its standard, compared with the manifest's (`own`).

    `outside` are claims on KSBs that the option doesn't require; `lost` are those that count in the manifest's option.
    """

    option: Option
    own: bool
    coverage: Coverage
    outside: tuple[Claim, ...]
    lost: tuple[Claim, ...]
    new_gaps: tuple[str, ...]
    met_already: tuple[str, ...]
    gaps_gone: tuple[str, ...]


class Change(Enum):
    """The change of a KSB from one state to the next; a closed or opened gap takes precedence."""

    OPENED = "opened"
    MOVED_DOWN = "moved_down"
    CLOSED = "closed"
    MOVED_UP = "moved_up"
    SAME = "same"


class KsbChange(NamedTuple):
    before: KsbCoverage
    after: KsbCoverage

    @property
    def code(self) -> str:
        return self.after.code

    @property
    def change(self) -> Change:
        was_met, is_met = (ksb.status is KsbStatus.MET for ksb in (self.before, self.after))
        if was_met != is_met:
            return Change.CLOSED if is_met else Change.OPENED
        before, after = _height(self.before), _height(self.after)
        if before == after:
            return Change.SAME
        return Change.MOVED_UP if after > before else Change.MOVED_DOWN


def _height(ksb: KsbCoverage) -> tuple[int, int]:
    """Return a sort key: the rung at which enough pieces claim the KSB, then its highest rung."""
    return _rank(ksb.met_rung), _rank(ksb.highest_rung)


def _rank(rung: Rung | None) -> int:
    return -1 if rung is None else rung.rank


class BeforeAfter(NamedTuple):
    before: int
    after: int

    @property
    def difference(self) -> int:
        return self.after - self.before


class RuleChange(NamedTuple):
    rule: str
    gone: int
    new: int


class Progress(NamedTuple):
    """The changes between two states of a portfolio.

    `findings` leaves gaps out, and is None if findings can't be compared. `same_learner` is None if it is not known.
    """

    ksbs: tuple[KsbChange, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    new_pieces: tuple[Evidence, ...]
    dropped_pieces: tuple[Evidence, ...]
    findings: tuple[RuleChange, ...] | None
    same_learner: bool | None

    def of(self, change: Change) -> tuple[KsbChange, ...]:
        return tuple(ksb for ksb in self.ksbs if ksb.change is change)

    def met_at(self, rung: Rung) -> BeforeAfter:
        return self._count(lambda ksb: _rank(ksb.met_rung) >= rung.rank)

    @property
    def gaps(self) -> BeforeAfter:
        return self._count(lambda ksb: ksb.status is not KsbStatus.MET)

    def _count(self, is_one: Callable[[KsbCoverage], bool]) -> BeforeAfter:
        return BeforeAfter(sum(is_one(ksb.before) for ksb in self.ksbs), sum(is_one(ksb.after) for ksb in self.ksbs))


class OptionsReport(NamedTuple):
    """A report with the comparison of options, or why there is none."""

    report: Report
    standings: tuple[OptionComparison, ...]
    why_not: str | None


class ProgressReport(NamedTuple):
    """The reports on two states of a portfolio with their comparison, or why there is none."""

    before: Report
    after: Report
    progress: Progress | None
    why_not: str | None
