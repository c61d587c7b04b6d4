"""Moving a portfolio to another version of its standard: what carries over, what to review, and what is gone.

Nothing counts in the new version that was not claimed before, by the same piece, on the very same words.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.migration import (
    CARRIED,
    SIGN_OFFS,
    Fate,
    Migration,
    MovedClaim,
    MovedDuty,
    MovedException,
    MovedPiece,
)
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.standard import Duty, Ksb, Option, Standard
from ksbcheck.domain.standard_change import Change, Compared, StandardDiff

Value = dict[str, Any]
"""A mapping of a manifest as the reader gives it: text, None, lists and dicts of them."""
_UNCONFIRMED = (str(Rung.SUGGESTED), str(Rung.PLANNED))


def migrate(portfolio: Portfolio, diff: StandardDiff) -> Migration | None:
    """Return what becomes of a portfolio when its standard changes as a comparison says.

    None where the learner's option is not there any more.
    """
    compared = next(each for each in diff.options if each.old and each.old.id == portfolio.option)
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
    """Return what becomes of a KSB that somebody names, its new code, and how its statement has changed."""
    compared = diff.by_old_code.get(code)
    if compared is None:
        # What the old version doesn't know must not come to mean something by the new one.
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
    """Return what the option requires newly and nobody claims, and what is claimed and required no more."""
    before, after = _required(diff.old, old), _required(diff.new, new)
    carried = {claim.new_code for claim in claims if claim.fate in CARRIED}
    still = {each.pair.new.code for each in diff.statements if each.pair.old in before and each.pair.new}
    newly = tuple(ksb for ksb in after if ksb.code not in still and ksb.code not in carried)
    lost = {code for code in still & carried if diff.new.by_code[code] not in after}
    return newly, tuple(ksb for code, ksb in diff.new.by_code.items() if code in lost)


def _required(standard: Standard, option: Option) -> tuple[Ksb, ...]:
    return standard.requirements[option.id].ksbs


def rewritten(manifest: Value, migration: Migration, heading: Mapping[str, Any]) -> Value:
    """Return what a manifest says in the new version; `heading` are its entries that name the standard.

    A list of which nothing is left is left out.
    """
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


def _with_lists(around: Value, lists: Mapping[str, list[Any]]) -> Value:
    """Return a mapping with its lists as they become; one that had something and has nothing now is left out."""
    written = {key: value for key, value in lists.items() if value or (key in around and not around[key])}
    return {key: value for key, value in around.items() if key not in lists} | written


def _claim(entry: Value, claim: MovedClaim) -> Value:
    moved = entry if claim.new_code == claim.code else {**entry, "ksb": claim.new_code}
    return _planned(moved) if claim.fate is Fate.REVIEW else moved


def _planned(entry: Value) -> Value:
    """Return a claim that doesn't count until somebody has looked. Its sign-offs were given on other words."""
    kept = {key: value for key, value in entry.items() if key not in SIGN_OFFS}
    status = kept.get("status")
    return kept if status in _UNCONFIRMED else {**kept, "status": str(Rung.PLANNED)}


def _exceptions_kept(entries: Sequence[Value], moves: Sequence[MovedException]) -> list[Value]:
    """Return the exceptions that stay: those that carry over, and those that are about no KSB."""
    by_index = {move.at: move for move in moves}
    kept = []
    for index, entry in enumerate(entries):
        move = by_index.get(index)
        if move is not None and move.fate is Fate.RENUMBERED:
            kept.append({**entry, "ksb": move.new_code})
        elif move is None or move.fate in (Fate.UNCHANGED, Fate.UNKNOWN):
            kept.append(entry)
    return kept
