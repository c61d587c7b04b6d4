"""What a person's own tracker says: claims, and what is not taken over, each with its place."""

import datetime as dt
from typing import NamedTuple

from ksbcheck.domain.ladder import Rung


class TrackedDecision(NamedTuple):
    """An assessor's decision that a tracker records with a name and a day."""

    by: str
    on: dt.date
    is_met: bool = True
    feedback: str = ""
    is_second: bool = False
    """Whether it is internal quality assurance."""


class TrackedClaim(NamedTuple):
    """A claim as a tracker makes it.

    `evidence` is the piece as the tracker names it, `at` the cell or line, `where` a place that `locator` reads.
    """

    code: str
    evidence: str
    rung: Rung
    at: str
    where: str | None = None
    decisions: tuple[TrackedDecision, ...] = ()
    date: dt.date | None = None
    files: tuple[str, ...] = ()
    piece: str = ""
    """The id of its piece, if the tracker states it and a name need not tell."""


class LeftOut(NamedTuple):
    """A row, cell or tag that is not taken over, and why."""

    at: str
    text: str
    reason: str


class ColumnGuess(NamedTuple):
    """What a column of a table is read as."""

    table: str
    column: str
    heading: str
    role: str
    example: str = ""


class Tracker(NamedTuple):
    """What one source says. `learners` are the names in it, if it has several."""

    claims: tuple[TrackedClaim, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    guesses: tuple[ColumnGuess, ...] = ()
    learners: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    """What is said once, such as how days are read."""
