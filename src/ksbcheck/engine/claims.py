"""The claims of a manifest, in the short or the long form."""

from collections.abc import Iterator
from datetime import date

from ksbcheck.domain.claim import Circumstances, Claim, rung_of
from ksbcheck.domain.portfolio import Portfolio


def list_claims(portfolio: Portfolio, today: date) -> tuple[Claim, ...]:
    """Return the claims of a portfolio as of a day, in the manifest's order."""
    return tuple(_claims(portfolio, Circumstances(portfolio.learner_name, portfolio.started, today)))


def _claims(portfolio: Portfolio, circumstances: Circumstances) -> Iterator[Claim]:
    for piece_index, piece in enumerate(portfolio.evidence):
        if piece.ksbs:
            rung = rung_of(piece, None, circumstances)
            for index, code in enumerate(piece.ksbs):
                yield Claim(code, rung, piece, piece_index, None, index)
        for index, entry in enumerate(piece.claims):
            yield Claim(entry.ksb, rung_of(piece, entry, circumstances), piece, piece_index, entry, index)
