from collections import Counter
from itertools import combinations, combinations_with_replacement
from random import Random

import pytest

from ksbcheck.engine.cover_needs import Fewest, _Need, fewest


def among(*numbers: int) -> int:
    return sum(1 << number for number in numbers)


@pytest.mark.parametrize(
    ("needs", "chosen"),
    [
        ([], ()),
        ([(among(3), 1)], (3,)),
        ([(among(1, 2), 1)], (1,)),
        ([(among(1, 2), 2)], (1, 2)),
        ([(among(1, 2), 1), (among(2, 3), 1)], (2,)),
        ([(among(1, 2), 1), (among(2, 3), 1), (among(1, 3), 1)], (1, 2)),
        ([(among(0, 1), 1), (among(0, 1, 2), 2)], (0, 1)),
        ([(among(0, 5), 1), (among(1, 4), 1)], (0, 1)),
        ([(among(0, 1, 2, 3), 3), (among(3, 4), 1)], (0, 1, 3)),
        ([(among(199, 200), 1), (among(200, 250), 1)], (200,)),
    ],
)
def test_fewest_has_the_lowest_numbers(needs: list[_Need], chosen: tuple[int, ...]) -> None:
    assert fewest(needs) == Fewest(Counter(chosen), proven=True)
    assert fewest(reversed([*needs, *needs])) == Fewest(Counter(chosen), proven=True)


def hard(things: int, needs: int, seed: int) -> list[_Need]:
    random = Random(seed)  # noqa: S311 - nothing secret about it
    return [(among(*random.sample(range(things), random.randint(3, 8))), random.randint(1, 2)) for _ in range(needs)]


def met(needs: list[_Need], chosen: tuple[int, ...]) -> bool:
    return all((of & among(*chosen)).bit_count() >= count for of, count in needs)


def numbers(answer: Fewest) -> tuple[int, ...]:
    """Return the numbers of the things chosen, each as often as it is chosen."""
    return tuple(sorted(Counter(answer.chosen).elements()))


@pytest.mark.parametrize("seed", [0, 7])
def test_fewest_of_many_candidates_is_not_proven(seed: int) -> None:
    needs = hard(60, 90, seed)
    answer = fewest(needs)
    chosen = numbers(answer)
    assert not answer.proven
    assert met(needs, chosen)
    assert not any(met(needs, tuple(set(chosen) - {one})) for one in chosen)
    assert fewest(reversed(needs)) == answer


def test_fewest_counts_candidates_that_are_not_forced() -> None:
    forced = [(among(number), 1) for number in range(100)]
    answer = fewest([*forced, (among(*range(100, 120)), 2)])
    assert (numbers(answer), answer.proven) == ((*range(100), 100, 101), True)
    assert not fewest([*forced, (among(*range(100, 121)), 2)]).proven


@pytest.mark.parametrize("seed", range(10))
def test_fewest_repeats_candidates(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - nothing secret about it
    needs = [(among(*random.sample(range(5), random.randint(1, 3))), random.randint(1, 3)) for _ in range(6)]
    first = next(
        chosen
        for size in range(20)
        for chosen in combinations_with_replacement(range(5), size)
        if all(sum(of >> each & 1 for each in chosen) >= count for of, count in needs)
    )
    answer = fewest(needs, repeated=True)
    assert (numbers(answer), answer.proven) == (first, True)


def test_fewest_repeats_candidates_often() -> None:
    answer = fewest([(among(0, 1), 10**9), (among(1, 2), 10**9), (among(3), 5)], repeated=True)
    assert answer == Fewest({1: 10**9, 3: 5}, proven=False)


def test_fewest_is_better_than_greed() -> None:
    # The first takes the most and leaves a thing for each of the rest; two things that take less each do for all.
    rows = {0: range(1, 7), 1: (0, 1, 2, 3), 2: (4, 5, 6, 7)}
    needs = [(among(*(thing for thing, meets in rows.items() if need in meets)), 1) for need in range(8)]
    assert fewest(needs) == Fewest({1: 1, 2: 1}, proven=True)


@pytest.mark.parametrize("seed", range(30))
def test_fewest_agrees_with_brute_force(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - nothing secret about it
    things = random.randint(6, 11)
    needs = []
    for _ in range(random.randint(8, 14)):
        of = random.sample(range(things), random.randint(2, 4))
        needs.append((among(*of), random.choice([1, 1, 1, 2])))
    first = next(
        chosen for size in range(things + 1) for chosen in combinations(range(things), size) if met(needs, chosen)
    )
    assert fewest(needs) == Fewest(Counter(first), proven=True)
