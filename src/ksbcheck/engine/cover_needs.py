"""The fewest duties that new evidence should come from, and the pieces that carry the whole portfolio."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from math import inf
from typing import NamedTuple

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.coverage import Coverage, KsbCoverage, KsbStatus
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.names import code_order, look, natural
from ksbcheck.domain.plan import Carried, Enough, FromDuty, NewEvidence, Shortage
from ksbcheck.domain.policy import Policy
from ksbcheck.engine.cover import WithinDuties

_MAX_CANDIDATES = 20
"""Among more candidates, the answer is not proven to be the smallest."""

_Need = tuple[int, int]
"""Candidates, as bits, and the fewest of them to choose."""


class Fewest(NamedTuple):
    """How often each candidate is chosen, by its number, and whether that is proven to be the smallest choice."""

    chosen: Mapping[int, int]
    proven: bool


def fewest(needs: Iterable[_Need], *, repeated: bool = False) -> Fewest:
    """Return the smallest choice that meets all needs; of equally small ones, the one with the lowest numbers.

    It must be possible to meet every need. With `repeated`, a candidate may be chosen more than once. Among too many
    candidates the choice has nothing to spare, but may not be the smallest.
    """
    chosen, left = _forced(set(needs), repeated)
    numbers = {number for among, _ in left for number in _numbers(among)}
    most = max((needed for _, needed in left), default=0) if repeated else 1
    if len(numbers) * most > _MAX_CANDIDATES:
        return Fewest(chosen + _greedy(left, repeated), proven=False)
    smallest = next(choice for size in count() if (choice := _choose(left, size, repeated)) is not None)
    return Fewest(chosen + Counter(smallest), proven=True)


def _numbers(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _reduce(needs: Iterable[_Need], bit: int, times: int, repeated: bool) -> list[_Need]:
    """Return the needs that are left after a candidate was chosen."""
    others = -1 if repeated else ~bit
    left = [(among & others, needed - times if among & bit else needed) for among, needed in needs]
    return [need for need in left if need[1] > 0]


def _forced(needs: Iterable[_Need], repeated: bool) -> tuple[Counter[int], list[_Need]]:
    """Return the candidates without which a need can't be met, and the needs that are left."""
    chosen, left = Counter[int](), sorted(needs)
    while forced := next((need for need in left if need[0].bit_count() == (1 if repeated else need[1])), None):
        times = forced[1] if repeated else 1
        for number in _numbers(forced[0]):
            chosen[number] += times
            left = _reduce(left, 1 << number, times, repeated)
    return chosen, left


def _choose(needs: Sequence[_Need], size: int, repeated: bool) -> tuple[int, ...] | None:
    """Return the lowest numbers of at most `size` candidates that meet the needs."""
    while _at_least(needs, repeated) <= size:
        if not needs:
            return ()
        lowest = min(among & -among for among, _ in needs)
        others = _choose(_reduce(needs, lowest, 1, repeated), size - 1, repeated)
        if others is not None:
            return lowest.bit_length() - 1, *others
        needs = [(among & ~lowest, needed) for among, needed in needs]
    return None


def _at_least(needs: Iterable[_Need], repeated: bool) -> float:
    """Return a lower bound of the choice's size: the sum of needs that share no candidate."""
    least, seen = 0, 0
    for among, needed in sorted(needs, key=lambda need: (need[0].bit_count() - need[1], need)):
        if among.bit_count() < (1 if repeated else needed):
            return inf
        if not among & seen:
            least, seen = least + needed, seen | among
    return least


def _greedy(needs: Sequence[_Need], repeated: bool) -> Counter[int]:
    """Return a choice that meets the needs: one by one the candidate that meets most, and then nothing to spare."""
    chosen, left = Counter[int](), list(needs)
    while left:
        frequency = Counter(number for among, _ in left for number in _numbers(among))
        number = min(frequency, key=lambda number: (-frequency[number], number))
        times = min(needed for among, needed in left if among >> number & 1) if repeated else 1
        chosen[number] += times
        left = _reduce(left, 1 << number, times, repeated)
    for number in sorted(chosen):
        spare = min(
            sum(chosen[other] for other in _numbers(among)) - needed for among, needed in needs if among >> number & 1
        )
        chosen[number] -= min(spare, chosen[number])
    return +chosen


def new_evidence(coverage: Coverage, by_duty: WithinDuties, policy: Policy) -> NewEvidence:
    """Return the KSBs that need new evidence, and the duties that it would best come from."""
    short = [
        (Shortage(ksb.code, pieces), ksb.duties)
        for ksb in coverage.ksbs
        if ksb.status is not KsbStatus.MET and (pieces := _new_pieces(ksb, policy))
    ]
    demands = [(code, pieces, duties) for (code, pieces), duties in short if duties]
    demands += [
        (ksb.code, pieces, (duty,))
        for duty, ksb in lacking(coverage, by_duty)
        if duty is not None and (pieces := _new_pieces(ksb, policy))
    ]
    numbers = sorted({number for _, _, duties in demands for number in duties})
    bits = {number: 1 << index for index, number in enumerate(numbers)}
    answer = fewest(((sum(map(bits.__getitem__, duties)), pieces) for _, pieces, duties in demands), repeated=True)
    codes = {number: {code for code, _, duties in demands if number in duties} for number in numbers}
    from_duties = tuple(
        FromDuty(number, answer.chosen[index], tuple(sorted(codes[number], key=code_order)))
        for index, number in enumerate(numbers)
        if index in answer.chosen
    )
    mapped, unmapped = ([each for each, duties in short if bool(duties) is is_mapped] for is_mapped in (True, False))
    return NewEvidence(tuple(mapped), from_duties, answer.proven, tuple(unmapped))


def lacking(coverage: Coverage, by_duty: WithinDuties) -> Iterator[tuple[int | None, KsbCoverage]]:
    """Yield the gaps, and then what is not met within a duty, with its number."""
    yield from ((None, ksb) for ksb in coverage.ksbs if ksb.status is not KsbStatus.MET)
    for duty in coverage.duties:
        if duty.number in by_duty:
            yield from ((duty.number, by_duty[duty.number][code]) for code in duty.missing)


def _new_pieces(ksb: KsbCoverage, policy: Policy) -> int:
    """Count the pieces that a KSB needs besides those that claim it, whether they count now or can be mended."""
    return max(0, policy.min_pieces - len({piece for piece, _ in (*ksb.different, *ksb.not_counted)}))


def enough(
    pieces: Iterable[Carried], claims: Iterable[Claim], coverage: Coverage, by_duty: WithinDuties, policy: Policy
) -> Enough:
    """Return the choice; pieces whose ids look the same are one, as in coverage, under the first id.

    Of pieces that show the same work, the one that counts is kept; another one might do with fewer.
    """
    merged: dict[str, Carried] = {}
    for piece in sorted(pieces, key=lambda piece: natural(piece.piece)):
        first = merged.setdefault(look(piece.piece), piece)
        if first is not piece:
            codes = tuple(sorted({*first.codes, *piece.codes}, key=code_order))
            merged[look(piece.piece)] = first._replace(codes=codes)
    bits = {key: 1 << number for number, key in enumerate(merged)}
    to_mend = {look(piece) for _, ksb in lacking(coverage, by_duty) for piece, _ in ksb.not_counted}
    needs = [*_ksb_needs(bits, coverage, by_duty, policy), *_duty_needs(bits, claims, coverage)]
    answer = fewest([*needs, *((bits[piece], 1) for piece in to_mend)])
    ordered = list(enumerate(merged.values()))
    return Enough(
        tuple(piece.piece for number, piece in ordered if number in answer.chosen),
        tuple(piece for number, piece in ordered if number not in answer.chosen),
        answer.proven and not any(ksb.repeats for ksb in coverage.ksbs),
    )


def _ksb_needs(bits: Mapping[str, int], coverage: Coverage, by_duty: WithinDuties, policy: Policy) -> Iterator[_Need]:
    """Yield the needs that keep every KSB at its rungs, up to the number of pieces that the policy asks for."""
    kept = [ksb.different for ksb in coverage.ksbs]
    kept += [ksb.different for within in by_duty.values() for ksb in within.values()]
    for rungs in kept:
        asked = 0
        for rung in reversed(Rung):
            among = sum(bits[look(piece)] for piece, piece_rung in rungs if piece_rung >= rung)
            needed = min(policy.min_pieces, among.bit_count())
            if needed > asked:
                asked = needed
                yield among, needed


def _duty_needs(bits: Mapping[str, int], claims: Iterable[Claim], coverage: Coverage) -> Iterator[_Need]:
    """Yield the needs that keep every duty named, since its mapping may be lost."""
    required = {ksb.code for ksb in coverage.ksbs}
    naming = {duty.number: 0 for duty in coverage.duties}
    for claim in claims:
        if claim.code in required and claim.counts:
            for duty in naming.keys() & set(claim.piece.duties):
                naming[duty] |= bits[look(claim.piece.id)]
    yield from ((among, 1) for among in naming.values() if among)
