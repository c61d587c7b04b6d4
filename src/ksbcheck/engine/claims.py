"""The claims of a manifest, in the short or the long form."""

from datetime import date

from ksbcheck.domain.claim import Circumstances, Claim, rung_of
from ksbcheck.domain.portfolio import Portfolio


def list_claims(portfolio: Portfolio, today: date) -> tuple[Claim, ...]:
    """Return the claims of a portfolio as of a day, in the manifest's order."""
    circumstances = Circumstances(portfolio.learner_name, portfolio.started, today)
    claims: list[Claim] = []
    for number, piece in enumerate(portfolio.evidence):
        if piece.ksbs:
            rung = rung_of(piece, None, circumstances)
            claims += [Claim(code, rung, piece, number, None, index) for index, code in enumerate(piece.ksbs)]
        for index, entry in enumerate(piece.claims):
            claims.append(Claim(entry.ksb, rung_of(piece, entry, circumstances), piece, number, entry, index))
    return tuple(claims)
