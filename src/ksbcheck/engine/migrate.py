"""Migration: a claim counts in the new version only if the same piece claimed the same text before."""

from collections.abc import Iterator, Sequence

from ksbcheck.domain.migration import Fate, Migration, MovedClaim, MovedDuty, MovedException
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.standard import Duty, Ksb, Option
from ksbcheck.domain.standard_change import Change, Compared, StandardDiff


def migrate(portfolio: Portfolio, diff: StandardDiff) -> Migration | None:
    """Return what becomes of a portfolio in the new standard of a comparison; None if its option was removed."""
    compared = next(option for option in diff.options if option.old and option.old.id == portfolio.option)
    if compared.old is None or compared.new is None:
        return None
    claims = tuple(_claims(portfolio, diff))
    return Migration(
        portfolio,
        diff,
        compared.old,
        compared.new,
        claims,
        tuple(_duties(portfolio, diff)),
        tuple(_exceptions(portfolio, diff)),
        *_requirements(diff, compared.old, compared.new, claims),
    )


def _claims(portfolio: Portfolio, diff: StandardDiff) -> Iterator[MovedClaim]:
    for piece_index, piece in enumerate(portfolio.evidence):
        for index, code in piece.codes:
            yield MovedClaim(piece, piece_index, None, index, code, *_fate_of_ksb(code, diff))
        for index, written in enumerate(piece.claims):
            yield MovedClaim(piece, piece_index, written, index, written.ksb, *_fate_of_ksb(written.ksb, diff))


def _fate_of_ksb(code: str, diff: StandardDiff) -> tuple[Fate, str | None, Compared[Ksb] | None]:
    """Return the fate of a code, its new code, and how its statement has changed."""
    compared = diff.by_old_code.get(code)
    if compared is None:
        # A code unknown in the old version must not gain a meaning in the new one.
        return (Fate.REVIEW if code in diff.new.by_code else Fate.UNKNOWN), code, None
    return _fate(compared), compared.pair.new.code if compared.pair.new else None, compared


def _fate(compared: Compared[Ksb] | Compared[Duty]) -> Fate:
    changes = compared.pair.changes
    fates = {Change.REMOVED: Fate.GONE, Change.REWORDED: Fate.REVIEW, Change.RENUMBERED: Fate.RENUMBERED}
    return next((fate for change, fate in fates.items() if change in changes), Fate.UNCHANGED)


def _duties(portfolio: Portfolio, diff: StandardDiff) -> Iterator[MovedDuty]:
    for piece_index, piece in enumerate(portfolio.evidence):
        for index, number in enumerate(piece.duties):
            yield MovedDuty(piece, piece_index, index, number, *_fate_of_duty(number, diff))


def _fate_of_duty(number: int, diff: StandardDiff) -> tuple[Fate, int | None, Compared[Duty] | None]:
    compared = diff.by_old_number.get(number)
    if compared is None:
        return (Fate.GONE, None, None) if number in diff.new.by_number else (Fate.UNKNOWN, number, None)
    return _fate(compared), compared.pair.new.number if compared.pair.new else None, compared


def _exceptions(portfolio: Portfolio, diff: StandardDiff) -> Iterator[MovedException]:
    for index, entry in enumerate(portfolio.exceptions):
        if entry.ksb is not None:
            yield MovedException(entry, index, entry.ksb, *_fate_of_ksb(entry.ksb, diff))


def _requirements(
    diff: StandardDiff, old: Option, new: Option, claims: Sequence[MovedClaim]
) -> tuple[tuple[Ksb, ...], tuple[Ksb, ...]]:
    """Return the unclaimed KSBs that only the new version requires, and the claimed ones that it doesn't require."""
    before, after = diff.old.requirements[old.id].ksbs, diff.new.requirements[new.id].ksbs
    carried = {claim.new_code for claim in claims if claim.fate in (Fate.UNCHANGED, Fate.RENUMBERED)}
    pairs = [statement.pair for statement in diff.statements]
    kept = {pair.new.code for pair in pairs if pair.old in before and pair.new}
    added = tuple(ksb for ksb in after if ksb.code not in kept and ksb.code not in carried)
    dropped = {code for code in kept & carried if diff.new.by_code[code] not in after}
    return added, tuple(ksb for code, ksb in diff.new.by_code.items() if code in dropped)
