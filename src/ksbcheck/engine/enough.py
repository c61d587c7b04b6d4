"""Which of the present evidence is enough: the smallest choice that carries all that is carried now."""

from collections.abc import Iterable, Iterator, Mapping

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.codes import code_order
from ksbcheck.domain.coverage import Coverage
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.names import look, natural
from ksbcheck.domain.plan import Carried, Enough
from ksbcheck.domain.policy import Policy
from ksbcheck.engine.cover import Reached
from ksbcheck.engine.fewest import Need, fewest
from ksbcheck.engine.new_evidence import Within

_HIGHEST_FIRST = tuple(reversed(Rung))


def enough(
    pieces: Iterable[Carried], claims: Iterable[Claim], coverage: Coverage, within: Within, policy: Policy
) -> Enough:
    """Return the smallest choice of pieces that carries all that they carry together. `Enough` says what that means.

    Pieces whose ids look the same are one piece, as in coverage, under the first of the ids.
    """
    as_one: dict[str, Carried] = {}
    for piece in sorted(pieces, key=lambda piece: natural(piece.piece)):
        looks = look(piece.piece)
        as_one[looks] = _both(as_one[looks], piece) if looks in as_one else piece
    bits = {looks: 1 << number for number, looks in enumerate(as_one)}
    answer = fewest({*_of_ksbs(bits, coverage, within, policy), *_of_duties(bits, claims, coverage)})
    ordered = tuple(as_one.values())
    kept = set(answer.chosen)
    return Enough(
        tuple(ordered[number].piece for number in answer.chosen),
        tuple(piece for number, piece in enumerate(ordered) if number not in kept),
        answer.proven,
    )


def _both(first: Carried, other: Carried) -> Carried:
    return first._replace(codes=tuple(sorted({*first.codes, *other.codes}, key=code_order)))


def _of_ksbs(bits: Mapping[str, int], coverage: Coverage, within: Within, policy: Policy) -> Iterator[Need]:
    for ksb in coverage.ksbs:
        yield from _at_each_rung(bits, ksb.reached, policy)
    for duty in coverage.duties:
        reached = within.get(duty.number, {})
        for code in duty.required:
            yield from _at_each_rung(bits, reached.get(code, ()), policy)


def _at_each_rung(bits: Mapping[str, int], reached: Reached, policy: Policy) -> Iterator[Need]:
    """Yield what keeps a KSB at every rung where it is, up to the number of pieces that it needs."""
    asked = 0
    for rung in _HIGHEST_FIRST:
        among = sum(bits[look(piece)] for piece, at in reached if at.rank >= rung.rank)
        count = min(policy.min_pieces, among.bit_count())
        if count > asked:  # what is asked for at a higher rung does for this one too
            asked = count
            yield among, count


def _of_duties(bits: Mapping[str, int], claims: Iterable[Claim], coverage: Coverage) -> Iterator[Need]:
    """Yield what keeps each duty named: of one that has lost its mapping, that is all that can be said."""
    required = {ksb.code for ksb in coverage.ksbs}
    naming = {duty.number: 0 for duty in coverage.duties}
    for claim in claims:
        if claim.code in required and claim.rung >= Rung.CLAIMED:
            for duty in claim.piece.duties:
                if duty in naming:
                    naming[duty] |= bits[look(claim.piece.id)]
    for among in naming.values():
        if among:
            yield among, 1
