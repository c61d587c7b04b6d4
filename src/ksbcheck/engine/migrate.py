"""Migration: a claim counts in the new version only if the same piece claimed the same text before."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.migration import SIGN_OFFS, Fate, Migration, MovedClaim, MovedDuty, MovedException, MovedPiece
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.standard import Duty, Ksb, Option
from ksbcheck.domain.standard_change import Change, Compared, StandardDiff

Value = dict[str, Any]
"""A mapping of a manifest, as it is read: text, None, lists and dicts."""
_UNCONFIRMED = (str(Rung.SUGGESTED), str(Rung.PLANNED))


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
        for index, code in enumerate(piece.ksbs):
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


def rewrite_manifest(manifest: Value, migration: Migration, heading: Mapping[str, Any]) -> Value:
    """Return a manifest for the new version; `heading` are its entries that name the standard."""
    pieces = [_piece(piece, migration.by_piece[index]) for index, piece in enumerate(manifest["evidence"])]
    exceptions = _exceptions_kept(manifest.get("exceptions") or [], migration.exceptions)
    return _with_lists(manifest, {"exceptions": exceptions}) | {"evidence": pieces} | dict(heading)


def _piece(piece: Value, moved: MovedPiece) -> Value:
    planned = [_planned({"ksb": claim.new_code}) for claim in moved.short if claim.fate is Fate.REVIEW]
    return _with_lists(
        piece,
        {
            "ksbs": [
                piece["ksbs"][claim.at] if claim.new_code == claim.code else claim.new_code
                for claim in moved.short
                if claim.fate not in (Fate.REVIEW, Fate.GONE)
            ],
            "claims": [
                *(_claim(piece["claims"][claim.at], claim) for claim in moved.long if claim.fate is not Fate.GONE),
                *planned,
            ],
            "duties": [
                piece["duties"][duty.at] if duty.new_number == duty.number else str(duty.new_number)
                for duty in moved.duties
                if duty.fate is not Fate.GONE
            ],
        },
    )


def _with_lists(mapping: Value, lists: Mapping[str, list[Any]]) -> Value:
    """Return a mapping with other lists, without those that have become empty."""
    kept = {key: value for key, value in lists.items() if value or (key in mapping and not mapping[key])}
    return {key: value for key, value in mapping.items() if key not in lists} | kept


def _claim(entry: Value, claim: MovedClaim) -> Value:
    moved = entry if claim.new_code == claim.code else {**entry, "ksb": claim.new_code}
    return _planned(moved) if claim.fate is Fate.REVIEW else moved


def _planned(entry: Value) -> Value:
    """Return a claim that doesn't count until it is reviewed, without the sign-offs on its old text."""
    kept = {key: value for key, value in entry.items() if key not in SIGN_OFFS}
    status = kept.get("status")
    return kept if status in _UNCONFIRMED else {**kept, "status": str(Rung.PLANNED)}


def _exceptions_kept(entries: Sequence[Value], moves: Sequence[MovedException]) -> list[Value]:
    """Return the exceptions that carry over, or that name no KSB."""
    by_index = {move.at: move for move in moves}
    kept = []
    for index, entry in enumerate(entries):
        move = by_index.get(index)
        if move is not None and move.fate is Fate.RENUMBERED:
            kept.append({**entry, "ksb": move.new_code})
        elif move is None or move.fate in (Fate.UNCHANGED, Fate.UNKNOWN):
            kept.append(entry)
    return kept
