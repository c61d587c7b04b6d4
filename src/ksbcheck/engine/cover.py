"""Coverage: which required KSBs are met, per KSB and per duty."""

from collections.abc import Collection, Iterable, Mapping

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.coverage import Coverage, DutyCoverage, DutyStatus, KsbCoverage, KsbStatus
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.names import look, natural
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.standard import Duty, Requirement

PieceRungs = tuple[tuple[str, Rung], ...]
"""The pieces that claim a KSB, in the natural order of their ids, with the highest rung of their claims."""

RungsByDuty = Mapping[int, Mapping[str, PieceRungs]]
"""By duty and code, the pieces that name the duty; empty without duty context."""


def cover(requirement: Requirement, claims: Iterable[Claim], policy: Policy) -> Coverage:
    """Return the coverage of a requirement. The order of the claims makes no difference."""
    claims = tuple(claims)
    rungs = piece_rungs(claims)
    needed_by = requirement.needed_by
    ksbs = tuple(
        [_cover_ksb(ksb.code, rungs.get(ksb.code, ()), needed_by[ksb.code], policy) for ksb in requirement.ksbs]
    )
    met = {ksb.code for ksb in ksbs if ksb.status is KsbStatus.MET}
    duties = tuple(
        _cover_duty(duty, required, _met_within(duty, required, claims, policy) if policy.duty_context else met)
        for duty, required in requirement.duties
    )
    return Coverage(policy.rung, ksbs, duties)


def piece_rungs(claims: Iterable[Claim]) -> Mapping[str, PieceRungs]:
    """Return the pieces that claim each code. Pieces whose ids look the same are one, under the first id."""
    by_code: dict[str, dict[str, tuple[str, Rung]]] = {}
    for code, rung, piece, _, _, _ in claims:
        pieces = by_code.setdefault(code, {})
        key = look(piece.id)
        if key in pieces:
            first_id, highest = pieces[key]
            pieces[key] = min(first_id, piece.id, key=natural), max(highest, rung, key=_rank)
        else:
            pieces[key] = piece.id, rung
    return {code: tuple(sorted(pieces.values(), key=lambda each: natural(each[0]))) for code, pieces in by_code.items()}


def _rank(rung: Rung) -> int:
    return rung.rank


def _cover_ksb(code: str, rungs: PieceRungs, duties: tuple[int, ...], policy: Policy) -> KsbCoverage:
    least = policy.rung.rank
    counting = tuple([piece for piece, rung in rungs if rung.rank >= least])
    highest_first = sorted([rung for _, rung in rungs], key=_rank, reverse=True)
    return KsbCoverage(
        code,
        _status(len(counting), policy),
        highest_first[0] if highest_first else None,
        highest_first[policy.min_pieces - 1] if len(highest_first) >= policy.min_pieces else None,
        counting,
        duties,
        rungs,
    )


def _status(pieces: int, policy: Policy) -> KsbStatus:
    if pieces >= policy.min_pieces:
        return KsbStatus.MET
    return KsbStatus.THIN if pieces else KsbStatus.MISSING


def _met_within(duty: Duty, required: Iterable[str], claims: Iterable[Claim], policy: Policy) -> Collection[str]:
    """Return the codes that are met by evidence that names the duty."""
    rungs = piece_rungs(claim for claim in claims if duty.number in claim.piece.duties)
    return {code for code in required if _cover_ksb(code, rungs.get(code, ()), (), policy).status is KsbStatus.MET}


def _cover_duty(duty: Duty, required: tuple[str, ...], met: Collection[str]) -> DutyCoverage:
    missing = tuple([code for code in required if code not in met])
    if not required:  # the source maps no KSB to the duty, so it can't be met
        status = DutyStatus.UNMAPPED
    elif not missing:
        status = DutyStatus.MET
    else:
        status = DutyStatus.MISSING if missing == required else DutyStatus.PARTIAL
    return DutyCoverage(duty.number, duty.mapping, status, required, missing)
