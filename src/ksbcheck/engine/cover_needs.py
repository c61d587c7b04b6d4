"""The fewest things that meet every need: duties for new evidence, and pieces without which something is lost."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from math import inf
from typing import NamedTuple

from ksbcheck.domain.claim import Claim
from ksbcheck.domain.codes import code_order
from ksbcheck.domain.coverage import Coverage, KsbStatus
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.names import look, natural
from ksbcheck.domain.plan import Carried, Enough, FromDuty, NewEvidence, Shortage
from ksbcheck.domain.policy import Policy
from ksbcheck.engine.cover import Reached, Within

_MOST_CANDIDATES = 20
"""Among how many candidates the fewest are searched for. Among more, few are taken."""

Need = tuple[int, int]
"""Some things, as bits, and how many of them have to be chosen at least."""


class Fewest(NamedTuple):
    """How often each thing is chosen, by its number, and whether fewer are proven not to do."""

    chosen: Mapping[int, int]
    proven: bool


def fewest(needs: Iterable[Need], *, repeated: bool = False) -> Fewest:
    """Return the fewest things that meet all needs; of equally small answers, the one with the lowest numbers.

    Each need must be one that can be met. With `repeated`, a thing may be chosen more than once. Among too many
    candidates the answer has nothing to spare, but is not proven to be the smallest.
    """
    chosen, left = _forced(set(needs), repeated)
    numbers = {number for among, _ in left for number in _numbers(among)}
    most = max((times for _, times in left), default=0) if repeated else 1
    if len(numbers) * most > _MOST_CANDIDATES:
        return Fewest(chosen + _greedy(left, repeated), proven=False)
    found = next(found for size in count() if (found := _within(left, size, repeated)) is not None)
    return Fewest(chosen + Counter(found), proven=True)


def _numbers(things: int) -> Iterator[int]:
    while things:
        lowest = things & -things
        yield lowest.bit_length() - 1
        things ^= lowest


def _after(needs: Iterable[Need], thing: int, times: int, repeated: bool) -> list[Need]:
    """Return what is still needed after a thing was chosen so many times."""
    others = -1 if repeated else ~thing
    left = [(among & others, needed - times if among & thing else needed) for among, needed in needs]
    return [need for need in left if need[1] > 0]


def _forced(needs: Iterable[Need], repeated: bool) -> tuple[Counter[int], list[Need]]:
    """Return what has to be chosen because a need can't be met without it, and what is still needed then."""
    chosen, left = Counter[int](), sorted(needs)
    while forced := next((need for need in left if need[0].bit_count() == (1 if repeated else need[1])), None):
        times = forced[1] if repeated else 1
        for number in _numbers(forced[0]):
            chosen[number] += times
            left = _after(left, 1 << number, times, repeated)
    return chosen, left


def _within(needs: Sequence[Need], size: int, repeated: bool) -> tuple[int, ...] | None:
    """Return the lowest numbers of at most so many things that meet the needs, or None if there are none."""
    while _least(needs, repeated) <= size:
        if not needs:
            return ()
        lowest = min(among & -among for among, _ in needs)
        found = _within(_after(needs, lowest, 1, repeated), size - 1, repeated)
        if found is not None:
            return lowest.bit_length() - 1, *found
        needs = [(among & ~lowest, needed) for among, needed in needs]
    return None


def _least(needs: Iterable[Need], repeated: bool) -> float:
    """Return how many things it takes at least: what needs ask for that share nothing."""
    least, seen = 0, 0
    for among, needed in sorted(needs, key=lambda need: (need[0].bit_count() - need[1], need)):
        if among.bit_count() < (1 if repeated else needed):
            return inf
        if not among & seen:
            least, seen = least + needed, seen | among
    return least


def _greedy(needs: Sequence[Need], repeated: bool) -> Counter[int]:
    """Return a choice that meets the needs: in turn what helps most of them, and then without what is spare."""
    chosen, left = Counter[int](), list(needs)
    while left:
        helps = Counter(number for among, _ in left for number in _numbers(among))
        number = min(helps, key=lambda number: (-helps[number], number))
        times = min(needed for among, needed in left if among >> number & 1) if repeated else 1
        chosen[number] += times
        left = _after(left, 1 << number, times, repeated)
    for number in sorted(chosen):
        mine = [need for need in needs if need[0] >> number & 1]
        spare = min(sum(chosen[each] for each in _numbers(among)) - needed for among, needed in mine)
        chosen[number] -= min(spare, chosen[number])
    return +chosen


def new_evidence(coverage: Coverage, within: Within, policy: Policy) -> NewEvidence:
    """Return what needs new evidence, and from which duties it would best come.

    A new piece is taken to show all that is mapped to its duty. What is there already and only has to be claimed,
    assessed or verified is not asked for again.
    """
    short = {
        ksb.code: pieces
        for ksb in coverage.ksbs
        if ksb.status is not KsbStatus.MET and (pieces := _shortage(ksb.reached, policy))
    }
    duties_of = {ksb.code: ksb.duties for ksb in coverage.ksbs if ksb.duties}
    demands = [(code, pieces, duties_of[code]) for code, pieces in short.items() if code in duties_of]
    demands += [
        (code, pieces, (duty.number,))
        for duty in coverage.duties
        if duty.number in within
        for code in duty.missing
        if (pieces := _shortage(within[duty.number].get(code, ()), policy))
    ]
    numbers = sorted({number for _, _, duties in demands for number in duties})
    bits = {number: 1 << at for at, number in enumerate(numbers)}
    answer = fewest(((sum(map(bits.__getitem__, duties)), pieces) for _, pieces, duties in demands), repeated=True)
    codes = {number: {code for code, _, duties in demands if number in duties} for number in numbers}
    return NewEvidence(
        tuple(Shortage(code, pieces) for code, pieces in short.items() if code in duties_of),
        tuple(
            FromDuty(number, answer.chosen[at], tuple(sorted(codes[number], key=code_order)))
            for at, number in enumerate(numbers)
            if at in answer.chosen
        ),
        answer.proven,
        tuple(Shortage(code, pieces) for code, pieces in short.items() if code not in duties_of),
    )


def _shortage(reached: Reached, policy: Policy) -> int:
    return max(0, policy.min_pieces - len(reached))


def enough(
    pieces: Iterable[Carried], claims: Iterable[Claim], coverage: Coverage, within: Within, policy: Policy
) -> Enough:
    """Return a choice of pieces that carries all that they carry together. `Enough` says what that means.

    Pieces whose ids look the same are one piece, as in coverage, under the first of the ids.
    """
    as_one: dict[str, Carried] = {}
    for piece in sorted(pieces, key=lambda piece: natural(piece.piece)):
        first = as_one.setdefault(look(piece.piece), piece)
        if first is not piece:
            codes = tuple(sorted({*first.codes, *piece.codes}, key=code_order))
            as_one[look(piece.piece)] = first._replace(codes=codes)
    bits = {looks: 1 << number for number, looks in enumerate(as_one)}
    answer = fewest([*_of_ksbs(bits, coverage, within, policy), *_of_duties(bits, claims, coverage)])
    ordered = list(enumerate(as_one.values()))
    return Enough(
        tuple(piece.piece for number, piece in ordered if number in answer.chosen),
        tuple(piece for number, piece in ordered if number not in answer.chosen),
        answer.proven,
    )


def _of_ksbs(bits: Mapping[str, int], coverage: Coverage, within: Within, policy: Policy) -> Iterator[Need]:
    """Yield what keeps each KSB at every rung where it is, up to the number of pieces that it needs.

    Pieces asked for at a higher rung do for the lower ones too.
    """
    kept = [ksb.reached for ksb in coverage.ksbs]
    kept += [within.get(duty.number, {}).get(code, ()) for duty in coverage.duties for code in duty.required]
    for reached in kept:
        asked = 0
        for rung in reversed(Rung):
            among = sum(bits[look(piece)] for piece, at in reached if at >= rung)
            needed = min(policy.min_pieces, among.bit_count())
            if needed > asked:
                asked = needed
                yield among, needed


def _of_duties(bits: Mapping[str, int], claims: Iterable[Claim], coverage: Coverage) -> Iterator[Need]:
    """Yield what keeps each duty named: of one that has lost its mapping, that is all that can be said."""
    required = {ksb.code for ksb in coverage.ksbs}
    naming = {duty.number: 0 for duty in coverage.duties}
    for claim in claims:
        if claim.code in required and claim.rung >= Rung.CLAIMED:
            for duty in naming.keys() & set(claim.piece.duties):
                naming[duty] |= bits[look(claim.piece.id)]
    yield from ((among, 1) for among in naming.values() if among)
