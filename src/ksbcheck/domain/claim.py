"""Claims: one piece of evidence against one KSB, its rung, and its trace in the files."""

from collections.abc import Sequence
from datetime import date
from enum import Enum
from typing import NamedTuple

from ksbcheck.domain.finding import Location
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.locator import Locator, LookUp
from ksbcheck.domain.mention import MentionKind
from ksbcheck.domain.people import Listed, People
from ksbcheck.domain.portfolio import ClaimEntry, Evidence, Portfolio
from ksbcheck.domain.seal import SignedWork
from ksbcheck.domain.sign_off import SignOff

NOT_COUNTED = "not counted"


class Sight(NamedTuple):
    """What a piece gives to look at. `works` are its files by content; without any, its address or held work.

    `why_not` says why none of its files can be looked at; it is empty if one can, or an address names the work.
    `signed` says what its sign-offs hold for, if that is recorded.
    """

    works: tuple[str, ...] = ()
    why_not: str = ""
    in_folder: bool = True
    signed: tuple[SignedWork, ...] = ()

    def is_signed(self, code: str, sign_off: SignOff | None) -> bool:
        """Return whether a sign-off, if there is one, was given for a claim and for what the piece holds."""
        return sign_off is None or all(signed.covers(code, sign_off.on) for signed in self.signed)


class Claim(NamedTuple):
    """One piece against one KSB, at the rung it has reached. `entry` is its long form, None for the short one.

    `why_not` says why the claim doesn't count, whatever its rung; it is empty for planned claims and those that count.
    """

    code: str
    rung: Rung
    piece: Evidence
    piece_index: int
    entry: ClaimEntry | None
    claim_index: int
    sight: Sight = Sight()
    why_not: str = ""

    @property
    def subject(self) -> str:
        """The claim as messages name it: `E02 S27`."""
        return f"{self.piece.id} {self.code}"

    @property
    def counts(self) -> bool:
        return self.rung >= Rung.CLAIMED and not self.why_not

    @property
    def standing(self) -> str:
        """Its rung in words, or that it doesn't count."""
        return NOT_COUNTED if self.why_not else str(self.rung)

    @property
    def effect(self) -> str:
        """What comes of it, as words behind what is wrong with it."""
        return effect(self.rung, self.why_not)

    @property
    def where(self) -> str | None:
        return self.entry.where if self.entry else None

    @property
    def piece_at(self) -> Location:
        return ("evidence", self.piece_index)

    @property
    def at(self) -> Location:
        return (*self.piece_at, "claims" if self.entry else "ksbs", self.claim_index)

    @property
    def code_at(self) -> Location:
        return (*self.at, "ksb") if self.entry else self.at

    @property
    def signatures(self) -> "Signatures":
        """The sign-offs that apply to the claim: its own, or else its piece's."""
        own = self.entry and self.entry.verified
        return Signatures(*_sign_offs(self.piece, self.entry), (*(self.at if own else self.piece_at), "verified"))

    @property
    def outgrew_its_sign_off(self) -> bool:
        """Whether it is signed off, but was not claimed, or its piece was another, on the day of the sign-off."""
        is_planned = self.entry is not None and self.entry.is_planned
        has_seal = bool(self.sight.signed)
        return has_seal and not is_planned and not self.sight.is_signed(self.code, self.signatures.assessed)

    @property
    def rests_on(self) -> tuple[SignOff | None, SignOff | None]:
        """The assessment and the verification that the rung depends on."""
        assessed, verified = _sign_offs(self.piece, self.entry)
        return assessed if self.rung >= Rung.ASSESSED else None, verified if self.rung >= Rung.VERIFIED else None


def effect(rung: Rung, why_not: str) -> str:
    """Return why a claim doesn't count, or as what it counts."""
    return why_not or f"it counts as {rung}"


class Signatures(NamedTuple):
    """The two sign-offs that apply to a claim, and the location of the second in the manifest."""

    assessed: SignOff | None
    verified: SignOff | None
    verified_at: Location


class Circumstances(NamedTuple):
    """The facts that decide whether a date or a sign-off is possible."""

    people: People
    started: date | None
    today: date


def standing(
    piece: Evidence,
    entry: ClaimEntry | None,
    circumstances: Circumstances,
    why_not: str = "",
    *,
    is_signed: bool = True,
) -> tuple[Rung, str]:
    """Return the rung of a claim on a piece, and why it doesn't count, if so; `entry` is its long form.

    A suggested or planned claim stays so, whoever signed its piece. A claim on future evidence is at most planned.
    `why_not` says why no file of the piece can be looked at, `is_signed` whether a sign-off was given for the claim.
    """
    if entry and entry.status and entry.is_planned:
        return entry.status, ""
    if max(circumstances.started or date.min, piece.date or date.min) > circumstances.today:
        return Rung.PLANNED, ""
    rung = _signed_rung(piece, entry, circumstances) if is_signed else Rung.CLAIMED
    refused = why_not and _held_unseen(piece, circumstances, why_not)
    if not refused and rung is Rung.CLAIMED:
        refused = _why_assessment(piece, circumstances, only_held=bool(why_not))
    return rung, refused


def _held_unseen(piece: Evidence, circumstances: Circumstances, why_not: str) -> str:
    """Return why held work doesn't count: the manifest names no other person who saw it. Without it, `why_not`."""
    if piece.held is None:
        return why_not
    if is_possible(piece.held.seen, piece, circumstances):
        return ""
    return f"nobody else is stated to have seen the held work ({piece.held.what}) since it was made"


def _why_assessment(piece: Evidence, circumstances: Circumstances, *, only_held: bool) -> str:
    """Return why a piece counts only once it is assessed; empty if it counts as claimed."""
    if piece.date is None:
        return "it has no date, and counts only once assessed"
    if circumstances.started and piece.date < circumstances.started:
        return f"it is dated {piece.date}, before the start, and counts only once assessed"
    if only_held:
        return "it is held elsewhere, and counts only once assessed"
    return ""


def _signed_rung(piece: Evidence, entry: ClaimEntry | None, circumstances: Circumstances) -> Rung:
    assessed, verified = _sign_offs(piece, entry)
    if assessed is None or not is_possible(assessed, piece, circumstances):
        return Rung.CLAIMED
    is_second = verified and _is_second(verified, assessed, circumstances.people)
    if verified is None or not is_possible(verified, piece, circumstances) or not is_second:
        return Rung.ASSESSED
    return Rung.VERIFIED


def _sign_offs(piece: Evidence, entry: ClaimEntry | None) -> tuple[SignOff | None, SignOff | None]:
    if entry is None:
        return piece.assessed, piece.verified
    return entry.assessed or piece.assessed, entry.verified or piece.verified


def is_possible(sign_off: SignOff, piece: Evidence, circumstances: Circumstances) -> bool:
    """Return whether a sign-off is possible: by a named person, not the learner, between the evidence and today."""
    if not sign_off.complete or sign_off.on is None or circumstances.people.may_be_learner(sign_off.by):
        return False
    return max(circumstances.started or date.min, piece.date or date.min) <= sign_off.on <= circumstances.today


def _is_second(verified: SignOff, assessed: SignOff, people: People) -> bool:
    """Whether a verification is by a second person, and not before the assessment."""
    return not people.may_be_same(verified.by, assessed.by) and (verified.on or date.min) >= (assessed.on or date.min)


def list_claims(
    portfolio: Portfolio, today: date, sights: Sequence[Sight], listed: Listed = frozenset()
) -> tuple[Claim, ...]:
    """Return the claims of a portfolio as of a day, in the manifest's order.

    `sights` are those of its pieces, `listed` are the people whom the provider lists.
    """
    circumstances = Circumstances(portfolio.people(listed), portfolio.started, today)
    claims: list[Claim] = []
    for number, (piece, sight) in enumerate(zip(portfolio.evidence, sights, strict=True)):
        short = [(index, code, None) for index, code in piece.codes]
        for index, code, entry in (*short, *((index, entry.ksb, entry) for index, entry in enumerate(piece.claims))):
            is_signed = sight.is_signed(code, _sign_offs(piece, entry)[0])
            rung, why_not = standing(piece, entry, circumstances, sight.why_not, is_signed=is_signed)
            claims.append(Claim(code, rung, piece, number, entry, index, sight, why_not))
    return tuple(claims)


class Cited(Enum):
    """Whether a piece cites a KSB that it claims. A citation supports a claim and never makes one.

    Without a place in the claim, `THERE` means anywhere in the piece.
    """

    THERE = "there"
    ELSEWHERE = "elsewhere"
    LISTED = "listed"
    NOWHERE = "nowhere"


class Trace(NamedTuple):
    """Where a claim leads: its places that can be looked up, whether it is cited (None if unknown), and where else.

    `kind` is that of mentions that don't support it, if all are of one.
    """

    claim: Claim
    places: tuple[tuple[Locator, LookUp], ...] | None
    cited: Cited | None
    spots: tuple[str, ...]
    kind: MentionKind | None = None
