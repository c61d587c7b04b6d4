"""Comparisons: one portfolio against each option of its standard, and two states of one portfolio."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.coverage import Coverage, KsbCoverage, KsbStatus
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.portfolio import Evidence
from ksbcheck.domain.report import Outcome, Report
from ksbcheck.domain.standard import Option


class OptionStanding(NamedTuple):
    """How a portfolio stands against one option of its standard. `own` marks the one that its manifest names.

    `outside` are the claims on what the option doesn't require, which count for nothing there; `lost` those of them
    that count in the manifest's own option. Compared with that one, `new_gaps` are its further gaps, `met_already`
    what it requires besides and is met, and `gaps_gone` the gaps that it doesn't have.
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
    """What became of a KSB from one state to the next; where a gap has closed or opened, that and nothing besides."""

    OPENED = "opened"
    MOVED_DOWN = "moved_down"
    CLOSED = "closed"
    MOVED_UP = "moved_up"
    SAME = "same"


class KsbChange(NamedTuple):
    """One KSB that both states require, before and after."""

    before: KsbCoverage
    after: KsbCoverage

    @property
    def code(self) -> str:
        """The KSB's code."""
        return self.after.code

    @property
    def change(self) -> Change:
        """Whether a gap has closed or opened; if neither, whether the KSB has moved a rung."""
        was_met, is_met = (ksb.status is KsbStatus.MET for ksb in (self.before, self.after))
        if was_met != is_met:
            return Change.CLOSED if is_met else Change.OPENED
        was, now = _standing(self.before), _standing(self.after)
        if was == now:
            return Change.SAME
        return Change.MOVED_UP if now > was else Change.MOVED_DOWN


def _standing(ksb: KsbCoverage) -> tuple[int, int]:
    """Return how high a KSB stands: by the rung at which enough pieces claim it, and then by its highest claim."""
    return _rank(ksb.met_rung), _rank(ksb.rung)


def _rank(rung: Rung | None) -> int:
    return -1 if rung is None else rung.rank


class BeforeAfter(NamedTuple):
    """A number in both states."""

    before: int
    after: int

    @property
    def difference(self) -> int:
        """How much more it is after."""
        return self.after - self.before


class RuleChange(NamedTuple):
    """How many findings of a rule are gone, and how many are new."""

    rule: str
    gone: int
    new: int


@dataclass(frozen=True, slots=True)
class Progress:
    """What has changed between two states of a portfolio.

    `ksbs` are those that both states require, in the standard's order; what only one of them requires, because their
    options differ, is named in `only_before` and `only_after`. `findings` leaves out the gaps, of which `ksbs` speaks,
    and is None where findings can't be compared. `same_learner` is None where nobody can tell.
    """

    ksbs: tuple[KsbChange, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    new_pieces: tuple[Evidence, ...]
    dropped_pieces: tuple[Evidence, ...]
    findings: tuple[RuleChange, ...] | None
    same_learner: bool | None

    def of(self, change: Change) -> tuple[KsbChange, ...]:
        """Return the KSBs of which that became."""
        return tuple(ksb for ksb in self.ksbs if ksb.change is change)

    def met_at(self, rung: Rung) -> BeforeAfter:
        """Return how many of the KSBs are met at the rung or above it."""
        least = rung.rank
        return BeforeAfter(
            sum(_rank(ksb.before.met_rung) >= least for ksb in self.ksbs),
            sum(_rank(ksb.after.met_rung) >= least for ksb in self.ksbs),
        )

    @property
    def gaps(self) -> BeforeAfter:
        """How many of the KSBs are gaps."""
        return BeforeAfter(
            sum(ksb.before.status is not KsbStatus.MET for ksb in self.ksbs),
            sum(ksb.after.status is not KsbStatus.MET for ksb in self.ksbs),
        )


@dataclass(frozen=True, slots=True)
class OptionsReport:
    """A report, and how its portfolio stands against each option; where there are none, `why_not` says why."""

    report: Report
    standings: tuple[OptionStanding, ...]
    why_not: str | None

    @property
    def outcome(self) -> Outcome:
        """A comparison is information: it either could be made or not."""
        return Outcome.CLEAN if self.why_not is None else Outcome.ERROR


@dataclass(frozen=True, slots=True)
class ProgressReport:
    """The reports on two states of a portfolio, and what has changed; where that is None, `why_not` says why."""

    before: Report
    after: Report
    progress: Progress | None
    why_not: str | None

    @property
    def outcome(self) -> Outcome:
        """A comparison is information: it either could be made or not."""
        return Outcome.CLEAN if self.why_not is None else Outcome.ERROR
