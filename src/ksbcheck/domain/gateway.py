"""The gateway before end-point assessment: its components and their states."""

from enum import Enum
from typing import NamedTuple

from ksbcheck.domain.finding import Location


class State(Enum):
    """The state of a component; `not_known` if the file or the manifest does not say enough."""

    PASSES = "passes"
    FAILS = "fails"
    NOT_STATED = "not_stated"
    NOT_ASKED_FOR = "not_asked_for"
    NOT_KNOWN = "not_known"


class Trouble(Enum):
    """What is wrong with a component, if a rule reports it."""

    UNSTATED = "unstated"
    BELOW_MINIMUM = "below minimum"
    UNQUALIFIED = "unqualified"
    WRONG_DECLARATION = "wrong declaration"


class Component(NamedTuple):
    """Something that the gateway asks for, with what the source says of it, and its location in the manifest."""

    name: str
    state: State
    reason: str
    sentence: str | None
    at: Location
    trouble: Trouble | None = None
    source: str | None = None
    """The document of the rule by which it is judged, where that holds for every standard."""

    def passing(self, reason: str) -> "Component":
        return self._replace(state=State.PASSES, reason=reason, trouble=None)

    def failing(self, reason: str, trouble: Trouble | None = None, *keys: str) -> "Component":
        """Return the component as failing; `keys` lead from it to the fault."""
        return self._replace(state=State.FAILS, reason=reason, trouble=trouble, at=(*self.at, *keys))

    def unstated(self, reason: str, *keys: str) -> "Component":
        """Return the component as not stated; `keys` lead from it to the missing key."""
        return self._replace(state=State.NOT_STATED, reason=reason, trouble=Trouble.UNSTATED, at=(*self.at, *keys))

    def not_asked_for(self, reason: str) -> "Component":
        return self._replace(state=State.NOT_ASKED_FOR, reason=reason, trouble=None)

    def not_known(self, reason: str = "the standard's file doesn't say whether it is asked for") -> "Component":
        return self._replace(state=State.NOT_KNOWN, reason=reason, trouble=None)
