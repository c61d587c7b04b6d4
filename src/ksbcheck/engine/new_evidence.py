"""From which duties new evidence would have to come: the smallest choice."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ksbcheck.domain.codes import code_order
from ksbcheck.domain.coverage import Coverage, KsbStatus
from ksbcheck.domain.plan import FromDuty, NewEvidence, Shortage
from ksbcheck.domain.policy import Policy
from ksbcheck.engine.cover import Reached
from ksbcheck.engine.fewest import MOST_THINGS, Need, fewest

Within = Mapping[int, Mapping[str, Reached]]
"""By duty and code, what has been reached through evidence that names the duty; empty without duty context."""


class _Demand(NamedTuple):
    """A KSB that needs so many new pieces, each from one of these duties."""

    code: str
    pieces: int
    duties: tuple[int, ...]


def new_evidence(coverage: Coverage, within: Within, policy: Policy) -> NewEvidence:
    """Return what needs new evidence, and from which duties it would best come.

    A new piece is taken to show all that is mapped to its duty. What is there already and only has to be claimed,
    assessed or verified is not asked for again.
    """
    short = {
        ksb.code: shortage
        for ksb in coverage.ksbs
        if ksb.status is not KsbStatus.MET and (shortage := _shortage(ksb.reached, policy))
    }
    mapped = {ksb.code for ksb in coverage.ksbs if ksb.duties}
    demands = [
        *(_Demand(ksb.code, short[ksb.code], ksb.duties) for ksb in coverage.ksbs if ksb.code in short and ksb.duties),
        *_demands_within(coverage, within, policy),
    ]
    duties, proven = _smallest(demands)
    return NewEvidence(
        tuple(Shortage(code, pieces) for code, pieces in short.items() if code in mapped),
        duties,
        proven,
        tuple(Shortage(code, pieces) for code, pieces in short.items() if code not in mapped),
    )


def _shortage(reached: Reached, policy: Policy) -> int:
    return max(0, policy.min_pieces - len(reached))


def _demands_within(coverage: Coverage, within: Within, policy: Policy) -> Iterator[_Demand]:
    for duty in coverage.duties:
        if duty.number in within:
            for code in duty.missing:
                pieces = _shortage(within[duty.number].get(code, ()), policy)
                if pieces:
                    yield _Demand(code, pieces, (duty.number,))


def _smallest(demands: Sequence[_Demand]) -> tuple[tuple[FromDuty, ...], bool]:
    """Return the fewest new pieces that meet all demands, by the duties from which they come, and if that is proven."""
    most: dict[int, int] = {}
    for demand in demands:
        for duty in demand.duties:
            most[duty] = max(most.get(duty, 0), demand.pieces)
    if sum(most.values()) > MOST_THINGS:
        return _chosen(_few_by_turns(demands), demands), False
    # One thing to choose for every piece that could come from a duty.
    things = [duty for duty in sorted(most) for _ in range(most[duty])]
    bits = Counter[int]()
    for number, duty in enumerate(things):
        bits[duty] |= 1 << number
    needs: list[Need] = [(sum(bits[duty] for duty in demand.duties), demand.pieces) for demand in demands]
    answer = fewest(needs)
    return _chosen(Counter(things[number] for number in answer.chosen), demands), answer.proven


def _few_by_turns(demands: Iterable[_Demand]) -> Mapping[int, int]:
    """Return few pieces by duty that meet all demands, where a policy asks for so many that nobody could search."""
    chosen, left = Counter[int](), {demand: demand.pieces for demand in demands}
    while left:
        helps = Counter(sorted(duty for demand in left for duty in demand.duties))
        (duty, _), *_ = helps.most_common(1)
        pieces = min(count for demand, count in left.items() if duty in demand.duties)
        chosen[duty] += pieces
        lower = {demand: count - pieces * (duty in demand.duties) for demand, count in left.items()}
        left = {demand: count for demand, count in lower.items() if count}
    return chosen


def _chosen(pieces: Mapping[int, int], demands: Iterable[_Demand]) -> tuple[FromDuty, ...]:
    return tuple(FromDuty(duty, pieces[duty], _codes(demands, duty)) for duty in sorted(pieces))


def _codes(demands: Iterable[_Demand], duty: int) -> tuple[str, ...]:
    return tuple(sorted({demand.code for demand in demands if duty in demand.duties}, key=code_order))
