"""From what the manifest writes, short form or long, to claims."""

from collections.abc import Iterator

from ksbcheck.domain.claim import Claim, rung_of
from ksbcheck.domain.portfolio import Portfolio


def link(portfolio: Portfolio) -> tuple[Claim, ...]:
    """Return every claim of the portfolio, in the order of the manifest."""
    return tuple(_claims(portfolio))


def _claims(portfolio: Portfolio) -> Iterator[Claim]:
    learner = portfolio.learner_name
    for piece_index, piece in enumerate(portfolio.evidence):
        if piece.ksbs:
            rung = rung_of(piece, None, learner)
            for index, code in enumerate(piece.ksbs):
                yield Claim(code, rung, piece, piece_index, None, index)
        for index, written in enumerate(piece.claims):
            yield Claim(written.ksb, rung_of(piece, written, learner), piece, piece_index, written, index)
