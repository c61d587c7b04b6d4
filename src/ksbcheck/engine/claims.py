"""From what the manifest writes, short form or long, to claims."""

from collections.abc import Iterator
from datetime import date

from ksbcheck.domain.claim import Circumstances, Claim, rung_of
from ksbcheck.domain.portfolio import Portfolio


def link(portfolio: Portfolio, today: date) -> tuple[Claim, ...]:
    """Return every claim of the portfolio as of a day, in the order of the manifest."""
    return tuple(_claims(portfolio, Circumstances(portfolio.learner_name, portfolio.started, today)))


def _claims(portfolio: Portfolio, known: Circumstances) -> Iterator[Claim]:
    for piece_index, piece in enumerate(portfolio.evidence):
        if piece.ksbs:
            rung = rung_of(piece, None, known)
            for index, code in enumerate(piece.ksbs):
                yield Claim(code, rung, piece, piece_index, None, index)
        for index, written in enumerate(piece.claims):
            yield Claim(written.ksb, rung_of(piece, written, known), piece, piece_index, written, index)
