"""Pairing the statements and duties of two standards."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from ksbcheck.domain.names import KINDS, code_order, kind_of, natural
from ksbcheck.domain.standard import Duty, Ksb
from ksbcheck.domain.standard_change import Item, Pair, label
from ksbcheck.domain.text import plain

_FLOOR = 0.6
"""The least likeness, from 0 to 1, of two texts of one statement."""
_MAX_WORD_PAIRS = 100_000_000
"""Above this, ten times what real standards have, the order of words is ignored: it would take hours."""
_PRECISION = 1_000_000
"""Likeness becomes a whole number of such parts, so that sums are exact."""
_NONE = -1
"""No row, or no column."""


def pair_statements(old: Sequence[Ksb], new: Sequence[Ksb]) -> tuple[Pair[Ksb], ...]:
    """Return every statement of two standards once, paired with its counterpart of the same kind.

    Pairs are made first by equal code and text, then by equal text (renumbered), then by the words in common: the
    largest total likeness, each at least `_FLOOR`; an equal code decides a tie. Added statements come last.
    """
    kinds = [[[ksb for ksb in ksbs if kind_of(ksb.code) == kind] for ksbs in (old, new)] for kind in KINDS]
    pairs = [pair for of_old, of_new in kinds for pair in _paired(of_old, of_new)]
    return _in_order(pairs, lambda ksb: code_order(ksb.code))


def pair_duties(old: Sequence[Duty], new: Sequence[Duty]) -> tuple[Pair[Duty], ...]:
    """Return every duty of two standards once, paired as by `pair_statements`."""
    return _in_order(list(_paired(old, new)), lambda duty: (0, duty.number))


def _in_order(pairs: list[Pair[Item]], order: Callable[[Item], tuple[int, int]]) -> tuple[Pair[Item], ...]:
    def place(pair: Pair[Item]) -> tuple[bool, tuple[int, int]]:
        item = pair.old or pair.new
        return pair.old is None, order(item) if item else (0, 0)

    return tuple(sorted(pairs, key=place))


def _paired(old: Iterable[Item], new: Iterable[Item]) -> Iterator[Pair[Item]]:
    # Sorted, so that the order of a file makes no difference.
    olds, news = (sorted(items, key=lambda item: natural(label(item))) for items in (old, new))
    keys: tuple[Callable[[Item], Hashable], ...] = (
        lambda item: (label(item), plain(item.text)),
        lambda item: plain(item.text),
    )
    for key in keys:
        pairs = list(_equal(olds, news, key))
        yield from pairs
        olds = [item for item in olds if not any(pair.old is item for pair in pairs)]
        news = [item for item in news if not any(pair.new is item for pair in pairs)]
    alike = _best_assignment(_weights(olds, news))
    yield from (Pair(olds[row], news[column]) for row, column in alike)
    yield from (Pair(item, None) for index, item in enumerate(olds) if index not in {row for row, _ in alike})
    yield from (Pair(None, item) for index, item in enumerate(news) if index not in {column for _, column in alike})


def _equal(old: Sequence[Item], new: Sequence[Item], key: Callable[[Item], Hashable]) -> Iterator[Pair[Item]]:
    """Yield the pairs with equal keys; of several, the first with the first."""
    waiting: dict[Hashable, list[Item]] = {}
    for item in reversed(new):
        waiting.setdefault(key(item), []).append(item)
    for item in old:
        candidates = waiting.get(key(item))
        if candidates:
            yield Pair(item, candidates.pop())


def _weights(old: Sequence[Ksb | Duty], new: Sequence[Ksb | Duty]) -> list[list[int]]:
    """Return the weight of every pair: its likeness, and a little more for an equal name."""
    texts = [_Words(item.text) for item in old]
    new_texts = [_Words(item.text) for item in new]
    in_order = sum(len(text.all) for text in texts) * sum(len(text.all) for text in new_texts) <= _MAX_WORD_PAIRS
    likeness = [_likeness(texts, words, in_order=in_order) for words in new_texts]
    more_than_all_names = min(len(old), len(new)) + 1
    return [
        [
            round(likeness[column][row] * _PRECISION) * more_than_all_names + (label(item) == label(other))
            if likeness[column][row] >= _FLOOR
            else 0
            for column, other in enumerate(new)
        ]
        for row, item in enumerate(old)
    ]


class _Words:
    """The words of a text in order, the different ones, and how many are repeated."""

    def __init__(self, text: str) -> None:
        self.all = re.findall(r"\w+", text.casefold()) or text.split()
        self.once = frozenset(self.all)
        self.repeated = len(self.all) - len(self.once)


def _likeness(texts: Sequence[_Words], words: _Words, *, in_order: bool) -> list[float]:
    """Return the likeness of texts to one, from 0 to 1; unless `in_order`, an upper bound by the words in common."""
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(words.all)
    likeness = []
    for text in texts:
        # No more words can match than these, whatever their order; counting them is far quicker.
        at_most = len(text.once & words.once) + min(text.repeated, words.repeated)
        count = len(text.all) + len(words.all)
        if 2 * at_most < _FLOOR * count:
            likeness.append(0.0)
        elif in_order:
            matcher.set_seq1(text.all)
            likeness.append(matcher.ratio())
        else:
            likeness.append(2 * at_most / count)
    return likeness


def _best_assignment(weights: Sequence[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    """Return the pairs of row and column with the largest total weight, by row: the Hungarian method in O(n^3)."""
    rows = [index for index, row in enumerate(weights) if any(weight > 0 for weight in row)]
    columns = [index for index, column in enumerate(zip(*weights, strict=True)) if any(weight > 0 for weight in column)]
    turned = len(rows) > len(columns)
    few, many = (columns, rows) if turned else (rows, columns)
    costs = [[-max(0, weights[b][a] if turned else weights[a][b]) for b in many] for a in few]
    pairs = ((few[a], many[b]) for a, b in _cheapest(costs) if costs[a][b])
    return tuple(sorted((b, a) if turned else (a, b) for a, b in pairs))


def _cheapest(costs: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Return a column for every row at the least total cost. There must not be more rows than columns."""
    if not costs:
        return []
    row_of = [_NONE] * len(costs[0])
    row_potentials, column_potentials = [0] * len(costs), [0] * len(row_of)
    for row in range(len(costs)):
        _assign(row, costs, row_potentials, column_potentials, row_of)
    return [(row, column) for column, row in enumerate(row_of) if row != _NONE]


def _assign(
    row: int, costs: Sequence[Sequence[int]], row_potentials: list[int], column_potentials: list[int], row_of: list[int]
) -> None:
    """Give a row a column. Rows and columns have potentials, whose sum is never above the cost."""
    costs_to = [cost - potential for cost, potential in zip(costs[row], column_potentials, strict=True)]
    previous = [_NONE] * len(costs_to)
    open_columns, visited = list(range(len(costs_to))), []
    while row_of[column := min(open_columns, key=costs_to.__getitem__)] != _NONE:
        open_columns.remove(column)
        visited.append(column)
        moved_row = row_of[column]
        offset, moved_costs = costs_to[column] - row_potentials[moved_row], costs[moved_row]
        for other in open_columns:
            cost = offset + moved_costs[other] - column_potentials[other]
            if cost < costs_to[other]:
                costs_to[other], previous[other] = cost, column
    row_potentials[row] = costs_to[column]
    for other in visited:
        row_potentials[row_of[other]] += costs_to[column] - costs_to[other]
        column_potentials[other] -= costs_to[column] - costs_to[other]
    while column != _NONE:
        row_of[column] = row if previous[column] == _NONE else row_of[previous[column]]
        column = previous[column]
