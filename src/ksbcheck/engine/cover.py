"""The mapping engine: which required KSBs are evidenced, at every rung, per KSB and per duty."""

from collections.abc import Collection, Iterable, Mapping

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.coverage import Coverage, DutyCoverage, DutyStatus, KsbCoverage, KsbStatus
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.names import NaturalKey, look, natural
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.standard import Duty, Requirement

Reached = tuple[tuple[str, Rung], ...]
"""The ids of pieces that claim a KSB, in their natural order, with the highest rung at which each does."""

Within = Mapping[int, Mapping[str, Reached]]
"""By duty and code, what has been reached through evidence that names the duty; empty without duty context."""


def cover(requirement: Requirement, claims: Iterable[Claim], policy: Policy) -> Coverage:
    """Work out the coverage of what an option requires. The order of the claims changes nothing."""
    claims = tuple(claims)
    reached = reached_by(claims)
    needed_by = requirement.needed_by
    ksbs = tuple(
        [_cover_ksb(ksb.code, reached.get(ksb.code, ()), needed_by[ksb.code], policy) for ksb in requirement.ksbs]
    )
    met = {ksb.code for ksb in ksbs if ksb.status is KsbStatus.MET}
    duties = tuple(
        _cover_duty(duty, required, _met_within(duty, required, claims, policy) if policy.duty_context else met)
        for duty, required in requirement.duties
    )
    return Coverage(policy.rung, ksbs, duties)


def reached_by(claims: Iterable[Claim]) -> Mapping[str, Reached]:
    """Return what each code has reached. Pieces whose ids look the same count as one, under the first of the ids."""
    by_code: dict[str, dict[str, tuple[str, Rung]]] = {}
    for code, rung, piece, _, _, _ in claims:
        if code not in by_code:
            by_code[code] = {}
        pieces = by_code[code]
        looks, reached = look(piece.id), (piece.id, rung)
        pieces[looks] = _both(pieces[looks], reached) if looks in pieces else reached
    return {code: _ordered(pieces.values()) for code, pieces in by_code.items()}


def _ordered(reached: Collection[tuple[str, Rung]]) -> Reached:
    return tuple(sorted(reached, key=_by_id) if len(reached) > 1 else reached)


def _both(one: tuple[str, Rung], other: tuple[str, Rung]) -> tuple[str, Rung]:
    return min(one[0], other[0], key=natural), max(one[1], other[1], key=_rank)


def _by_id(reached: tuple[str, Rung]) -> NaturalKey:
    return natural(reached[0])


def _rank(rung: Rung) -> int:
    return rung.rank


def _cover_ksb(code: str, reached: Reached, duties: tuple[int, ...], policy: Policy) -> KsbCoverage:
    least = policy.rung.rank
    counting = tuple([piece for piece, rung in reached if rung.rank >= least])
    highest_first = sorted([rung for _, rung in reached], key=_rank, reverse=True) if reached else []
    return KsbCoverage(
        code,
        _status(len(counting), policy),
        highest_first[0] if highest_first else None,
        highest_first[policy.min_pieces - 1] if len(highest_first) >= policy.min_pieces else None,
        counting,
        duties,
        reached,
    )


def _status(pieces: int, policy: Policy) -> KsbStatus:
    if pieces >= policy.min_pieces:
        return KsbStatus.MET
    return KsbStatus.THIN if pieces else KsbStatus.MISSING


def _met_within(duty: Duty, required: Iterable[str], claims: Iterable[Claim], policy: Policy) -> Collection[str]:
    """Return the codes of a duty that are met through evidence that names it."""
    reached = reached_by(claim for claim in claims if duty.number in claim.piece.duties)
    return {code for code in required if _cover_ksb(code, reached.get(code, ()), (), policy).status is KsbStatus.MET}


def _cover_duty(duty: Duty, required: tuple[str, ...], met: Collection[str]) -> DutyCoverage:
    missing = tuple([code for code in required if code not in met])
    return DutyCoverage(duty.number, duty.mapping, _duty_status(required, missing), required, missing)


def _duty_status(required: tuple[str, ...], missing: tuple[str, ...]) -> DutyStatus:
    """Of a duty to which the source maps nothing there is nothing to say: never that it is met."""
    if not required:
        return DutyStatus.UNMAPPED
    if not missing:
        return DutyStatus.MET
    return DutyStatus.MISSING if missing == required else DutyStatus.PARTIAL
