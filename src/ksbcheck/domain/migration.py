"""A portfolio moved from one version of its standard to another: what would become of all that it states."""

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
    """What becomes of something that a manifest says of a KSB or duty."""

    UNCHANGED = "unchanged"
    """The words and the code are the same: it carries over as it is."""
    RENUMBERED = "renumbered"
    """The words are the same, and the code is another: it carries over under that code."""
    REVIEW = "review"
    """The words are others, and somebody has to look whether it still holds."""
    GONE = "gone"
    """There is no such KSB or duty any more."""
    UNKNOWN = "unknown"
    """Neither version has such a code or number: it stays as it is, and counts for nothing."""


class MovedClaim(NamedTuple):
    """A claim of the manifest and what becomes of it. `written` is its long form, None for the short one.

    `at` is its index among the claims of that form.

    One to be reviewed becomes a planned claim without sign-offs; one that is gone is taken out. `statement` is what
    has become of the KSB, None where the old version had no such code.
    """

    piece: Evidence
    piece_index: int
    written: ClaimEntry | None
    at: int
    code: str
    fate: Fate
    new_code: str | None
    statement: Compared[Ksb] | None


class MovedDuty(NamedTuple):
    """A duty that a piece names, and what becomes of that.

    One to be reviewed is named further on, under its new number; one that is gone is taken out.
    """

    piece: Evidence
    piece_index: int
    at: int
    number: int
    fate: Fate
    new_number: int | None
    duty: Compared[Duty] | None


class MovedPiece(NamedTuple):
    """What becomes of the claims of a piece, in short and in long form, and of the duties that it names."""

    short: list[MovedClaim]
    long: list[MovedClaim]
    duties: list[MovedDuty]


class MovedException(NamedTuple):
    """An exception of the manifest for a KSB. It is taken out unless it carries over: it was made for other words."""

    entry: ExceptionEntry
    at: int
    code: str
    fate: Fate
    new_code: str | None
    statement: Compared[Ksb] | None


@dataclass(frozen=True)
class Migration:
    """What becomes of a portfolio in another version of its standard.

    `newly_required` are statements of the new version that the learner's option requires, that it did not require
    before, and that no piece claims; `no_longer_required` are claimed, carried over, and required no more.
    """

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
        """What becomes of each piece, by its index in the manifest."""
        moved = {index: MovedPiece([], [], []) for index in range(len(self.portfolio.evidence))}
        for claim in self.claims:
            (moved[claim.piece_index].short if claim.written is None else moved[claim.piece_index].long).append(claim)
        for duty in self.duties:
            moved[duty.piece_index].duties.append(duty)
        return moved

    def claims_that(self, *fates: Fate) -> tuple[MovedClaim, ...]:
        """Return the claims of which this becomes."""
        return tuple(claim for claim in self.claims if claim.fate in fates)

    @property
    def to_look_at(self) -> bool:
        """Whether something does not simply carry over, or is newly asked for, so that a person has to look."""
        fates = [each.fate for each in self.claims] + [each.fate for each in self.duties]
        fates += [each.fate for each in self.exceptions]
        return bool(self.newly_required) or any(fate in (Fate.REVIEW, Fate.GONE) for fate in fates)


@dataclass(frozen=True)
class Proposal:
    """A migration as it would be written: the manifest's text before and after, and where both standards come from.

    `beside` are the names of files beside the manifest that were made for the old version.
    """

    path: Path
    migration: Migration
    before: str
    after: str
    files: tuple[Path, Path]
    beside: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether anything of the manifest would change."""
        return self.before != self.after
