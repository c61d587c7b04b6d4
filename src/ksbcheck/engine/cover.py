"""Coverage: which required KSBs are met, per KSB and per duty."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.coverage import Coverage, DutyCoverage, DutyStatus, KsbCoverage, KsbStatus
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.locator import parse
from ksbcheck.domain.names import look, natural
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.standard import Duty, Requirement

PieceRungs = tuple[tuple[str, Rung], ...]
"""The pieces that claim a KSB, in the natural order of their ids, with the highest rung of their claims."""

WithinDuties = Mapping[int, Mapping[str, KsbCoverage]]
"""By duty and code, the coverage by the pieces that name the duty; empty without duty context."""


def cover(requirement: Requirement, claims: Iterable[Claim], policy: Policy) -> Coverage:
    """Return the coverage of a requirement. The order of the claims makes no difference."""
    claims = tuple(claims)
    by_code = _claims_by_code(claims)
    needed_by = requirement.needed_by
    ksbs = tuple(
        [_cover_ksb(ksb.code, by_code.get(ksb.code, ()), needed_by[ksb.code], policy) for ksb in requirement.ksbs]
    )
    met = {ksb.code for ksb in ksbs if ksb.status is KsbStatus.MET}
    duties = tuple(
        _cover_duty(duty, required, _met_within(duty.number, required, claims, policy) if policy.duty_context else met)
        for duty, required in requirement.duties
    )
    return Coverage(policy.rung, ksbs, duties)


def _claims_by_code(claims: Iterable[Claim]) -> Mapping[str, Sequence[Claim]]:
    by_code: dict[str, list[Claim]] = {}
    for claim in claims:
        by_code.setdefault(claim.code, []).append(claim)
    return by_code


def _piece_rungs(claims: Iterable[Claim]) -> PieceRungs:
    """Return the pieces that claim a KSB. Pieces whose ids look the same are one, under the first id."""
    pieces: dict[str, tuple[str, Rung]] = {}
    for claim in claims:
        if not claim.why_not:
            key, named = look(claim.piece.id), claim.piece.id
            if key in pieces:
                first_id, highest = pieces[key]
                pieces[key] = min(first_id, named, key=natural), max(highest, claim.rung, key=_rank)
            else:
                pieces[key] = named, claim.rung
    return tuple(sorted(pieces.values(), key=lambda each: natural(each[0])))


def _rank(rung: Rung) -> int:
    return rung.rank


def _cover_ksb(code: str, claims: Sequence[Claim], duties: tuple[int, ...], policy: Policy) -> KsbCoverage:
    if not claims:
        return KsbCoverage(code, _status(0, policy), None, None, (), duties, ())
    rungs = _piece_rungs(claims)
    repeats: Collection[str] = ()
    if _shares_work(claims):
        counting, met_rung, repeats = _count_different(rungs, claims, policy)
    else:
        counting, met_rung = _count(rungs, policy)
    refused = {(claim.piece.id, claim.why_not) for claim in claims if claim.why_not}
    return KsbCoverage(
        code,
        _status(counting, policy),
        max((rung for _, rung in rungs), key=_rank, default=None),
        met_rung,
        tuple([piece for piece, rung in rungs if rung >= policy.rung]),
        duties,
        rungs,
        tuple(piece for piece, _ in rungs if piece in repeats) if repeats else (),
        tuple(sorted(refused, key=lambda each: (natural(each[0]), each[1]))) if refused else (),
        None if policy.rung is Rung.CLAIMED else _signed_on(claims, repeats, policy),
    )


def _count(rungs: PieceRungs, policy: Policy) -> tuple[int, Rung | None]:
    """Return how many pieces count, and the highest rung that enough pieces have reached."""
    ranked = sorted([rung for _, rung in rungs], key=_rank, reverse=True)
    met_rung = ranked[policy.min_pieces - 1] if len(ranked) >= policy.min_pieces else None
    return sum(rung >= policy.rung for rung in ranked), met_rung


def _count_different(
    rungs: PieceRungs, claims: Sequence[Claim], policy: Policy
) -> tuple[int, Rung | None, Collection[str]]:
    """Return how many different pieces count, the highest rung that enough have reached, and those that only repeat."""
    reached = {policy.rung, *(claim.rung for claim in claims if not claim.why_not)}
    repeats = {rung: _repeats(rungs, claims, rung) for rung in reached}
    different = {rung: sum(at >= rung for piece, at in rungs if piece not in repeats[rung]) for rung in reached}
    # What differs at a higher rung differs at a lower one too, whatever else is claimed there.
    most = max((rung for rung in sorted(reached) if rung >= policy.rung), key=different.__getitem__)
    met_rung = max((rung for rung, pieces in different.items() if pieces >= policy.min_pieces), key=_rank, default=None)
    return different[most], met_rung, repeats[most]


def _signed_on(claims: Iterable[Claim], repeats: Collection[str], policy: Policy) -> date | None:
    """Return the day on which enough pieces had the sign-off that the policy's rung needs; None if too few have."""
    days: dict[str, date] = {}
    for claim in claims:
        sign_off = claim.rests_on[policy.rung is Rung.VERIFIED]
        if sign_off and sign_off.on and not claim.why_not and claim.piece.id not in repeats:
            key = look(claim.piece.id)
            days[key] = min(days.get(key, date.max), sign_off.on)
    return sorted(days.values())[policy.min_pieces - 1] if len(days) >= policy.min_pieces else None


def _shares_work(claims: Iterable[Claim]) -> bool:
    """Return whether a work is claimed twice, which is rare."""
    works = [work for claim in claims for work in claim.sight.works]
    return len(set(works)) < len(works)


def _repeats(rungs: PieceRungs, claims: Iterable[Claim], least: Rung) -> Collection[str]:
    """Return the pieces that show nothing but work which others show too; those at the rung or higher come first.

    Different places in one work are different; a claim without a place is on the whole of it.
    """
    shown: dict[str, set[tuple[str, str]]] = {}
    asked = {look(piece): min(least, rung, key=_rank) for piece, rung in rungs}
    for claim in claims:
        key = look(claim.piece.id)
        if not claim.why_not and claim.rung >= asked[key]:
            shown.setdefault(key, set()).update((work, _place(claim)) for work in claim.sight.works)
    for parts in shown.values():  # the whole of a work has all its places
        parts -= {(work, place) for work, place in parts if place != _WHOLE and (work, _WHOLE) in parts}
    seen: set[tuple[str, str]] = set()
    whole: set[str] = set()
    repeats = set()
    for piece, _ in sorted(rungs, key=lambda each: (each[1] < least, *_breadth(shown[look(each[0])]), -each[1].rank)):
        parts = shown[look(piece)]
        if parts and all(part in seen or part[0] in whole for part in parts):
            repeats.add(piece)
        else:
            seen |= parts | {(work, _WHOLE) for work, _ in parts}
            whole |= {work for work, place in parts if place == _WHOLE}
    return repeats


_WHOLE = ""


def _breadth(parts: Collection[tuple[str, str]]) -> tuple[int, bool]:
    return len(parts), any(place == _WHOLE for _, place in parts)


def _place(claim: Claim) -> str:
    """Return the places that a claim names, spelt alike; empty if it names none that can be looked up."""
    return "; ".join(sorted(map(str, parse(claim.where) or ()))) if claim.where else _WHOLE


def _status(pieces: int, policy: Policy) -> KsbStatus:
    if pieces >= policy.min_pieces:
        return KsbStatus.MET
    return KsbStatus.THIN if pieces else KsbStatus.MISSING


def cover_within(
    duty: int, required: Iterable[str], claims: Iterable[Claim], policy: Policy
) -> Mapping[str, KsbCoverage]:
    """Return the coverage of the KSBs of a duty by evidence that names it."""
    by_code = _claims_by_code(claim for claim in claims if duty in claim.piece.duties)
    return {code: _cover_ksb(code, by_code.get(code, ()), (duty,), policy) for code in required}


def _met_within(duty: int, required: Iterable[str], claims: Iterable[Claim], policy: Policy) -> Collection[str]:
    within = cover_within(duty, required, claims, policy)
    return {code for code, ksb in within.items() if ksb.status is KsbStatus.MET}


def _cover_duty(duty: Duty, required: tuple[str, ...], met: Collection[str]) -> DutyCoverage:
    missing = tuple([code for code in required if code not in met])
    if not required:  # the source maps no KSB to the duty, so it can't be met
        status = DutyStatus.UNMAPPED
    elif not missing:
        status = DutyStatus.MET
    else:
        status = DutyStatus.MISSING if missing == required else DutyStatus.PARTIAL
    return DutyCoverage(duty.number, duty.mapping, status, required, missing)
