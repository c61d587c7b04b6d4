"""Coverage: which required KSBs are met, by KSB, by duty, and by assessment method."""

from collections.abc import Collection, Sequence
from datetime import date
from enum import Enum
from typing import NamedTuple

from ksbcheck.domain.assessment import AssessmentMethod, AssessmentPlan, Theme
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.policy import Sample, chosen_of
from ksbcheck.domain.standard import DutyMapping


class KsbStatus(Enum):
    """`met`: enough different pieces at the policy's rung or above. `thin`: some, but fewer. `missing`: none."""

    MET = "met"
    THIN = "thin"
    MISSING = "missing"


class DutyStatus(Enum):
    """`met`: all of its requirement is. `missing`: nothing of it is. `unmapped`: the source maps nothing to it."""

    MET = "met"
    PARTIAL = "partial"
    MISSING = "missing"
    UNMAPPED = "unmapped"


class KsbCoverage(NamedTuple):
    """The evidence of one required KSB: the rung of any claim, and the highest at which enough pieces claim it.

    `pieces` count at the policy's rung; `repeats` are pieces that show nothing but work which another shows too.
    `piece_rungs` has every piece that claims the KSB, with its highest rung; `not_counted` has pieces whose claims
    don't count, with the reason. `signed_on` is the day of the last sign-off that it needs at the policy's rung.
    """

    code: str
    status: KsbStatus
    highest_rung: Rung | None
    met_rung: Rung | None
    pieces: tuple[str, ...]
    duties: tuple[int, ...]
    piece_rungs: tuple[tuple[str, Rung], ...]
    repeats: tuple[str, ...] = ()
    not_counted: tuple[tuple[str, str], ...] = ()
    signed_on: date | None = None

    @property
    def sign(self) -> str:
        """The initial of the highest rung at which enough pieces claim it; else P if planned or suggested, or ×."""
        if self.met_rung and self.met_rung.rank >= Rung.CLAIMED.rank:
            return self.met_rung.name[0]
        return "P" if self.highest_rung and self.highest_rung.rank < Rung.CLAIMED.rank else "×"

    @property
    def different(self) -> tuple[tuple[str, Rung], ...]:
        """The pieces that claim the KSB with their rungs, without those that only repeat another's work."""
        return tuple(each for each in self.piece_rungs if each[0] not in self.repeats)


class DutyCoverage(NamedTuple):
    """The required KSBs of one duty, and those that are not met."""

    number: int
    mapping: DutyMapping
    status: DutyStatus
    required: tuple[str, ...]
    missing: tuple[str, ...]


class Coverage(NamedTuple):
    """The coverage of a portfolio: required KSBs in the standard's order, duties by number."""

    rung: Rung
    ksbs: tuple[KsbCoverage, ...]
    duties: tuple[DutyCoverage, ...]

    @property
    def gaps(self) -> tuple[str, ...]:
        """The required codes that are not met, in the standard's order."""
        return tuple(ksb.code for ksb in self.ksbs if ksb.status is not KsbStatus.MET)

    @property
    def has_gaps(self) -> bool:
        """Whether a required KSB is not met, or not within a duty that needs it."""
        return bool(self.gaps) or any(duty.missing for duty in self.duties)

    def codes(self, status: KsbStatus) -> tuple[str, ...]:
        return tuple(ksb.code for ksb in self.ksbs if ksb.status is status)

    def sampled(self, sample: Sample) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the required codes that may be sampled, and those of them that are met."""
        chosen = chosen_of((ksb.code for ksb in self.ksbs), sample.ksbs)
        return chosen, chosen_of(self.codes(KsbStatus.MET), sample.ksbs)

    @property
    def signed_on(self) -> date | None:
        """The day of the last sign-off that the met KSBs need at the policy's rung; None if they need none."""
        return max((ksb.signed_on for ksb in self.ksbs if ksb.signed_on), default=None)

    def met_at(self, rung: Rung) -> int:
        """Count the required KSBs that are met at a rung or above."""
        return sum(ksb.met_rung is not None and ksb.met_rung.rank >= rung.rank for ksb in self.ksbs)


class RollUpStatus(Enum):
    """How much of what the option requires of a method or theme is met."""

    MET = "met"
    """All of it."""
    PARTIAL = "partial"
    """Some of it."""
    MISSING = "missing"
    """Nothing of it."""
    NOT_OF_OPTION = "not_of_option"
    """The option requires none of its KSBs, so there is nothing to meet."""


class RollUp(NamedTuple):
    """The required KSBs of a method or theme, in the standard's order, and those that are not met."""

    id: str
    title: str
    status: RollUpStatus
    required: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def met(self) -> int:
        return len(self.required) - len(self.missing)


class MethodRollUp(NamedTuple):
    """The roll-up of a method and its themes; `portfolio` says whether the portfolio underpins it."""

    method: RollUp
    themes: tuple[RollUp, ...]
    portfolio: bool | None


def roll_up(
    plan: AssessmentPlan, coverage: Coverage, method: AssessmentMethod | None = None
) -> tuple[MethodRollUp, ...]:
    """Return the roll-ups of all methods of a plan, or of one."""
    required = tuple(ksb.code for ksb in coverage.ksbs)
    gaps = frozenset(coverage.gaps)
    return tuple(
        MethodRollUp(
            _roll_up(assessed, required, gaps),
            tuple(_roll_up(theme, required, gaps) for theme in plan.themes_by_method.get(assessed.id, ())),
            assessed.portfolio,
        )
        for assessed in plan.methods
        if method is None or assessed.id == method.id
    )


def _roll_up(of: AssessmentMethod | Theme, required: Sequence[str], gaps: Collection[str]) -> RollUp:
    ksbs = frozenset(of.ksbs)
    own = tuple(code for code in required if code in ksbs)
    missing = tuple(code for code in own if code in gaps)
    if not own:
        status = RollUpStatus.NOT_OF_OPTION
    elif not missing:
        status = RollUpStatus.MET
    else:
        status = RollUpStatus.MISSING if missing == own else RollUpStatus.PARTIAL
    return RollUp(of.id, of.title, status, own, missing)
