"""A component of the gateway: how it stands, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from ksbcheck.domain.finding import Location
from ksbcheck.domain.report import Outcome, Report


class State(Enum):
    """How a component stands. Only `passes` and `not_asked_for` let a learner through.

    `not_known`: the standard's file doesn't say whether the gateway asks for it.
    """

    PASSES = "passes"
    FAILS = "fails"
    NOT_STATED = "not_stated"
    NOT_ASKED_FOR = "not_asked_for"
    NOT_KNOWN = "not_known"


class Trouble(Enum):
    """What is wrong with a component where a rule of its own speaks of it."""

    UNSTATED = "unstated"
    BELOW_MINIMUM = "below minimum"
    UNQUALIFIED = "unqualified"
    WRONG_DECLARATION = "wrong declaration"


class Component(NamedTuple):
    """One of the things that the gateway asks for.

    `reason` says in words why it stands as it does, `sentence` what the source says of it (None where it says nothing),
    and `at` where in the manifest it is stated, or should be.
    """

    name: str
    state: State
    reason: str
    sentence: str | None
    at: Location
    trouble: Trouble | None = None

    def passing(self, reason: str) -> "Component":
        """Return the component as one that passes."""
        return self._replace(state=State.PASSES, reason=reason, trouble=None)

    def failing(self, reason: str, trouble: Trouble | None = None, *keys: str) -> "Component":
        """Return the component as one that fails; `keys` lead from it to what is wrong."""
        return self._replace(state=State.FAILS, reason=reason, trouble=trouble, at=(*self.at, *keys))

    def unstated(self, reason: str, *keys: str) -> "Component":
        """Return the component as one that the manifest doesn't state; `keys` lead from it to what is lacking."""
        return self._replace(state=State.NOT_STATED, reason=reason, trouble=Trouble.UNSTATED, at=(*self.at, *keys))

    def not_asked_for(self, reason: str) -> "Component":
        """Return the component as one that nobody asks for."""
        return self._replace(state=State.NOT_ASKED_FOR, reason=reason, trouble=None)

    def not_known(self) -> "Component":
        """Return the component as one of which the standard's file says nothing."""
        reason = "the standard's file doesn't say whether it is asked for"
        return self._replace(state=State.NOT_KNOWN, reason=reason, trouble=None)


def through(judged: Iterable[Component]) -> bool:
    """Whether every component passes or is not asked for."""
    return all(each.state in {State.PASSES, State.NOT_ASKED_FOR} for each in judged)


@dataclass(frozen=True, slots=True)
class GatewayReport:
    """A report, and how each component of the gateway stands. Without a judgement under a standard there is none."""

    report: Report
    components: tuple[Component, ...]

    @property
    def outcome(self) -> Outcome:
        """`CLEAN` when all of it passes or is not asked for, and nothing of the failing severity was found besides.

        What is justified counts here like all else: a justification lets a check pass, and nobody through the gateway.
        """
        if not self.components:
            return Outcome.ERROR
        return Outcome.CLEAN if through(self.components) and not self.report.severe else Outcome.GAPS
