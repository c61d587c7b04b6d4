"""The fewest things that meet every need: minimum set cover with counts, exact, over the bits of integers.

What is forced is taken and what changes nothing is set aside; what remains falls into parts that have nothing to do
with each other, and each is searched, deeper only where a lower bound allows it. The search is held by a budget of
steps and not by a clock, so that the same needs have the same answer on every machine.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

BUDGET = 1_000
"""How many steps a search may take: more than portfolios normally need, and some hundredths of a second."""

MOST_THINGS = 500
"""Of how many things, which can't be told apart into parts, the fewest are searched for; of more, few are taken."""

Need = tuple[int, int]
"""Some things, as bits, and how many of them have to be chosen at least."""


class Fewest(NamedTuple):
    """The numbers of the things chosen, the lowest first, and whether fewer are proven not to do."""

    chosen: tuple[int, ...]
    proven: bool


class _BudgetSpentError(Exception):
    """The search has taken all the steps that it may."""


def fewest(needs: Iterable[Need], budget: int = BUDGET) -> Fewest:
    """Return the fewest things that meet all needs; of answers equally small, the one with the lowest numbers.

    Each need must be one that can be met. Once the budget is spent, the answer is the smallest found: it does meet all
    needs, but it isn't proven to be the smallest. (Nor, if the budget ends later, to have the lowest numbers.)
    """
    chosen, rest = _forced(_unmet(needs, 0))
    search, proven = _Search(budget), True
    for part in _parts(_binding(rest)):
        found, sure = search.smallest(part)
        chosen, proven = chosen | found, proven and sure
    return Fewest(tuple(_numbers(chosen)), proven)


class _Search:
    """A search with what is left of its budget."""

    def __init__(self, budget: int) -> None:
        self._left = budget

    def smallest(self, needs: Sequence[Need]) -> tuple[int, bool]:
        """Return the smallest set that meets the needs and has the lowest numbers; and whether it is proven."""
        if _all(needs).bit_count() > MOST_THINGS:
            return _greedy(needs), False
        taken, core = _reduced(needs)
        best = _greedy(core)
        try:
            while best and (smaller := self._within(core, best.bit_count() - 1)) is not None:
                best = smaller
        except _BudgetSpentError:
            return taken | best, False
        return self._lowest(needs, taken | best), True

    def _lowest(self, needs: Sequence[Need], best: int) -> int:
        """Return, of the sets as small as the best, the one with the lowest numbers."""
        fixed, left = 0, best.bit_count()
        try:
            for number in _numbers(_all(needs)):
                if not left:
                    break
                one = 1 << number
                with_one = _unmet(needs, one)
                if not best & one:
                    found = self._within(with_one, left - 1) if with_one != needs else None
                    if found is None:
                        needs = _without(needs, one)
                        continue
                    best = fixed | one | found
                fixed, left, needs = fixed | one, left - 1, with_one
        except _BudgetSpentError:
            pass
        return best

    def _within(self, needs: Sequence[Need], most: int) -> int | None:
        """Return a set of at most so many that meets the needs, or None if there is none."""
        self._left -= 1
        if self._left < 0:
            raise _BudgetSpentError
        chosen, needs = _forced(needs)
        most -= chosen.bit_count()
        if not needs:
            return chosen if most >= 0 else None
        if _bound(needs) > most:
            return None
        tightest, _ = min(needs, key=_slack)
        for one in _by_use(tightest, needs):
            if _hopeless(needs):
                break
            if not one & _all(needs):
                continue
            found = self._within(_unmet(needs, one), most - 1)
            if found is not None:
                return chosen | one | found
            # What meets no more needs than it would have led nowhere either.
            needs = _without(needs, _no_better(one, needs))
        return None


def _numbers(things: int) -> Iterator[int]:
    while things:
        lowest = things & -things
        yield lowest.bit_length() - 1
        things ^= lowest


def _all(needs: Iterable[Need]) -> int:
    things = 0
    for among, _ in needs:
        things |= among
    return things


def _hopeless(needs: Iterable[Need]) -> bool:
    """Whether some need can't be met any more."""
    return any(among.bit_count() < count for among, count in needs)


def _unmet(needs: Iterable[Need], chosen: int) -> list[Need]:
    """Return what is still needed after a choice."""
    others = ~chosen
    return [(among & others, count - met) for among, count in needs if count > (met := (among & chosen).bit_count())]


def _without(needs: Iterable[Need], things: int) -> list[Need]:
    others = ~things
    return [(among & others, count) for among, count in needs]


def _forced(needs: Sequence[Need]) -> tuple[int, Sequence[Need]]:
    """Return what has to be chosen because a need can't be met without it, and what is still needed then."""
    chosen = 0
    while True:
        forced = 0
        for among, count in needs:
            if among.bit_count() == count:
                forced |= among
        if not forced:
            return chosen, needs
        chosen |= forced
        needs = _unmet(needs, forced)


def _slack(need: Need) -> tuple[int, int]:
    among, count = need
    return among.bit_count() - count, among


def _binding(needs: Iterable[Need]) -> list[Need]:
    """Return the needs without those that are met whenever another is."""
    binding: list[Need] = []
    for among, count in sorted(set(needs), key=lambda need: (need[0].bit_count(), need)):
        outside = ~among
        # Whatever meets another need has that many, and all but those outside this one count here as well.
        if not any(other_count - (other & outside).bit_count() >= count for other, other_count in binding):
            binding.append((among, count))
    return binding


def _parts(needs: Iterable[Need]) -> list[list[Need]]:
    """Return the needs in parts that share nothing."""
    parts: list[tuple[int, list[Need]]] = []
    for need in needs:
        touched = [part for part in parts if part[0] & need[0]]
        parts = [part for part in parts if not part[0] & need[0]]
        together = [each for _, part in touched for each in part]
        parts.append((_all((*together, need)), [*together, need]))
    return [part for _, part in sorted(parts)]


def _met_by(needs: Sequence[Need]) -> dict[int, int]:
    """Return for each thing the needs that it helps to meet, as bits."""
    met_by: dict[int, int] = {}
    for index, (among, _) in enumerate(needs):
        for number in _numbers(among):
            met_by[number] = met_by.get(number, 0) | 1 << index
    return met_by


def _reduced(needs: Sequence[Need]) -> tuple[int, Sequence[Need]]:
    """Return what some smallest set surely holds, and what is still needed of the things worth a look."""
    chosen, rest = _forced(needs)
    while True:
        rest = _binding(rest)
        useless = _useless(rest)
        if not useless:
            return chosen, rest
        forced, rest = _forced(_without(rest, useless))
        chosen |= forced


def _useless(needs: Sequence[Need]) -> int:
    """Return the things in place of which others always do: as many others, each as good, as any need of it asks for.

    Either one of the others is free to take its place, or all are chosen and its needs are met without it.
    """
    met_by = _met_by(needs)
    useless = 0
    for number in sorted(met_by, key=lambda number: (met_by[number].bit_count(), -number)):
        mine = met_by[number]
        most = max([needs[index][1] for index in _numbers(mine)])
        as_good = [None for other in met_by.values() if not mine & ~other]
        if len(as_good) > most:  # it is as good as itself
            useless |= 1 << number
            del met_by[number]
    return useless


def _no_better(one: int, needs: Iterable[Need]) -> int:
    """Return the thing itself, and all that help to meet no need that it doesn't."""
    outside = 0
    inside = one
    for among, _ in needs:
        if among & one:
            inside |= among
        else:
            outside |= among
    return inside & ~outside


def _by_use(things: int, needs: Sequence[Need]) -> list[int]:
    """Return the things as single bits, the most useful first, then the lowest."""
    useful = [among for among, _ in needs if among & things]
    uses = [(-len([None for among in useful if among >> number & 1]), number) for number in _numbers(things)]
    return [1 << number for _, number in sorted(uses)]


def _greedy(needs: Sequence[Need]) -> int:
    """Return a small set that meets the needs, though perhaps not the smallest."""
    chosen, met_by, unmet = 0, _met_by(needs), (1 << len(needs)) - 1
    while unmet:
        number = max(met_by, key=lambda number: ((met_by[number] & unmet).bit_count(), -number))
        chosen |= 1 << number
        for index in _numbers(met_by.pop(number) & unmet):
            among, count = needs[index]
            if (among & chosen).bit_count() >= count:
                unmet &= ~(1 << index)
    for number in _numbers(chosen):
        if not _unmet(needs, chosen & ~(1 << number)):
            chosen &= ~(1 << number)
    return chosen


def _bound(needs: Sequence[Need]) -> int:
    """Return how many it takes at least: what needs take that share nothing."""
    apart, seen = 0, 0
    for among, count in sorted(needs, key=_slack):
        if not among & seen:
            apart += count
            seen |= among
    return apart
