"""Coverage rolled up by the methods and themes of an assessment plan."""

from collections.abc import Collection, Iterable, Sequence
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # most standards have no assessment plan beside them
    from ksbcheck.domain.assessment import AssessmentMethod, AssessmentPlan, Theme
    from ksbcheck.domain.coverage import Coverage


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
    """How a method or theme stands: its KSBs that the option requires, in the standard's order, and those not met."""

    id: str
    title: str
    status: RollUpStatus
    required: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def met(self) -> int:
        """How many of its required KSBs are met."""
        return len(self.required) - len(self.missing)


class MethodRollUp(NamedTuple):
    """How a method stands, and its themes; whether it is underpinned by the portfolio, None where nobody says."""

    method: RollUp
    themes: tuple[RollUp, ...]
    portfolio: bool | None


def roll_up(
    plan: "AssessmentPlan", coverage: "Coverage", method: "AssessmentMethod | None" = None
) -> tuple[MethodRollUp, ...]:
    """Return how each method of a plan stands, or only the one that was looked at, with their themes."""
    required = tuple(ksb.code for ksb in coverage.ksbs)
    gaps = frozenset(coverage.gaps)
    return tuple(
        MethodRollUp(
            _roll_up(each, required, gaps),
            tuple(_roll_up(theme, required, gaps) for theme in plan.themes_by_method.get(each.id, ())),
            each.portfolio,
        )
        for each in plan.methods
        if method is None or each.id == method.id
    )


def in_no_method(plan: "AssessmentPlan", required: Iterable[str]) -> tuple[str, ...]:
    """Return the required codes that no method of a plan assesses, as far as the plan says."""
    return tuple(code for code in required if code not in plan.assessed)


def _roll_up(of: "AssessmentMethod | Theme", required: Sequence[str], gaps: Collection[str]) -> RollUp:
    ksbs = frozenset(of.ksbs)
    own = tuple(code for code in required if code in ksbs)
    missing = tuple(code for code in own if code in gaps)
    return RollUp(of.id, of.title, _status(own, missing), own, missing)


def _status(required: Sequence[str], missing: Sequence[str]) -> RollUpStatus:
    if not required:
        return RollUpStatus.NOT_OF_OPTION
    if not missing:
        return RollUpStatus.MET
    return RollUpStatus.MISSING if len(missing) == len(required) else RollUpStatus.PARTIAL
