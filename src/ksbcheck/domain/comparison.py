"""Comparisons of a portfolio with the options of its standard, and of two states of it."""

from enum import Enum
from typing import NamedTuple

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.coverage import Coverage, KsbCoverage, KsbStatus
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.portfolio import Evidence
from ksbcheck.domain.report import Outcome, Report
from ksbcheck.domain.standard import Option


class OptionComparison(NamedTuple):
    """The coverage of a portfolio under one option of its standard. `own` marks the manifest's option.

    `outside` are claims on KSBs that the option doesn't require; `lost` are those of them that count in the manifest's
    option. Compared with that option, `new_gaps` are further gaps, `met_already` are further requirements that are met,
    and `gaps_gone` are gaps that it doesn't have.
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
    """One KSB that both states require."""

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
    """A number in both states."""

    before: int
    after: int

    @property
    def difference(self) -> int:
        return self.after - self.before


class RuleChange(NamedTuple):
    """How many findings of a rule have gone, and how many are new."""

    rule: str
    gone: int
    new: int


class Progress(NamedTuple):
    """The changes between two states of a portfolio.

    `ksbs` are required in both states, in the standard's order; `only_before` and `only_after` are required in one,
    because the options differ. `findings` leaves gaps out, and is None if findings can't be compared. `same_learner` is
    None if it is not known.
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
        """Count the KSBs that are met at a rung or above."""
        least = rung.rank
        return BeforeAfter(
            sum(_rank(ksb.before.met_rung) >= least for ksb in self.ksbs),
            sum(_rank(ksb.after.met_rung) >= least for ksb in self.ksbs),
        )

    @property
    def gaps(self) -> BeforeAfter:
        """Count the KSBs that are gaps."""
        return BeforeAfter(
            sum(ksb.before.status is not KsbStatus.MET for ksb in self.ksbs),
            sum(ksb.after.status is not KsbStatus.MET for ksb in self.ksbs),
        )


class OptionsReport(NamedTuple):
    """A report with the comparison of options, or why there is none."""

    report: Report
    standings: tuple[OptionComparison, ...]
    why_not: str | None

    @property
    def outcome(self) -> Outcome:
        """A comparison is information: it either could be made or not."""
        return Outcome.CLEAN if self.why_not is None else Outcome.ERROR


class ProgressReport(NamedTuple):
    """The reports on two states of a portfolio with their comparison, or why there is none."""

    before: Report
    after: Report
    progress: Progress | None
    why_not: str | None

    @property
    def outcome(self) -> Outcome:
        """A comparison is information: it either could be made or not."""
        return Outcome.CLEAN if self.why_not is None else Outcome.ERROR
