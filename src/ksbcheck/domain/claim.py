"""Claims: one piece of evidence against one KSB, its rung, and its trace in the files."""

from collections.abc import Sequence
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from ksbcheck.domain.finding import Location
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.locator import Locator, LookUp
from ksbcheck.domain.outline import MentionKind
from ksbcheck.domain.people import Listed, People
from ksbcheck.domain.portfolio import ClaimEntry, Evidence, Portfolio
from ksbcheck.domain.seal import SignedWork
from ksbcheck.domain.sign_off import NOT_YET_MET, Decision, SignOff, choose_decision

NOT_COUNTED = "not counted"
_HELD = "it is held elsewhere"
_UNSEEN = "nobody else is stated to have seen the held work"
_UNDATED, _DATED = "it has no date", "it is dated"
_REASONS = {NOT_YET_MET: "not_yet", _UNSEEN: "held_unseen", _HELD: "held", _UNDATED: "undated", _DATED: "before_start"}


class Sight(NamedTuple):
    """What a piece gives to look at. `works` are its files by content; without any, its address or held work.

    `why_not` says why none of its files can be looked at; it is empty if one can, or an address names the work.
    `signed` says what its sign-offs hold for, if that is recorded; `hashes` are those of its files, None if they were
    not looked at.
    """

    works: tuple[str, ...] = ()
    why_not: str = ""
    in_folder: bool = True
    signed: tuple[SignedWork, ...] = ()
    hashes: frozenset[str] | None = None

    def is_signed(self, code: str, sign_off: SignOff | None) -> bool:
        """Return whether a sign-off, if there is one, was given for a claim and for what the piece holds."""
        return sign_off is None or all(signed.covers(code, sign_off.on) for signed in self.signed)

    def changed_since(self, decision: Decision | None) -> tuple[str, ...]:
        """Return the files that a decision has seen, and that the piece no longer has with this content."""
        if decision is None or self.hashes is None:
            return ()
        return tuple(name for name, sha256 in decision.seen or () if sha256 not in self.hashes)


_NOT_LOOKED_AT = Sight()


class Claim(NamedTuple):
    """One piece against one KSB, at the rung it has reached. `entry` is its long form, None for the short one.

    `why_not` says why the claim doesn't count, whatever its rung; it is empty for planned claims and those that count.
    `assessed` and `verified` are the decisions that apply: its own, or else its piece's.
    """

    code: str
    rung: Rung
    piece: Evidence
    piece_index: int
    entry: ClaimEntry | None
    claim_index: int
    sight: Sight = _NOT_LOOKED_AT
    why_not: str = ""
    assessed: Decision | None = None
    verified: Decision | None = None

    @property
    def subject(self) -> str:
        """The claim as messages name it: `E02 S27`."""
        return f"{self.piece.id} {self.code}"

    @property
    def counts(self) -> bool:
        return self.rung >= Rung.CLAIMED and not self.why_not

    @property
    def short_why_not(self) -> str | None:
        """Why it doesn't count, in a word of a closed list; None if it does or is planned."""
        if not self.why_not:
            return None
        return next((short for start, short in _REASONS.items() if self.why_not.startswith(start)), "nothing_there")

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
        """The decisions that apply to the claim."""
        return Signatures(self.assessed, self.verified, self._at("verified", self.verified))

    def _at(self, key: str, decision: Decision | None) -> Location:
        own = getattr(self.entry, key) if self.entry else ()
        at, among = (self.at, own) if own and decision in own else (self.piece_at, getattr(self.piece, key))
        return (*at, key, among.index(decision) if decision in among else 0)

    @property
    def not_yet(self) -> Decision | None:
        """The decision that it is not yet met, if one holds."""
        if not self.why_not.startswith(NOT_YET_MET):
            return None
        return self.assessed if self.assessed and self.assessed.is_not_yet else self.verified

    @property
    def outgrew_its_sign_off(self) -> bool:
        """Whether it is signed off, but was not claimed, or its piece was another, on the day of the sign-off."""
        is_planned = self.entry is not None and self.entry.is_planned
        has_seal = bool(self.sight.signed)
        return has_seal and not is_planned and not self.sight.is_signed(self.code, self.assessed)

    @property
    def rests_on(self) -> tuple[Decision | None, Decision | None]:
        """The assessment and the verification that the rung depends on."""
        assessed = self.assessed if self.rung >= Rung.ASSESSED else None
        return assessed, self.verified if self.rung >= Rung.VERIFIED else None


@lru_cache(maxsize=256)
def effect(rung: Rung, why_not: str) -> str:
    """Return why a claim doesn't count, or as what it counts."""
    return why_not or f"it counts as {rung}"


class Signatures(NamedTuple):
    """The two decisions that apply to a claim, and the location of the second in the manifest."""

    assessed: Decision | None
    verified: Decision | None
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
    sight: Sight = _NOT_LOOKED_AT,
    code: str = "",
    decisions: tuple[Decision | None, Decision | None] | None = None,
) -> tuple[Rung, str]:
    """Return the rung of a claim on a piece, and why it doesn't count, if so; `entry` is its long form.

    A suggested or planned claim stays so, whoever signed its piece. A claim on future evidence is at most planned.
    `decisions` are those that apply to it, if they are known.
    """
    if entry and entry.status and entry.is_planned:
        return entry.status, ""
    if max(circumstances.started or date.min, piece.date or date.min) > circumstances.today:
        return Rung.PLANNED, ""
    assessed, verified = decisions or decisions_on(piece, entry, circumstances)
    refusing = _refusing(piece, assessed, verified, circumstances)
    if refusing:
        rung = Rung.CLAIMED
        refused = "" if sight.changed_since(refusing) else refusing.refusal
    else:
        is_signed = sight.is_signed(code, assessed) and not sight.changed_since(assessed)
        rung = _signed_rung(piece, assessed, verified, circumstances, sight) if is_signed else Rung.CLAIMED
        refused = ""
    refused = refused or (sight.why_not and _held_unseen(piece, circumstances, sight.why_not))
    if not refused and rung is Rung.CLAIMED:
        refused = _why_assessment(piece, circumstances, only_held=bool(sight.why_not))
    return rung, refused


def _refusing(
    piece: Evidence, assessed: Decision | None, verified: Decision | None, circumstances: Circumstances
) -> Decision | None:
    """Return the decision that a claim is not yet met. The verifier's is answered by a later, possible assessment."""
    is_answered = (
        assessed is not None
        and verified is not None
        and assessed.is_after(verified)
        and is_possible(assessed, piece, circumstances)
    )
    for each in (assessed, None if is_answered else verified):
        if each and each.is_not_yet and (each.on or date.min) <= circumstances.today:
            return each
    return None


def _held_unseen(piece: Evidence, circumstances: Circumstances, why_not: str) -> str:
    """Return why held work doesn't count: the manifest names no other person who saw it. Without it, `why_not`."""
    if piece.held is None:
        return why_not
    if is_possible(piece.held.seen, piece, circumstances):
        return ""
    return f"{_UNSEEN} ({piece.held.what}) since it was made"


def _why_assessment(piece: Evidence, circumstances: Circumstances, *, only_held: bool) -> str:
    """Return why a piece counts only once it is assessed; empty if it counts as claimed."""
    if piece.date is None:
        return f"{_UNDATED}, and counts only once assessed"
    if circumstances.started and piece.date < circumstances.started:
        return f"{_DATED} {piece.date}, before the start, and counts only once assessed"
    if only_held:
        return f"{_HELD}, and counts only once assessed"
    return ""


def _signed_rung(
    piece: Evidence,
    assessed: Decision | None,
    verified: Decision | None,
    circumstances: Circumstances,
    sight: Sight,
) -> Rung:
    if assessed is None or assessed.is_not_yet or not is_possible(assessed, piece, circumstances):
        return Rung.CLAIMED
    if verified is None or verified.is_not_yet or not is_possible(verified, piece, circumstances):
        return Rung.ASSESSED
    is_second = _is_second(verified, assessed, circumstances.people) and not sight.changed_since(verified)
    return Rung.VERIFIED if is_second else Rung.ASSESSED


def decisions_on(
    piece: Evidence, entry: ClaimEntry | None, circumstances: Circumstances
) -> tuple[Decision | None, Decision | None]:
    """Return the assessment and the verification that apply to a claim; impossible ones if there is no other.

    A `not_yet` holds whoever wrote it, once its day has come: only what raises a claim has to be possible.
    """

    def holds(decision: Decision) -> bool:
        if decision.is_not_yet:
            return (decision.on or date.min) <= circumstances.today
        return is_possible(decision, piece, circumstances)

    own = (entry.assessed, entry.verified) if entry else ((), ())
    return choose_decision(own[0], piece.assessed, holds), choose_decision(own[1], piece.verified, holds)


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
        of_piece = decisions_on(piece, None, circumstances)
        alike = () if sight.signed else standing(piece, None, circumstances, sight, "", of_piece)
        for index, code in piece.codes:
            rung, why_not = alike or standing(piece, None, circumstances, sight, code, of_piece)
            claims.append(Claim(code, rung, piece, number, None, index, sight, why_not, *of_piece))
        for index, entry in enumerate(piece.claims):
            has_own = entry.assessed or entry.verified
            decisions = decisions_on(piece, entry, circumstances) if has_own else of_piece
            rung, why_not = standing(piece, entry, circumstances, sight, entry.ksb, decisions)
            claims.append(Claim(entry.ksb, rung, piece, number, entry, index, sight, why_not, *decisions))
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
