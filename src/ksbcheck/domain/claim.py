"""A claim: one piece of evidence against one KSB."""

from datetime import date
from typing import NamedTuple

from ksbcheck.domain.finding import Location
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.names import same_person
from ksbcheck.domain.portfolio import ClaimEntry, Evidence, SignOff


class Claim(NamedTuple):
    """One piece against one KSB, at the rung it has reached.

    `piece_index` and `claim_index` say where in the manifest it stands; `written` is its long form, None for the short
    one.
    """

    code: str
    rung: Rung
    piece: Evidence
    piece_index: int
    written: ClaimEntry | None
    claim_index: int

    @property
    def subject(self) -> str:
        """How a message names the claim: `E02 S27`."""
        return f"{self.piece.id} {self.code}"

    @property
    def piece_at(self) -> Location:
        """Where the piece stands in the manifest."""
        return ("evidence", self.piece_index)

    @property
    def at(self) -> Location:
        """Where the claim stands in the manifest."""
        return (*self.piece_at, "claims" if self.written else "ksbs", self.claim_index)

    @property
    def code_at(self) -> Location:
        """Where the claim's code stands in the manifest."""
        return (*self.at, "ksb") if self.written else self.at

    @property
    def signatures(self) -> "Signatures":
        """The sign-offs that hold for the claim: its own, or else its piece's."""
        own = self.written and self.written.verified
        return Signatures(*_holding(self.piece, self.written), (*(self.at if own else self.piece_at), "verified"))

    @property
    def rests_on(self) -> tuple[SignOff | None, SignOff | None]:
        """The assessment and the verification that carry the claim to its rung."""
        assessed, verified = _holding(self.piece, self.written)
        return assessed if self.rung >= Rung.ASSESSED else None, verified if self.rung >= Rung.VERIFIED else None


class Signatures(NamedTuple):
    """The two sign-offs that hold for a claim, and where in the manifest the second stands."""

    assessed: SignOff | None
    verified: SignOff | None
    verified_at: Location


class Circumstances(NamedTuple):
    """What decides, beside the claim itself, whether a date or a sign-off can be right."""

    learner: str | None
    started: date | None
    today: date


def rung_of(piece: Evidence, written: ClaimEntry | None, known: Circumstances) -> Rung:
    """Return the rung that a claim on the piece has reached; `written` is its long form, None for the short one.

    A rung is reached only on somebody's word, by a sign-off that can be right: `assessed` needs one, `verified` that of
    a second person as well. A claim that says it is only suggested or planned stays so, whoever signed its piece, and
    one on evidence of the future, or of a programme that has not begun, is no more than planned.
    """
    status = written.status if written is not None else None
    if status is not None and status.rank < Rung.CLAIMED.rank:
        return status
    if max(known.started or date.min, piece.date or date.min) > known.today:
        return Rung.PLANNED
    assessed, verified = _holding(piece, written)
    if assessed is None or not counts(assessed, piece, known):
        return Rung.CLAIMED
    if verified is None or not counts(verified, piece, known) or not _second(verified, assessed):
        return Rung.ASSESSED
    return Rung.VERIFIED


def _holding(piece: Evidence, written: ClaimEntry | None) -> tuple[SignOff | None, SignOff | None]:
    """Return the assessment and the verification that hold for a claim: its own, or else its piece's."""
    if written is None:
        return piece.assessed, piece.verified
    return written.assessed or piece.assessed, written.verified or piece.verified


def counts(sign_off: SignOff, piece: Evidence, known: Circumstances) -> bool:
    """Whether a sign-off can be right: by a named person, not the learner, on a day between the evidence and today."""
    if not sign_off.complete or sign_off.on is None or signed_by(sign_off, known.learner):
        return False
    return max(known.started or date.min, piece.date or date.min) <= sign_off.on <= known.today


def _second(verified: SignOff, assessed: SignOff) -> bool:
    """Whether a verification is a second person's, and not older than the assessment that it verifies."""
    return not signed_by(verified, assessed.by) and (verified.on or date.min) >= (assessed.on or date.min)


def signed_by(sign_off: SignOff, name: str | None) -> bool:
    """Whether a sign-off names that person."""
    return sign_off.by is not None and name is not None and same_person(sign_off.by, name)
