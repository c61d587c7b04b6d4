"""Laws of the best assignment and of the pairing of statements."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from ksbcheck.domain.standard import Ksb
from ksbcheck.domain.standard_change import label
from ksbcheck.engine.pairing import _best_assignment, pair_statements

WEIGHTS = st.tuples(st.integers(0, 5), st.integers(0, 5)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(-2, 9), min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)


@given(WEIGHTS)
def test_assignment_has_the_largest_weight(weights: list[list[int]]) -> None:
    """No other assignment of rows to columns weighs more."""
    found = _best_assignment(weights)
    assert len({row for row, _ in found}) == len({column for _, column in found}) == len(found)
    assert all(weights[row][column] > 0 for row, column in found)
    assert list(found) == sorted(found)
    assert sum(weights[row][column] for row, column in found) == most_by_trying(weights)


def most_by_trying(weights: list[list[int]]) -> int:
    columns = [*range(len(weights[0])), *[None] * len(weights)] if weights else []
    totals = (
        sum(max(0, weights[row][at]) for row, at in enumerate(chosen) if at is not None)
        for chosen in permutations(columns, len(weights))
    )
    return max(totals, default=0)


WORDS = ["plan", "teach", "pupils", "well", "safely", "daily"]
CODES = st.builds("{}{}".format, st.sampled_from("KSB"), st.integers(1, 6))
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
STATEMENTS = st.dictionaries(CODES, TEXTS, max_size=9).map(
    lambda texts: [Ksb(code=code, options=(), text=text) for code, text in texts.items()]
)


@given(STATEMENTS, STATEMENTS)
def test_pairing_is_complete_and_keeps_equal_statements(old: list[Ksb], new: list[Ksb]) -> None:
    """Every statement is in one pair, equal ones in the same."""
    pairs = pair_statements(old, new)
    assert sorted(label(pair.old) for pair in pairs if pair.old) == sorted(map(label, old))
    assert sorted(label(pair.new) for pair in pairs if pair.new) == sorted(map(label, new))
    both = [(pair.old, pair.new) for pair in pairs if pair.old and pair.new]
    assert all(one.code[0] == other.code[0] for one, other in both)
    assert {(one, other) for one, other in both if one == other} == {(ksb, ksb) for ksb in old if ksb in new}
    assert pair_statements(old[::-1], new[::-1]) == pairs
    alone = [(pair.old or pair.new) for pair in pairs if pair.old is None or pair.new is None]
    removed = {(ksb.code[0], ksb.text) for ksb in alone if ksb in old}
    added = {(ksb.code[0], ksb.text) for ksb in alone if ksb in new}
    assert not removed & added
