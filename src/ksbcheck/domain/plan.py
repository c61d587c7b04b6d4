"""A plan: what to do next about a portfolio, worked out from what it holds."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from ksbcheck.domain.report import Outcome, Report

HEAVY_KSBS = 12
"""A piece that claims more required KSBs than this carries too much..."""
HEAVY_SHARE = 3
"""...and so does one that claims more than one in so many of those required, where that is fewer..."""
LIGHT_KSBS = 5
"""...but so few are never too many."""
STALE_MONTHS = 18
"""Evidence dated more than so many months before the day of the plan is stale."""
FIRST = 3
"""How many actions are shown first."""


def heavy_above(required: int) -> int:
    """Return how many KSBs a piece may claim, of so many that are required, before it carries too much."""
    return min(HEAVY_KSBS, max(LIGHT_KSBS, required // HEAVY_SHARE))


class ActionKind(Enum):
    """What kinds of action there are, the most useful first: this is the order in which a plan gives them.

    First what is wrong as it stands, then gaps (what is nearest to being met first, and what needs new evidence last),
    then what makes a portfolio without gaps better. What is about justified gaps alone comes after the other gaps.
    """

    MEND = "mend"
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


class Action(NamedTuple):
    """Something to do, in words, and the KSBs, pieces and duties that it is about.

    `justified` are those of the KSBs whose gaps are justified: they don't fail a check, and are gaps all the same.
    """

    kind: ActionKind
    words: str
    codes: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    duties: tuple[int, ...] = ()
    justified: tuple[str, ...] = ()

    @property
    def urgent(self) -> bool:
        """Whether it is about more than gaps that are justified."""
        return not self.justified or set(self.justified) != set(self.codes)


class Step(NamedTuple):
    """What can be done about KSBs with the evidence that is there, without a new piece.

    `duty` is the duty within which they are lacking where that alone is what is lacking, else None.
    """

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
    """How many new pieces would have to come from a duty, and the KSBs in need of evidence that are mapped to it."""

    duty: int
    pieces: int
    codes: tuple[str, ...]


class NewEvidence(NamedTuple):
    """What needs new evidence.

    `duties` are the smallest choice of duties from which new pieces would close every gap that a duty is mapped to, if
    each new piece showed all that its duty is mapped to; `proven` says whether that is proven to be the smallest.
    `unmapped` are the KSBs of which the source doesn't say to which duty of the option they belong.
    """

    mapped: tuple[Shortage, ...]
    duties: tuple[FromDuty, ...]
    proven: bool
    unmapped: tuple[Shortage, ...]

    @property
    def pieces(self) -> int:
        """How many new pieces the duties come to."""
        return sum(each.pieces for each in self.duties)


class Hanging(NamedTuple):
    """A KSB that is met with no piece to spare: without any one of these it would be a gap."""

    code: str
    pieces: tuple[str, ...]


class Carried(NamedTuple):
    """A piece of evidence, its date if it has one, and the required KSBs that it claims."""

    piece: str
    date: date | None
    codes: tuple[str, ...]


class Enough(NamedTuple):
    """A choice of the present pieces, none to spare, that carries all that the portfolio carries now, and the others.

    It carries as much when, of each required KSB and at each rung, as many pieces reach it as now, up to the number
    that the policy asks for; when that also holds within each duty, if the policy asks for duty context; and when each
    duty of the option that a piece with a claim names is named by one still. `proven` says whether it is proven to be
    the smallest.
    """

    keep: tuple[str, ...]
    leave_out: tuple[Carried, ...]
    proven: bool


class Plan(NamedTuple):
    """What to do next. `gaps` are the codes of the required KSBs that are not met.

    `steps` need no new piece, and come first; `new` is for the rest. `stale` are the oldest pieces, the oldest first,
    and `undated` those whose age nobody can tell.
    """

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
        """The things to do next before all others."""
        return self.actions[:FIRST]

    @property
    def with_what_is_there(self) -> tuple[str, ...]:
        """The gaps that could be closed without a new piece of evidence."""
        short = {each.code for each in (*self.new.mapped, *self.new.unmapped)}
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
