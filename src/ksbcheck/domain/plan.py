"""The plan: what to do next about a portfolio."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from ksbcheck.domain.report import Outcome, Report

_HEAVY_KSBS, _HEAVY_SHARE, _LIGHT_KSBS = 12, 3, 5
STALE_MONTHS = 18
"""The age of evidence, in months, above which it is stale."""
_FIRST = 3


def heavy_above(required: int) -> int:
    """Return how many of the required KSBs a piece may claim before it carries too much: a third, or 12 at most."""
    return min(_HEAVY_KSBS, max(_LIGHT_KSBS, required // _HEAVY_SHARE))


class ActionKind(Enum):
    """The kinds of action, in the order of a plan: what is wrong, gaps (the nearest to being met first), the rest."""

    REDO = "redo"
    MEND = "mend"
    REACH = "reach"
    VERIFY = "verify"
    ASSESS = "assess"
    CLAIM = "claim"
    NAME_DUTY = "name_duty"
    MAKE = "make"
    FIND = "find"
    RENEW = "renew"
    LIGHTEN = "lighten"
    SHOW_AGAIN = "show_again"
    LEAVE_OUT = "leave_out"
    DATE = "date"


IMPROVING = frozenset(list(ActionKind)[list(ActionKind).index(ActionKind.RENEW) :])
"""The kinds that close no gap and correct nothing."""


class Action(NamedTuple):
    """Something to do, and the KSBs, pieces and duties that it is about; the gaps of `justified` don't fail a check."""

    kind: ActionKind
    words: str
    codes: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    duties: tuple[int, ...] = ()
    justified: tuple[str, ...] = ()

    @property
    def urgent(self) -> bool:
        """Whether it is about any gap that is not justified."""
        return not self.justified or set(self.justified) != set(self.codes)


class Step(NamedTuple):
    """Something that can be done about KSBs without a new piece; `duty` if they are lacking only within it."""

    kind: ActionKind
    codes: tuple[str, ...]
    duty: int | None
    pieces: tuple[str, ...]
    words: str


class Shortage(NamedTuple):
    """How many new pieces of evidence a KSB needs."""

    code: str
    pieces: int


class FromDuty(NamedTuple):
    """The new pieces that should come from a duty, and the KSBs of the duty that need evidence."""

    duty: int
    pieces: int
    codes: tuple[str, ...]


class NewEvidence(NamedTuple):
    """What needs new evidence, and the duties that could show the most of it; `proven` to be the fewest or not."""

    mapped: tuple[Shortage, ...]
    duties: tuple[FromDuty, ...]
    proven: bool
    unmapped: tuple[Shortage, ...]

    @property
    def pieces(self) -> int:
        return sum(duty.pieces for duty in self.duties)


class Hanging(NamedTuple):
    """A KSB with exactly as many pieces as the policy asks for."""

    code: str
    pieces: tuple[str, ...]


class Carried(NamedTuple):
    """A piece of evidence and the required KSBs that it claims."""

    piece: str
    date: date | None
    codes: tuple[str, ...]


class Enough(NamedTuple):
    """A choice of pieces that carries as much as all, by KSB, rung and duty; `proven` to be the smallest or not."""

    keep: tuple[str, ...]
    leave_out: tuple[Carried, ...]
    proven: bool


class Plan(NamedTuple):
    """The plan of a portfolio: its gaps, the steps that need no new piece, and what is new for the rest."""

    gaps: tuple[str, ...]
    steps: tuple[Step, ...]
    new: NewEvidence
    hanging: tuple[Hanging, ...]
    enough: Enough
    heavy: tuple[Carried, ...]
    stale: tuple[Carried, ...]
    undated: tuple[str, ...]
    actions: tuple[Action, ...]

    @property
    def first(self) -> tuple[Action, ...]:
        return self.actions[:_FIRST]

    @property
    def closable_gaps(self) -> tuple[str, ...]:
        """The gaps that can be closed without a new piece."""
        short = {shortage.code for shortage in (*self.new.mapped, *self.new.unmapped)}
        return tuple(code for code in self.gaps if code not in short)


@dataclass(frozen=True, slots=True)
class PlanReport:
    """A report, and the plan that follows from it. Without a judgement under a standard there is none."""

    report: Report
    plan: Plan | None

    @property
    def outcome(self) -> Outcome:
        """That of the report; `ERROR` without a plan, because nothing planned is never a success."""
        return self.report.outcome if self.plan else Outcome.ERROR

    @property
    def exit_status(self) -> Outcome:
        return self.report.exit_status if self.plan else Outcome.ERROR
