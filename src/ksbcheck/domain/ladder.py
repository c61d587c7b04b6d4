"""Closed vocabularies whose members stand in an order."""

from enum import Enum
from functools import total_ordering


@total_ordering
class Ladder(Enum):
    """An enum of words that stand in an order: the member written first is the lowest."""

    rank: int

    def __init__(self, _word: str) -> None:
        self.rank = len(type(self).__members__)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, type(self)):
            return NotImplemented
        return self.rank < other.rank

    def __str__(self) -> str:
        return str(self.value)


class Rung(Ladder):
    """How far a claim has come. `suggested` and `planned` never count as evidence."""

    SUGGESTED = "suggested"
    PLANNED = "planned"
    CLAIMED = "claimed"
    ASSESSED = "assessed"
    VERIFIED = "verified"


COUNTING_RUNGS = (Rung.CLAIMED, Rung.ASSESSED, Rung.VERIFIED)
"""The rungs that count as evidence, and so the ones that a policy may ask for."""


class Severity(Ladder):
    """How much a finding matters. An `error` makes a claim or the whole portfolio wrong; a `note` asks for a look."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"
