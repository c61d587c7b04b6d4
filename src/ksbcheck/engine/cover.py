"""The mapping engine: which required KSBs are evidenced, at every rung, per KSB and per duty."""

from collections.abc import Collection, Iterable, Mapping

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.coverage import Coverage, DutyCoverage, DutyStatus, KsbCoverage, KsbStatus
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.names import natural
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.standard import Duty, Requirement

Reached = dict[str, Rung]
"""The ids of pieces that claim a KSB, with the highest rung at which each does."""


def cover(requirement: Requirement, claims: Iterable[Claim], policy: Policy) -> Coverage:
    """Work out the coverage of what an option requires. The order of the claims changes nothing."""
    claims = tuple(claims)
    reached = _reached(claims)
    needed_by = requirement.needed_by
    ksbs = tuple(
        [_cover_ksb(ksb.code, reached.get(ksb.code, {}), needed_by[ksb.code], policy) for ksb in requirement.ksbs]
    )
    met = {ksb.code for ksb in ksbs if ksb.status is KsbStatus.MET}
    duties = tuple(
        _cover_duty(duty, required, _met_within(duty, required, claims, policy) if policy.duty_context else met)
        for duty, required in requirement.duties
    )
    return Coverage(policy.rung, ksbs, duties)


def _reached(claims: Iterable[Claim]) -> Mapping[str, Reached]:
    reached: dict[str, Reached] = {}
    for code, rung, piece, *_ in claims:
        pieces = reached.setdefault(code, {})
        before = pieces.get(piece.id)
        if before is None or before.rank < rung.rank:
            pieces[piece.id] = rung
    return reached


def _cover_ksb(code: str, reached: Reached, duties: tuple[int, ...], policy: Policy) -> KsbCoverage:
    least = policy.rung.rank
    pieces = sorted(reached, key=natural) if len(reached) > 1 else reached
    highest_first = sorted(reached.values(), key=_rank, reverse=True)
    counting = tuple([piece for piece in pieces if reached[piece].rank >= least])
    return KsbCoverage(
        code,
        _status(len(counting), policy),
        highest_first[0] if highest_first else None,
        highest_first[policy.min_pieces - 1] if len(highest_first) >= policy.min_pieces else None,
        counting,
        duties,
        tuple([(piece, reached[piece]) for piece in pieces]),
    )


def _rank(rung: Rung) -> int:
    return rung.rank


def _status(pieces: int, policy: Policy) -> KsbStatus:
    if pieces >= policy.min_pieces:
        return KsbStatus.MET
    return KsbStatus.THIN if pieces else KsbStatus.MISSING


def _met_within(duty: Duty, required: Iterable[str], claims: Iterable[Claim], policy: Policy) -> Collection[str]:
    """Return the codes of a duty that are met through evidence that names it."""
    reached = _reached(claim for claim in claims if duty.number in claim.piece.duties)
    return {code for code in required if _cover_ksb(code, reached.get(code, {}), (), policy).status is KsbStatus.MET}


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
