"""Words of closed lists, and words in an order: rungs and severities."""

from enum import Enum

from ksbcheck.domain.names import alike


class Word(Enum):
    """An enum of words, which may be written in any letter case, and with blanks or hyphens for underscores."""

    @classmethod
    def _missing_(cls, value: object) -> "Word | None":
        meant = alike(value, (str(member.value) for member in cls)) if isinstance(value, str) else None
        return None if meant is None else cls(meant)

    __hash__ = object.__hash__  # as members are compared; that of enums is slower


class Ladder(Word):
    """An enum whose members are in order, the lowest first."""

    rank: int

    def __init__(self, _word: str) -> None:
        self.rank = len(type(self).__members__)

    def __lt__(self, other: object) -> bool:
        return self.rank < other.rank if isinstance(other, type(self)) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self.rank <= other.rank if isinstance(other, type(self)) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self.rank > other.rank if isinstance(other, type(self)) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self.rank >= other.rank if isinstance(other, type(self)) else NotImplemented

    def __str__(self) -> str:
        return str(self.value)


class Rung(Ladder):
    """How far a claim has come. `suggested` and `planned` never count as evidence."""

    SUGGESTED = "suggested"
    """Found by a scan and not confirmed. It does not count as evidence."""
    PLANNED = "planned"
    """It is still to come. It does not count as evidence."""
    CLAIMED = "claimed"
    """The learner claims it."""
    ASSESSED = "assessed"
    """An assessor has assessed it: `assessed:` needs a name and a date."""
    VERIFIED = "verified"
    """A second person has verified the assessment (internal quality assurance): `verified:` needs a name and a date."""


COUNTING_RUNGS = (Rung.CLAIMED, Rung.ASSESSED, Rung.VERIFIED)
"""The rungs that count as evidence, and so the ones that a policy may ask for."""


class FailOn(Ladder):
    """What fails a check, the strictest first."""

    NOTE = "note"
    """Every finding."""
    WARNING = "warning"
    """Warnings and errors."""
    ERROR = "error"
    """Errors, and so every KSB that is missing."""
    MISTAKES = "mistakes"
    """Errors that are not about missing KSBs."""

    @property
    def severity(self) -> "Severity":
        """The lowest severity that fails."""
        return Severity.ERROR if self is FailOn.MISTAKES else Severity(self.value)


class Severity(Ladder):
    """How much a finding matters. An `error` makes a claim or the whole portfolio wrong; a `note` asks for a look."""

    NOTE = "note"
    """A look would help."""
    WARNING = "warning"
    """A person should decide."""
    ERROR = "error"
    """A claim or the portfolio is wrong."""
