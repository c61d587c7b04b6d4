"""The migration of a portfolio to another version of its standard."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from ksbcheck.domain.portfolio import ClaimEntry, Evidence, ExceptionEntry, Portfolio
from ksbcheck.domain.standard import Duty, Ksb, Option
from ksbcheck.domain.standard_change import Compared, StandardDiff


class Fate(Enum):
    UNCHANGED = "unchanged"
    """The words and the code are the same: it carries over as it is."""
    RENUMBERED = "renumbered"
    """The words are the same, and the code is another: it carries over under that code."""
    REVIEW = "review"
    """The words have changed, so it needs a review."""
    GONE = "gone"
    """There is no such KSB or duty any more."""
    UNKNOWN = "unknown"
    """Neither version has the code or number: it stays, and is ignored."""


class MovedClaim(NamedTuple):
    """A claim of the manifest and its fate. `entry` is its long form, `at` its index among the claims of that form."""

    piece: Evidence
    piece_index: int
    entry: ClaimEntry | None
    at: int
    code: str
    fate: Fate
    new_code: str | None
    statement: Compared[Ksb] | None


class MovedDuty(NamedTuple):
    """A duty that a piece names, and its fate. A duty to review stays, under its new number."""

    piece: Evidence
    piece_index: int
    at: int
    number: int
    fate: Fate
    new_number: int | None
    duty: Compared[Duty] | None


class MovedPiece(NamedTuple):
    """The claims of a piece, in the short and the long form, and its duties."""

    short: list[MovedClaim]
    long: list[MovedClaim]
    duties: list[MovedDuty]


class MovedException(NamedTuple):
    """An exception of the manifest for a KSB. It is removed unless it carries over."""

    entry: ExceptionEntry
    at: int
    code: str
    fate: Fate
    new_code: str | None
    statement: Compared[Ksb] | None


@dataclass(frozen=True)
class Migration:
    """The fate of everything in a portfolio; what is `newly_required` is not claimed, `no_longer_required` is."""

    portfolio: Portfolio
    diff: StandardDiff
    option: Option
    new_option: Option
    claims: tuple[MovedClaim, ...]
    duties: tuple[MovedDuty, ...]
    exceptions: tuple[MovedException, ...]
    newly_required: tuple[Ksb, ...]
    no_longer_required: tuple[Ksb, ...]

    @cached_property
    def by_piece(self) -> Mapping[int, MovedPiece]:
        moved = {index: MovedPiece([], [], []) for index in range(len(self.portfolio.evidence))}
        for claim in self.claims:
            (moved[claim.piece_index].short if claim.entry is None else moved[claim.piece_index].long).append(claim)
        for duty in self.duties:
            moved[duty.piece_index].duties.append(duty)
        return moved

    def claims_that(self, *fates: Fate) -> tuple[MovedClaim, ...]:
        return tuple(claim for claim in self.claims if claim.fate in fates)

    @property
    def to_look_at(self) -> bool:
        """Whether a person has to review anything."""
        fates = {claim.fate for claim in self.claims} | {duty.fate for duty in self.duties}
        fates |= {exception.fate for exception in self.exceptions}
        return bool(self.newly_required or fates & {Fate.REVIEW, Fate.GONE})


@dataclass(frozen=True)
class Proposal:
    """A migration with the manifest's text before and after, both standards' files, and the old ones beside it."""

    path: Path
    migration: Migration
    before: str
    after: str
    files: tuple[Path, Path]
    beside: tuple[str, ...]

    @property
    def changed(self) -> bool:
        return self.before != self.after
