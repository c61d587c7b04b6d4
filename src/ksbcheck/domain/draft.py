"""What is to be written into a manifest: new pieces of evidence, and claims on pieces."""

import datetime as dt
from typing import NamedTuple

from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.portfolio import EvidenceType
from ksbcheck.domain.tracker import LeftOut, TrackedDecision


class DraftClaim(NamedTuple):
    """A claim to add, or to change if `before` says how it is now."""

    code: str
    rung: Rung = Rung.CLAIMED
    where: str | None = None
    decisions: tuple[TrackedDecision, ...] = ()
    before: str = ""


class DraftPiece(NamedTuple):
    """A piece with claims to write. Only a new one has a title, a type, a date and files.

    `dated_by` says where its date is from.
    """

    id: str
    claims: tuple[DraftClaim, ...] = ()
    is_new: bool = False
    title: str | None = None
    type: EvidenceType | None = None
    date: dt.date | None = None
    dated_by: str = ""
    files: tuple[str, ...] = ()


class Draft(NamedTuple):
    """All that is to be written, what is left out, and how many claims the manifest has already."""

    pieces: tuple[DraftPiece, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    unchanged: int = 0

    @property
    def claims(self) -> tuple[DraftClaim, ...]:
        return tuple(claim for piece in self.pieces for claim in piece.claims)

    def then(self, later: "Draft") -> "Draft":
        """Return this draft with one that was made after it."""
        pieces = {piece.id: piece for piece in self.pieces}
        for piece in later.pieces:
            before = pieces.get(piece.id, piece)
            claims = {claim.code: claim for claim in (*before.claims, *piece.claims)}
            if before.is_new:
                claims = {code: claim._replace(before="") for code, claim in claims.items()}
            pieces[piece.id] = before._replace(claims=tuple(claims.values()))
        left_out = (*self.left_out, *later.left_out)
        return Draft(tuple(pieces.values()), left_out, self.unchanged + later.unchanged)
