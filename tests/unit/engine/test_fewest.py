from itertools import combinations
from random import Random

import pytest

from ksbcheck.engine.fewest import Fewest, Need, fewest


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
def test_the_fewest_with_the_lowest_numbers(needs: list[Need], chosen: tuple[int, ...]) -> None:
    assert fewest(needs) == Fewest(chosen, proven=True)
    assert fewest(reversed([*needs, *needs])) == Fewest(chosen, proven=True)


def hard(things: int, needs: int, seed: int) -> list[Need]:
    random = Random(seed)  # noqa: S311 - nothing secret about it
    return [(among(*random.sample(range(things), random.randint(3, 8))), random.randint(1, 2)) for _ in range(needs)]


def met(needs: list[Need], chosen: tuple[int, ...]) -> bool:
    return all((of & among(*chosen)).bit_count() >= count for of, count in needs)


@pytest.mark.parametrize("seed", [0, 7])
def test_once_the_budget_is_spent_the_answer_is_good_but_not_proven(seed: int) -> None:
    needs = hard(60, 90, seed)
    answers = [fewest(needs, budget) for budget in (0, 50, 500)]
    assert [answer.proven for answer in answers] == [False, False, False]
    sizes = [len(answer.chosen) for answer in answers]
    assert sizes == sorted(sizes, reverse=True)
    for answer in answers:
        assert met(needs, answer.chosen)
        assert not any(met(needs, tuple(set(answer.chosen) - {one})) for one in answer.chosen)
    assert fewest(reversed(needs), 50) == answers[1]


def test_a_budget_that_ends_while_the_lowest_numbers_are_sought_leaves_the_size_proven() -> None:
    for seed in range(20):
        needs = hard(14, 14, seed)
        size = len(fewest(needs).chosen)
        for budget in range(1, 60, 6):
            answer = fewest(needs, budget)
            assert met(needs, answer.chosen)
            assert len(answer.chosen) == size if answer.proven else len(answer.chosen) >= size


def test_what_greed_gets_wrong() -> None:
    # The first takes the most and leaves a thing for each of the rest; two things that take less each do for all.
    rows = {0: range(1, 7), 1: (0, 1, 2, 3), 2: (4, 5, 6, 7)}
    needs = [(among(*(thing for thing, meets in rows.items() if need in meets)), 1) for need in range(8)]
    assert fewest(needs) == Fewest((1, 2), proven=True)


@pytest.mark.parametrize("seed", range(30))
def test_no_smaller_and_no_lower_answer_exists(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - nothing secret about it
    things = random.randint(6, 11)
    needs = []
    for _ in range(random.randint(8, 14)):
        of = random.sample(range(things), random.randint(2, 4))
        needs.append((among(*of), random.choice([1, 1, 1, 2])))
    first = next(
        chosen for size in range(things + 1) for chosen in combinations(range(things), size) if met(needs, chosen)
    )
    assert fewest(needs) == Fewest(first, proven=True)
