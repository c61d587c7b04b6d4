"""What a rule about a portfolio may look at."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from ksbcheck.domain.claim import Claim, Signatures
from ksbcheck.domain.component import Component
from ksbcheck.domain.coverage import Coverage
from ksbcheck.domain.finding import Location
from ksbcheck.domain.gateway import components
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import ClaimEntry, Evidence, Portfolio, SignOff
from ksbcheck.domain.standard import Option, Standard


class WrittenSignOff(NamedTuple):
    """A sign-off as the manifest writes it, on a piece or on a claim. `verb` is `assessed` or `verified`."""

    subject: str
    piece: Evidence
    verb: str
    sign_off: SignOff
    at: Location


class Signed(NamedTuple):
    """A pair of sign-offs that holds for some claim.

    `subject` is its piece where both stand there; `claim` is the first such claim.
    """

    subject: str
    claim: Claim
    signatures: Signatures


@dataclass(frozen=True)
class Case:
    """All that a rule about a portfolio may look at. `today` is the day as of which it is judged."""

    standard: Standard
    option: Option
    portfolio: Portfolio
    claims: tuple[Claim, ...]
    coverage: Coverage
    policy: Policy
    today: date

    @cached_property
    def written_sign_offs(self) -> tuple[WrittenSignOff, ...]:
        """Every sign-off that the manifest writes, once."""
        return tuple(self._written_sign_offs())

    @cached_property
    def signed(self) -> tuple[Signed, ...]:
        """Every pair of sign-offs that holds for some claim, once. One that stands on a piece holds for many claims."""
        return tuple(self._signed())

    @cached_property
    def gateway(self) -> tuple[Component, ...]:
        """The components of the gateway."""
        return components(self.standard, self.portfolio, self.coverage, self.today)

    def _written_sign_offs(self) -> Iterator[WrittenSignOff]:
        for index, piece in enumerate(self.portfolio.evidence):
            yield from _on(piece.id, piece, piece, ("evidence", index))
        for claim in self.claims:
            if claim.written:
                yield from _on(claim.subject, claim.piece, claim.written, claim.at)

    def _signed(self) -> Iterator[Signed]:
        seen: set[tuple[int, int | None, int | None]] = set()
        for claim in self.claims:
            own_assessed = claim.claim_index if claim.written and claim.written.assessed else None
            own_verified = claim.claim_index if claim.written and claim.written.verified else None
            pair = (claim.piece_index, own_assessed, own_verified)
            if pair not in seen:
                seen.add(pair)
                signatures = claim.signatures
                if signatures.assessed or signatures.verified:
                    on_piece = own_assessed is own_verified is None
                    yield Signed(claim.piece.id if on_piece else claim.subject, claim, signatures)


def _on(subject: str, piece: Evidence, holder: Evidence | ClaimEntry, at: Location) -> Iterator[WrittenSignOff]:
    if holder.assessed:
        yield WrittenSignOff(subject, piece, "assessed", holder.assessed, (*at, "assessed"))
    if holder.verified:
        yield WrittenSignOff(subject, piece, "verified", holder.verified, (*at, "verified"))
